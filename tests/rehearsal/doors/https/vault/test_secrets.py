"""The vaults' own interface, through `azure-keyvault-secrets`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceExistsError, ResourceNotFoundError

from tests.rehearsal.doors.https.conftest import SECRETS_OFFICER, SECRETS_USER, Clients, code_of, inner_of


@pytest.fixture
def officer(clients: Clients):
    """A secrets client that may do everything with secrets of kv-one."""
    vault = clients.world.vault()
    clients.world.grant(clients.cloud.deployer.object_id, SECRETS_OFFICER, vault.id)
    clients.world.grant(clients.cloud.deployer.object_id, "Key Vault Administrator", vault.id)
    return clients.secrets("kv-one")


def test_secrets_are_set_read_and_listed(officer):
    made = officer.set_secret("key", "first", content_type="text/plain", tags={"a": "b"})
    again = officer.set_secret("key", "first")
    assert made.properties.version != again.properties.version  # every write is a version
    assert officer.get_secret("key").properties.version == again.properties.version
    old = officer.get_secret("key", made.properties.version)
    assert (old.value, old.properties.content_type, old.properties.tags) == ("first", "text/plain", {"a": "b"})
    assert old.id == f"https://kv-one.vault.azure.net/secrets/key/{made.properties.version}"
    assert [one.name for one in officer.list_properties_of_secrets()] == ["key"]
    assert [one.version for one in officer.list_properties_of_secret_versions("key")] == [made.properties.version, again.properties.version]


def test_pages_of_secrets(clients: Clients, officer):
    for number in range(30):
        officer.set_secret(f"key-{number}", "x")
    pages = list(officer.list_properties_of_secrets(max_page_size=12).by_page())
    assert len(pages) == 3
    assert len(list(officer.list_properties_of_secrets())) == 30


def test_expiry_and_being_disabled(officer):
    until = datetime(2030, 1, 1, tzinfo=UTC)
    officer.set_secret("key", "value", expires_on=until)
    assert officer.get_secret("key").properties.expires_on == until
    officer.update_secret_properties("key", enabled=False)
    with pytest.raises(HttpResponseError) as caught:
        officer.get_secret("key")
    assert inner_of(caught) == "SecretDisabled"


def test_what_isnt_there(officer):
    with pytest.raises(ResourceNotFoundError) as caught:
        officer.get_secret("nothing")
    assert code_of(caught) == "SecretNotFound"
    officer.set_secret("key", "value")
    with pytest.raises(ResourceNotFoundError):
        officer.get_secret("key", "0" * 32)


def test_deleted_secrets_are_recovered_or_purged(officer):
    officer.set_secret("key", "value")
    deleted = officer.begin_delete_secret("key").result()
    assert deleted.recovery_id == "https://kv-one.vault.azure.net/deletedsecrets/key"
    with pytest.raises(ResourceExistsError) as caught:
        officer.set_secret("key", "other")
    assert inner_of(caught) == "ObjectIsDeletedButRecoverable"
    assert [one.name for one in officer.list_deleted_secrets()] == ["key"]
    officer.begin_recover_deleted_secret("key").wait()
    assert officer.get_secret("key").value == "value"
    officer.begin_delete_secret("key").wait()
    officer.purge_deleted_secret("key")
    assert list(officer.list_deleted_secrets()) == []
    assert officer.set_secret("key", "new").value == "new"


def test_the_first_request_is_challenged(clients: Clients):
    clients.world.vault()
    answer = clients.raw("GET", "/vaults/kv-one/secrets/key?api-version=7.4", who="nobody")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == (
        f'Bearer authorization="https://login.microsoftonline.com/{clients.cloud.tenant_id}", resource="https://vault.azure.net"'
    )
    arm = clients.raw("GET", "/vaults/kv-one/secrets/key?api-version=7.4")  # a token for ARM is none for a vault
    assert arm.json()["error"]["code"] == "Unauthorized"


def test_owner_of_the_subscription_has_no_rights_on_data(clients: Clients):
    clients.world.secret(clients.world.vault())
    with pytest.raises(HttpResponseError) as caught:
        clients.secrets("kv-one").get_secret("key")
    assert (caught.value.status_code, inner_of(caught)) == (403, "ForbiddenByRbac")
    assert "canary" not in str(caught.value)


def test_a_grant_on_one_secret_covers_that_one(clients: Clients):
    who, vault = clients.world.identity(), clients.world.vault()
    secret = clients.world.secret(vault)
    clients.world.secret(vault, "other", "hidden")
    clients.world.grant(who["principalId"], SECRETS_USER, secret.id)
    mine = clients.secrets("kv-one", who["principalId"])
    assert mine.get_secret("key").value == "canary-value"
    for refused in (lambda: mine.get_secret("other"), lambda: mine.set_secret("key", "x"), lambda: list(mine.list_properties_of_secrets())):
        with pytest.raises(HttpResponseError) as caught:
            refused()
        assert inner_of(caught) == "ForbiddenByRbac"


def test_access_policies_count_where_the_vault_uses_them(clients: Clients):
    who, vault = clients.world.identity(), clients.world.vault(rbac=False)
    clients.world.secret(vault)
    clients.world.grant(who["principalId"], SECRETS_USER, vault.id)  # of no effect there
    mine = clients.secrets("kv-one", who["principalId"])
    with pytest.raises(HttpResponseError) as caught:
        mine.get_secret("key")
    assert inner_of(caught) == "ForbiddenByPolicy"
    clients.world.policy(vault, who["principalId"], "get")
    assert mine.get_secret("key").value == "canary-value"


def test_the_firewall_comes_first(clients: Clients):
    vault = clients.world.vault(publicNetworkAccess="Disabled")
    clients.world.grant(clients.cloud.deployer.object_id, SECRETS_OFFICER, vault.id)
    with pytest.raises(HttpResponseError) as caught:
        clients.secrets("kv-one").set_secret("key", "value")
    assert inner_of(caught) == "ForbiddenByFirewall"


def test_engine_and_data_plane_see_one_secret(clients: Clients, officer):
    vault = clients.cloud.state.get(f"{clients.here}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-one")
    assert vault is not None
    officer.set_secret("key", "from outside")
    read = clients.cloud.read("azure-native:keyvault:Secret", f"{vault.id}/secrets/key")
    assert read is not None
    assert read.outputs["properties"]["secretUriWithVersion"] == officer.get_secret("key").id  # type: ignore[index,call-overload]


@pytest.mark.parametrize("version", ["", "?api-version=1.0"])
def test_api_versions_are_checked(clients: Clients, version: str):
    clients.world.vault()
    token = clients.door.credential().get_token("https://vault.azure.net/.default").token
    answer = clients.raw("GET", f"/vaults/kv-one/secrets{version}", who="nobody", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadParameter")


def test_vaults_and_operations_that_dont_exist(clients: Clients):
    with pytest.raises(ResourceNotFoundError):
        clients.secrets("nowhere").get_secret("key")
    token = clients.door.credential().get_token("https://vault.azure.net/.default").token
    answer = clients.raw(
        "POST", "/vaults/kv-one/secrets/key/rotate?api-version=7.4", who="nobody", headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 501


def test_who_left_the_directory_isnt_let_in(clients: Clients):
    site = clients.world.site()
    client = clients.secrets("kv-one", site["identity"]["principalId"])
    clients.world.vault()
    clients.world.drop(site)
    with pytest.raises(ClientAuthenticationError):
        client.get_secret("key")
