"""Vaults beyond plain resources, through `azure-mgmt-keyvault`."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from tests.rehearsal.doors.https.conftest import Clients

WHO = "11111111-1111-1111-1111-111111111111"


def change(clients: Clients, how: str, *words: str) -> dict[str, list[str]]:
    entry = {"objectId": WHO, "tenantId": clients.cloud.tenant_id, "permissions": {"secrets": list(words)}}
    answer = clients.vaults().vaults.update_access_policy("rg", "kv-one", how, {"properties": {"accessPolicies": [entry]}})
    return {one.object_id: list(one.permissions.secrets or ()) for one in answer.properties.access_policies}


def test_access_policies_are_added_replaced_and_removed(clients: Clients):
    vault = clients.world.vault(rbac=False)
    assert change(clients, "add", "get") == {WHO: ["get"]}
    assert change(clients, "add", "list") == {WHO: ["get", "list"]}
    assert clients.cloud.can(WHO, "Microsoft.KeyVault/vaults/secrets/getSecret/action", f"{vault.id}/secrets/x", data=True).allowed
    assert change(clients, "replace", "set") == {WHO: ["set"]}
    assert change(clients, "remove", "set") == {}
    assert clients.cloud.diff(vault.token, vault.id, vault.inputs, vault, vault.inputs).changed == []


def test_a_policy_that_the_engine_wrote_is_seen(clients: Clients):
    clients.world.policy(clients.world.vault(rbac=False), WHO, "get")
    assert [one.object_id for one in clients.vaults().vaults.get("rg", "kv-one").properties.access_policies] == [WHO]


def test_deleted_vaults_are_listed_and_purged(clients: Clients):
    vault = clients.world.vault()
    clients.vaults().vaults.delete("rg", "kv-one")
    assert [one.properties.vault_id for one in clients.vaults().vaults.list_deleted()] == [vault.id]
    assert clients.vaults().vaults.get_deleted("kv-one", "westeurope").name == "kv-one"
    taken = clients.vaults().vaults.check_name_availability({"name": "kv-one", "type": "Microsoft.KeyVault/vaults"})
    assert (taken.name_available, taken.reason) == (False, "AlreadyExists")
    clients.vaults().vaults.begin_purge_deleted("kv-one", "westeurope").result()
    assert clients.cloud.soft_deleted() == []
    assert clients.vaults().vaults.check_name_availability({"name": "kv-one", "type": "Microsoft.KeyVault/vaults"}).name_available
    with pytest.raises(HttpResponseError) as caught:
        clients.vaults().vaults.get_deleted("kv-one", "westeurope")
    assert caught.value.status_code == 404


def test_a_name_that_no_vault_can_have(clients: Clients):
    answer = clients.vaults().vaults.check_name_availability({"name": "1-", "type": "Microsoft.KeyVault/vaults"})
    assert answer.reason == "AccountNameInvalid"


def test_secrets_through_arm_never_show_their_value(clients: Clients):
    clients.world.vault()
    made = clients.vaults().secrets.create_or_update("rg", "kv-one", "key", {"properties": {"value": "canary"}})
    listed = list(clients.vaults().secrets.list("rg", "kv-one"))
    assert [one.name for one in listed] == [made.name] == ["key"]
    assert made.properties.value is None
    assert made.properties.secret_uri == "https://kv-one.vault.azure.net/secrets/key"


@pytest.mark.behaviour(beside="test_a_key_has_an_address_and_a_version")
def test_keys_are_made_if_they_are_not_there(clients: Clients):
    # learn.microsoft.com/rest/api/keyvault/keyvault/keys: an existing key is answered without any change; ARM deletes none
    clients.world.vault()
    keys = clients.vaults().keys
    made = keys.create_if_not_exist("rg", "kv-one", "sign", {"properties": {"kty": "RSA"}, "tags": {"a": "1"}})
    again = keys.create_if_not_exist("rg", "kv-one", "sign", {"properties": {"kty": "EC"}, "tags": {"a": "2"}})
    assert (again.key_uri_with_version, again.properties.kty, again.tags) == (made.key_uri_with_version, "RSA", {"a": "1"})
    assert [one.name for one in keys.list("rg", "kv-one")] == ["sign"]
    [version] = list(keys.list_versions("rg", "kv-one", "sign"))
    assert made.key_uri_with_version == f"https://kv-one.vault.azure.net/keys/sign/{version.name}"
    assert keys.get_version("rg", "kv-one", "sign", version.name).key_uri_with_version == made.key_uri_with_version
    with pytest.raises(ResourceNotFoundError):
        keys.get_version("rg", "kv-one", "sign", "0" * 32)
    assert clients.raw("DELETE", f"{made.id}?api-version=2024-11-01").status_code == 405
