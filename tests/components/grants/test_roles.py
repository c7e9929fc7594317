"""Role definitions by name: what there is, and what no app gets."""

from __future__ import annotations

import re

import pytest

from pulumi_azure_connect import AccessNotSupported
from pulumi_azure_connect.grants.roles import _definitions, role_definition, warning_of  # pyright: ignore[reportPrivateUsage]

ADMINISTRATORS = [
    "Owner",
    "Contributor",
    "User Access Administrator",
    "Role Based Access Control Administrator",
    "Key Vault Data Access Administrator",
]


def test_a_role_is_known_by_its_name():
    assert role_definition("Storage Blob Data Reader", "up").id == "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"


@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_a_role_is_known_by_its_guid_in_any_letter_case(change: type[str]):
    found = role_definition(change("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"), "up")
    assert (found.name, found.id) == ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")


def test_a_custom_role_goes_by_its_guid():
    custom = "12345678-1234-1234-1234-1234567890ab"
    assert role_definition(custom, "up").id == custom


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_an_administrators_role_is_told_apart_however_it_is_named(name: str):
    for given in (name, _definitions()[name]["id"], _definitions()[name]["id"].upper()):
        assert warning_of(role_definition(given, "up")) in ("hands out access", "manages every resource")


def test_a_misspelt_role_is_refused_with_the_one_that_was_meant():
    with pytest.raises(AccessNotSupported) as refused:
        role_definition("Key Vault Secret User", "up")
    assert "Did you mean 'Key Vault Secrets User'?" in str(refused.value)


def test_every_role_has_one_guid():
    ids = [role["id"] for role in _definitions().values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one) for one in ids)
