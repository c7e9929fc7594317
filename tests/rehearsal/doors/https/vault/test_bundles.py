"""The shapes of Key Vault's own interface, against the models of `azure-keyvault-secrets`."""

from __future__ import annotations

from azure.keyvault.secrets._generated import models

from azure_rehearsal.doors.https.vault.bundles import bundle, deleted_bundle, item, new_inputs
from azure_rehearsal.services.microsoft_keyvault.secrets import SECRET, version_of
from tests.rehearsal.world import World


def keys_of(model) -> set[str]:
    return {field._rest_name for field in model({})._attr_to_rest_field.values()}


def test_every_part_is_one_that_the_client_knows(world: World):
    vault = world.vault()
    made = world.secret(vault, contentType="text/plain", attributes={"enabled": True, "expires": 1_900_000_000})
    record, holder = world.cloud.state.get(made.id), world.cloud.state.get(vault.id)
    assert record is not None
    assert holder is not None
    version = version_of(record, None) or {}
    assert set(bundle(holder, record, version)) <= keys_of(models.SecretBundle)
    assert set(item(holder, record, version)) <= keys_of(models.SecretItem)
    assert set(item(holder, record, version)["attributes"]) <= keys_of(models.SecretAttributes)  # type: ignore[arg-type]
    assert item(holder, record, version)["attributes"]["exp"] == 1_900_000_000  # type: ignore[index,call-overload]
    world.cloud.forget(record)
    gone = deleted_bundle(holder, record)
    assert set(gone) <= keys_of(models.DeletedSecretBundle)
    assert gone["scheduledPurgeDate"] == gone["deletedDate"] + 90 * 86_400  # type: ignore[operator]
    assert "value" not in gone


def test_what_is_set_is_what_a_program_would_write(world: World):
    holder = world.cloud.state.get(world.vault().id)
    assert holder is not None
    inputs = new_inputs(holder, "key", {"value": "v", "attributes": {"exp": 5, "enabled": False}, "tags": {"a": "b"}})
    assert inputs["properties"] == {"value": "v", "attributes": {"enabled": False, "expires": 5}}
    assert world.cloud.check(SECRET, inputs, urn_name="x").failures == []
