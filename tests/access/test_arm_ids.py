"""Ids in parts, and that letter case never counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_access.arm_ids import ArmId, is_within, key_of

VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"


def test_a_nested_id_in_parts():
    arm = ArmId.parse(f"{VAULT}/secrets/key")
    assert (arm.subscription, arm.group, arm.kind, arm.names) == ("s", "g", "Microsoft.KeyVault/vaults/secrets", ("kv", "key"))
    assert (arm.parent(), arm.top(), arm.name, arm.scope) == (VAULT, VAULT, "key", "/subscriptions/s/resourceGroups/g")


def test_a_top_resource_has_no_parent():
    assert ArmId.parse(VAULT).parent() is None
    assert ArmId.parse(VAULT).top() == VAULT


def test_an_extension_resource_lies_on_its_scope():
    arm = ArmId.parse(f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/x")
    assert (arm.kind, arm.scope, arm.parent()) == ("Microsoft.Authorization/roleAssignments", VAULT, None)


def test_a_group_and_a_subscription_are_no_resources():
    arm = ArmId.parse("/subscriptions/s/resourceGroups/g")
    assert (arm.group, arm.names, arm.kind, arm.name) == ("g", (), "", "g")


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        (VAULT, VAULT.upper(), True),
        (VAULT, VAULT + "/", True),
        (VAULT + "2", VAULT, False),
        (VAULT, "/", True),
        (VAULT, VAULT + "/secrets/x", False),
    ],
)
def test_within(inner, outer, within):
    assert is_within(inner, outer) is within


@given(st.lists(st.text("abcXYZ019-", min_size=1), min_size=1, max_size=6))
def test_every_spelling_has_one_key(parts):
    text = "/".join(parts)
    assert key_of(text) == key_of(f"/{text}/") == key_of(text.upper())
    assert is_within(f"{text}/more", text)
