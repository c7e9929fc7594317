"""Any resource by its id: created, read, patched, deleted, under conditions."""

from __future__ import annotations

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError

from tests.rehearsal.doors.https.conftest import Clients

VERSION = "?api-version=2024-11-01"


def vault_path(clients: Clients, name: str = "kv-one") -> str:
    return f"{clients.here}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/{name}{VERSION}"


def test_ids_are_spelt_as_azure_spells_them(clients: Clients):
    made = clients.raw("PUT", f"{clients.here}/resourcegroups/Two{VERSION}", json={"location": "westeurope"})
    assert made.status_code == 201
    assert made.json()["id"] == f"{clients.here}/resourceGroups/Two"
    again = clients.raw("PUT", f"{clients.here}/resourcegroups/two{VERSION}", json={"location": "westeurope"})
    assert again.status_code == 200


def test_a_resource_can_be_made_and_read_by_id_alone(clients: Clients):
    client = clients.resources()
    path = f"{clients.here}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/somebody"
    made = client.resources.begin_create_or_update_by_id(path, {"location": "westeurope"}, api_version="2024-11-30").result()
    assert made.id == path
    assert client.resources.get_by_id(path, api_version="2024-11-30").properties["clientId"] == made.properties["clientId"]
    assert client.resources.check_existence_by_id(path, api_version="2024-11-30")
    client.resources.begin_delete_by_id(path, api_version="2024-11-30").result()
    assert not client.resources.check_existence_by_id(path, api_version="2024-11-30")


def test_what_isnt_there(clients: Clients):
    assert clients.raw("DELETE", vault_path(clients)).status_code == 204
    error = clients.raw("GET", vault_path(clients)).json()["error"]
    assert error == {
        "code": "ResourceNotFound",
        "message": "The Resource 'Microsoft.KeyVault/vaults/kv-one' under resource group 'rg' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "LocationRequired"), ({"location": "westeurope"}, "InvalidRequestContent"), ([], "InvalidRequestContent")],
)
def test_bodies_are_checked(clients: Clients, body: object, code: str):
    answer = clients.raw("PUT", vault_path(clients), json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_entity_tags(clients: Clients):
    clients.world.vault()
    found = clients.raw("GET", vault_path(clients))
    tag = found.headers["etag"]
    assert clients.raw("GET", vault_path(clients), headers={"if-none-match": tag}).status_code == 304
    body = {"tags": {"a": "b"}}
    stale = clients.raw("PATCH", vault_path(clients), headers={"if-match": '"old"'}, json=body)
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "PreconditionFailed")
    fresh = clients.raw("PATCH", vault_path(clients), headers={"if-match": tag}, json=body)
    assert fresh.status_code == 200
    assert fresh.headers["etag"] != tag
    assert clients.raw("PUT", vault_path(clients), headers={"if-none-match": "*"}, json=found.json()).status_code == 412
    assert clients.raw("DELETE", vault_path(clients), headers={"if-match": tag}).status_code == 412
    assert clients.raw("DELETE", vault_path(clients), headers={"if-match": fresh.headers["etag"]}).status_code == 200


def test_conditions_through_the_sdk(clients: Clients):
    assert MatchConditions.IfNotModified  # the SDK's words for the headers above; its ARM clients leave them to callers
    clients.world.vault()
    with pytest.raises(HttpResponseError) as caught:
        clients.vaults().vaults.update("rg", "kv-one", {"tags": {}}, headers={"If-Match": '"old"'})
    assert caught.value.status_code == 412


def test_a_patch_of_a_vault_keeps_the_policies_that_were_written_apart(clients: Clients):
    vault = clients.world.vault(rbac=False)
    clients.world.policy(vault, "11111111-1111-1111-1111-111111111111", "get")
    patched = clients.vaults().vaults.update("rg", "kv-one", {"tags": {"a": "b"}})
    assert [one.object_id for one in patched.properties.access_policies] == ["11111111-1111-1111-1111-111111111111"]
    assert patched.tags == {"a": "b"}
    assert clients.vaults().vaults.update("rg", "kv-one", {"tags": {"c": "d"}}).tags == {"c": "d"}


def test_a_patch_of_a_site_keeps_its_settings(clients: Clients):
    site = clients.world.site()
    clients.world.settings(site, A="1")
    clients.web().web_apps.update("rg", "shop", {"properties": {"httpsOnly": True}})
    assert clients.web().web_apps.get("rg", "shop").https_only is True
    assert clients.web().web_apps.list_application_settings("rg", "shop").properties == {"A": "1"}


def test_settings_arent_to_be_had_by_get(clients: Clients):
    site = clients.world.site()
    clients.world.settings(site, PASSWORD="canary")
    answer = clients.raw("GET", f"{site.id}/config/appsettings{VERSION}")
    assert answer.status_code == 405
    assert "canary" not in answer.text


def test_what_arm_cant_delete(clients: Clients):
    vault = clients.world.vault()
    secret = clients.world.secret(vault)
    assert clients.raw("DELETE", f"{secret.id}{VERSION}").status_code == 405
    assert clients.raw("GET", f"{secret.id}{VERSION}").json()["properties"].get("value") is None


def test_single_access_policies_are_no_resources_of_arm(clients: Clients):
    policy = clients.world.policy(clients.world.vault(rbac=False), "11111111-1111-1111-1111-111111111111", "get")
    assert clients.raw("GET", f"{policy.id}{VERSION}").status_code == 404


def test_what_comes_with_a_site_is_there(clients: Clients):
    clients.world.site()
    assert clients.web().web_apps.get_ftp_allowed("rg", "shop").allow is True
