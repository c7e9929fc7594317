"""Looks into a checkpoint."""

from __future__ import annotations

from azure_rehearsal.memory.checkpoint import name_of, pending_of, resources_of, token_of

URN = "urn:pulumi:dev::tiny::azure-connect:index:App$azure-native:web:WebApp::app::with::colons"


def test_a_urn_gives_its_own_type_and_the_whole_name():
    assert token_of(URN) == "azure-native:web:WebApp"
    assert name_of(URN) == "app::with::colons"


def test_an_empty_checkpoint_has_nothing():
    assert resources_of({}) == pending_of({}) == pending_of({"pending_operations": None}) == []
