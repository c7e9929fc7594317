"""`Target` itself, and a target of a user's own."""

from __future__ import annotations

import dataclasses

import pytest

from pulumi_azure_connect import STORAGE_BLOB, Access, TargetId, UnknownArgument
from pulumi_azure_connect.targets import ALL, BY_KIND


def test_a_target_is_data_and_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        STORAGE_BLOB.kind = "other"  # type: ignore[misc]


def test_words_for_access_are_plain_text():
    assert Access.READ == "read"
    assert all(level.value == level.name.lower() for level in Access)


def test_every_target_is_known_by_its_kind():
    assert {target.kind: target for target in ALL} == dict(BY_KIND)
    assert len(BY_KIND) == len(ALL)


def test_an_id_states_its_kind():
    with pytest.raises(UnknownArgument, match="TargetId needs type"):
        TargetId(id="x")  # pyright: ignore[reportCallIssue]
