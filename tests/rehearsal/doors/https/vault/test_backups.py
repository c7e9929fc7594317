"""Backups of secrets through `azure-keyvault-secrets`: all versions, into a vault that may take them."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError

from azure_rehearsal.doors.https.vault.backups import open_backup, take
from tests.rehearsal.doors.https.conftest import SECRETS_OFFICER, SECRETS_USER, Clients, code_of, inner_of


@pytest.fixture
def officer(clients: Clients):
    """A secrets client that may do everything with secrets of kv-one, and of kv-two."""
    for name in ("kv-one", "kv-two"):
        clients.world.grant(clients.cloud.deployer.object_id, SECRETS_OFFICER, clients.world.vault(name).id)
    return clients.secrets("kv-one")


@pytest.mark.behaviour(
    "Microsoft.KeyVault",
    "Secrets are backed up with all versions and restored into a vault where the name is free (over HTTPS).",
)
def test_a_backup_brings_all_versions_to_another_vault(clients: Clients, officer):
    first = officer.set_secret("key", "canary-first", tags={"a": "b"})
    officer.set_secret("key", "canary-second", content_type="text/plain")
    backup = officer.backup_secret("key")
    assert b"canary" not in backup
    other = clients.secrets("kv-two")
    restored = other.restore_secret_backup(backup)
    assert (restored.name, restored.vault_url, restored.content_type) == ("key", "https://kv-two.vault.azure.net", "text/plain")
    assert other.get_secret("key").value == "canary-second"
    old = other.get_secret("key", first.properties.version)
    assert (old.value, old.properties.tags) == ("canary-first", {"a": "b"})
    versions = [one.version for one in other.list_properties_of_secret_versions("key")]
    assert versions == [one.version for one in officer.list_properties_of_secret_versions("key")]
    record = clients.cloud.state.get(f"{clients.here}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-two/secrets/key")
    assert record is not None
    assert record.outputs["properties"]["secretUriWithVersion"] == f"https://kv-two.vault.azure.net/secrets/key/{restored.version}"  # type: ignore[index,call-overload]


@pytest.mark.behaviour(beside="test_a_backup_brings_all_versions_to_another_vault")
def test_a_purged_secret_comes_back_from_its_backup(clients: Clients, officer):
    clients.world.grant(clients.cloud.deployer.object_id, "Key Vault Administrator", clients.here)
    officer.set_secret("key", "value")
    backup = officer.backup_secret("key")
    officer.begin_delete_secret("key").result()
    with pytest.raises(ResourceExistsError) as caught:  # soft-deleted: the name is still taken
        officer.restore_secret_backup(backup)
    assert inner_of(caught) == "ObjectIsDeletedButRecoverable"
    officer.purge_deleted_secret("key")
    officer.restore_secret_backup(backup)
    assert officer.get_secret("key").value == "value"


@pytest.mark.behaviour(beside="test_a_backup_brings_all_versions_to_another_vault")
def test_fails_for_a_name_in_use_and_for_what_is_no_backup(officer):
    # azure-keyvault-secrets, restore_secret_backup: ResourceExistsError where the name is in use
    officer.set_secret("key", "value")
    backup = officer.backup_secret("key")
    with pytest.raises(ResourceExistsError) as caught:
        officer.restore_secret_backup(backup)
    assert (caught.value.status_code, code_of(caught)) == (409, "Conflict")
    for wrong in (b"nonsense", backup[:-5] + b"AAAAA", b""):
        with pytest.raises(HttpResponseError) as caught_wrong:
            officer.restore_secret_backup(wrong)
        assert (caught_wrong.value.status_code, code_of(caught_wrong)) == (400, "BadParameter")
    with pytest.raises(ResourceNotFoundError):
        officer.backup_secret("nothing")


@pytest.mark.behaviour(beside="test_a_backup_brings_all_versions_to_another_vault")
def test_both_take_rights_of_their_own(clients: Clients, officer):
    # learn.microsoft.com/azure/key-vault/general/rbac-guide: Secrets User reads; Secrets Officer does everything with secrets
    officer.set_secret("key", "value")
    backup = officer.backup_secret("key")
    who = clients.world.identity("reader")["principalId"]
    clients.world.grant(who, SECRETS_USER, clients.here)
    reader = clients.secrets("kv-two", who)
    assert clients.secrets("kv-one", who).get_secret("key").value == "value"
    for call in (lambda: clients.secrets("kv-one", who).backup_secret("key"), lambda: reader.restore_secret_backup(backup)):
        with pytest.raises(HttpResponseError) as caught:
            call()
        assert (caught.value.status_code, inner_of(caught)) == (403, "ForbiddenByRbac")


def test_a_policy_lists_backup_and_restore(clients: Clients):
    vault = clients.world.vault(rbac=False)
    secret = clients.world.secret(vault)
    who = clients.world.identity()["principalId"]
    policy = clients.world.policy(vault, who, "get", "backup")
    backup = clients.secrets("kv-one", who).backup_secret("key")
    record = clients.cloud.state.get(secret.id)
    assert record is not None
    assert open_backup(clients.cloud, take(clients.cloud, record))["name"] == "key"
    with pytest.raises(HttpResponseError) as caught:
        clients.secrets("kv-one", who).restore_secret_backup(backup)
    assert inner_of(caught) == "ForbiddenByPolicy"
    allowed = {**policy.inputs["policy"], "permissions": {"secrets": ["restore"]}}
    clients.world.change(policy, policy=allowed)
    with pytest.raises(ResourceExistsError):
        clients.secrets("kv-one", who).restore_secret_backup(backup)
