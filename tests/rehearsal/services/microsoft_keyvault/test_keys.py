"""Key Vault keys: made once, answered as they are, deleted through the vault's data plane.

Source: learn.microsoft.com/rest/api/keyvault/keyvault/keys/create-if-not-exist.
"""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.core.plain import at, text
from azure_rehearsal.services.microsoft_keyvault.keys import KEY
from tests.rehearsal.world import Made, World


def key(world: World, **inputs: Any) -> Made:
    return world.make(KEY, {"vaultName": "kv-one", "keyName": "sign", "properties": {"kty": "RSA"}, **inputs})


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


@pytest.mark.behaviour(
    "Microsoft.KeyVault",
    "Keys are made once through ARM, which changes none of them afterwards; they have versions, and are deleted as data, softly.",
)
def test_a_key_has_an_address_and_a_version(world):
    vault = world.vault()
    made = key(world)
    assert made["keyUri"] == "https://kv-one.vault.azure.net/keys/sign"
    version = made["keyUriWithVersion"].removeprefix(made["keyUri"] + "/")
    assert len(version) == 32
    assert (made["kty"], made["keySize"], made["location"]) == ("RSA", 2048, vault["location"])
    assert made["attributes"]["enabled"] is True
    assert made["attributes"]["recoveryLevel"] == "Recoverable+Purgeable"
    other = world.make(KEY, {"vaultName": "kv-one", "keyName": "curve", "properties": {"kty": "EC", "attributes": {"enabled": False}}})
    assert (other["curveName"], other["keyOps"], other["attributes"]["enabled"]) == ("P-256", ["sign", "verify"], False)


def test_fails_without_its_vault(world):
    refused("ParentResourceNotFound", key, world)


@pytest.mark.behaviour(beside="test_a_key_has_an_address_and_a_version")
def test_a_second_put_answers_what_is_there_and_changes_nothing(world):
    world.vault()
    made = key(world, tags={"a": "1"})
    body = {"properties": {"kty": "EC", "keySize": 4096}, "tags": {"a": "2"}}
    world.cloud.put(made.id, body)
    again = world.change(made, tags={"a": "3"})
    read = world.cloud.read(KEY, made.id, made.inputs)
    assert (dict(again), read.outputs) == (dict(made), dict(made))
    assert read.inputs["tags"] == {"a": "1"}  # a refresh tells


def test_the_engine_replaces_what_arm_would_not_change(world):
    world.vault()
    made = key(world)
    told = world.cloud.diff(KEY, made.id, made.inputs, dict(made), {**made.inputs, "properties": {"kty": "RSA", "keySize": 4096}})
    assert told.replaces
    refused("", key, world)  # the provider looks before it creates


@pytest.mark.behaviour(beside="test_a_key_has_an_address_and_a_version")
def test_deleting_a_key_takes_a_right_on_data(world):
    # provider/pkg/resources/customresources/custom_keyvault.go: by the vault itself
    vault = world.vault()
    made = key(world)
    assert "keys/delete" in refused("Forbidden", world.drop, made).message
    world.grant(world.cloud.deployer.object_id, "Key Vault Crypto Officer", vault.id)
    world.drop(made)
    assert made.id in world.cloud.soft_deleted()


def test_a_policy_vault_asks_its_policies(world):
    world.vault(rbac=False)
    made = key(world)
    assert "does not have keys delete permission" in refused("Forbidden", world.drop, made).message


@pytest.mark.behaviour(beside="test_a_key_has_an_address_and_a_version")
def test_a_deleted_key_keeps_its_name_and_comes_back_with_its_vault(world):
    # learn.microsoft.com/azure/key-vault/general/key-vault-recovery
    vault = world.vault()
    world.grant(world.cloud.deployer.object_id, "Key Vault Crypto Officer", vault.id)
    made = key(world)
    world.drop(made)
    assert "Key sign" in refused("ObjectIsDeletedButRecoverable", key, world).message
    world.cloud.purge(made.id)
    made = key(world)
    world.drop(vault)
    assert world.cloud.state.get(made.id) is None
    world.vault(createMode="recover")
    found = world.cloud.state.get(made.id)
    assert found is not None
    assert text(at(found.outputs, "keyUriWithVersion")) == made["keyUriWithVersion"]
