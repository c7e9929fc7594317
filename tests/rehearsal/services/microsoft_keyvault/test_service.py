"""Key Vault: names that outlive their vault, access policies against RBAC, secrets and their versions, the network gates."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from tests.rehearsal.world import SECRET, VAULT, World

GET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


@pytest.mark.behaviour("Microsoft.KeyVault", "Soft delete, recover, purge, and purge protection; vault names are global.")
def test_a_deleted_vault_keeps_its_name(world):
    # learn.microsoft.com/azure/key-vault/general/soft-delete-overview; thread: Azure/azure-cli#29115
    world.drop(world.vault())
    assert len(world.cloud.soft_deleted()) == 1
    assert refused("ConflictError", world.vault).status == 409
    world.vault(createMode="recover")
    assert world.cloud.soft_deleted() == []


def test_fails_to_recover_what_was_not_deleted(world):
    # thread: hashicorp/terraform-provider-azurerm#12972
    assert refused("SoftDeletedVaultDoesNotExist", world.vault, createMode="recover").status == 404


@pytest.mark.behaviour(beside="test_a_deleted_vault_keeps_its_name")
def test_a_recovered_vault_has_its_secrets_and_policies_but_no_role_assignments(world):
    # learn.microsoft.com/azure/key-vault/general/soft-delete-overview: role assignments are deleted with the vault
    identity = world.identity()
    vault = world.vault(rbac=False)
    world.policy(vault, identity["principalId"], "get")
    secret = world.secret(vault)
    world.grant(identity["principalId"], "Reader", vault.id)
    world.drop(vault)
    back = world.vault(rbac=False, createMode="recover")
    assert [one["objectId"] for one in back["properties"]["accessPolicies"]] == [identity["principalId"]]
    assert world.cloud.read(SECRET, secret.id) is not None
    assert "cannot create already existing" in str(refused("", world.secret, back))
    assert not world.cloud.can(identity["principalId"], "Microsoft.KeyVault/vaults/read", vault.id).allowed


def test_retention_ends(world):
    world.drop(world.vault(softDeleteRetentionInDays=7))
    world.cloud.clock.advance(7 * 86_400)
    world.vault()


@pytest.mark.behaviour(beside="test_a_deleted_vault_keeps_its_name")
def test_purge_frees_the_name_unless_it_is_protected(world):
    # learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection
    vault = world.vault()
    world.drop(vault)
    world.cloud.purge(vault.id)
    kept = world.vault(enablePurgeProtection=True)
    world.drop(kept)
    assert refused("MethodNotAllowed", world.cloud.purge, kept.id).status == 405
    # learn.microsoft.com/rest/api/keyvault/keyvault/vaults/purge-deleted
    assert refused("DeletedVaultNotFound", world.cloud.purge, f"{kept.id}x").status == 404


def test_purge_protection_is_never_false(world):
    # learn.microsoft.com/rest/api/keyvault/keyvault/vaults/create-or-update: enablePurgeProtection is irreversible
    inputs = {"vaultName": "kv-x", "resourceGroupName": "rg", "properties": {"enablePurgeProtection": False}}
    failures = world.cloud.check(VAULT, inputs, urn_name="x").failures
    assert any(one.property == "properties.enablePurgeProtection" for one in failures)
    refused("BadRequest", world.cloud.create, VAULT, inputs)


def test_vault_names_are_global(world):
    # learn.microsoft.com/azure/key-vault/general/common-error-codes
    world.vault()
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "other", "location": "westeurope"})
    inputs = {"vaultName": "KV-ONE", "properties": {"tenantId": world.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}}
    assert refused("VaultAlreadyExists", world.make, VAULT, inputs, group="other").status == 409


@pytest.mark.behaviour(beside="test_an_inline_list_replaces_the_whole_list_and_an_absent_one_keeps_it")
def test_a_second_policy_of_one_principal_is_refused_and_delete_takes_the_whole_entry(world):
    # azure-native custom_keyvault_accesspolicy.go
    vault = world.vault(rbac=False)
    first = world.policy(vault, "a" * 8, "get")
    assert "cannot create already existing" in str(refused("", world.policy, vault, "A" * 8, "list"))
    world.drop(first)
    world.policy(vault, "a" * 8, "list")


@pytest.mark.behaviour(
    "Microsoft.KeyVault", "An inline list of policies replaces the whole list; a second policy of one principal is refused."
)
def test_an_inline_list_replaces_the_whole_list_and_an_absent_one_keeps_it(world):
    # thread: pulumi/pulumi-azure-native#594; kept when absent since 2.25 (crud.go, MaintainSubResourcePropertiesIfNotSet)
    vault = world.vault(rbac=False)
    policy = world.policy(vault, "app", "get")
    vault = world.change(vault, tags={"a": "b"})
    assert world.cloud.read(policy.token, policy.id) is not None
    world.change(vault, properties={**vault.inputs["properties"], "accessPolicies": []})
    assert world.cloud.read(policy.token, policy.id) is None
    assert str(refused("", world.change, policy)) == "access policy for app does not exist"


@pytest.mark.behaviour(
    "Microsoft.KeyVault",
    "Access policies count on policy vaults only, roles on RBAC vaults only; an absent flag means access policies.",
)
def test_policies_count_only_on_policy_vaults_and_roles_only_on_rbac_vaults(world):
    # learn.microsoft.com/azure/key-vault/general/rbac-guide
    app = world.identity()["principalId"]
    ruled, listed = world.vault("kv-rbac"), world.vault("kv-policy", rbac=False)
    for vault in (ruled, listed):
        world.policy(vault, app, "get")
    assert world.cloud.can(app, GET, f"{ruled.id}/secrets/x", data=True).code == "ForbiddenByRbac"
    assert world.cloud.can(app, GET, f"{listed.id}/secrets/x", data=True).allowed
    for vault in (ruled, listed):
        world.cloud.access.remove("none")
        world.grant(app, "Key Vault Secrets User", vault.id)
    assert world.cloud.can(app, GET, f"{ruled.id}/secrets/x", data=True).allowed
    other = world.identity("other")["principalId"]
    world.grant(other, "Key Vault Secrets User", listed.id)
    assert world.cloud.can(other, GET, f"{listed.id}/secrets/x", data=True).code == "ForbiddenByPolicy"


@pytest.mark.behaviour(beside="test_policies_count_only_on_policy_vaults_and_roles_only_on_rbac_vaults")
def test_an_absent_flag_means_access_policies(world):
    # API 2024-11-01; thread: Azure/azure-cli#34020
    vault = world.make(
        VAULT, {"vaultName": "kv-old", "properties": {"tenantId": world.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}}
    )
    world.policy(vault, "app", "get")
    assert world.cloud.can("app", GET, f"{vault.id}/secrets/x", data=True).allowed


@pytest.mark.parametrize(("held", "allowed"), [(["get"], True), (["Get"], True), (["all"], True), (["list"], False), ([], False)])
def test_a_policy_allows_what_it_lists(world, held, allowed):
    vault = world.vault(rbac=False)
    world.policy(vault, "app", *held)
    assert world.cloud.can("app", GET, f"{vault.id}/secrets/x", data=True).allowed is allowed


@pytest.mark.behaviour(beside="test_operations_take_time_and_grants_take_effect_later")
def test_a_policy_takes_effect_after_a_while():
    # hashicorp/terraform-provider-azurerm#6903: what reads right after the policy was made is denied
    late = World(policy_delay_seconds=20)
    vault = late.vault(rbac=False)
    app = late.identity()["principalId"]
    policy, secret = late.policy(vault, app, "get"), late.secret(vault)
    decision = late.cloud.can(app, GET, secret.id, data=True)
    assert (decision.allowed, decision.waiting, decision.code) == (False, True, "ForbiddenByPolicy")
    late.cloud.clock.advance(20)
    assert late.cloud.can(app, GET, secret.id, data=True).allowed
    late.drop(policy)
    assert not late.cloud.can(app, GET, secret.id, data=True).waiting


@pytest.mark.behaviour(
    "Microsoft.KeyVault",
    "Secrets have versions; deleting one is a call on data, which takes a right on data and a way through the firewall.",
)
def test_a_new_value_is_a_new_version_and_the_old_one_stays(world):
    vault = world.vault()
    secret = world.secret(vault)
    changed = world.change(secret, properties={"value": "second"})
    assert secret["properties"]["secretUriWithVersion"] != changed["properties"]["secretUriWithVersion"]
    assert secret["properties"]["secretUri"] == changed["properties"]["secretUri"]
    again = world.change(changed, properties={"value": "second", "contentType": "text/plain"})
    assert again["properties"]["secretUriWithVersion"] == changed["properties"]["secretUriWithVersion"]
    assert len(world.cloud.state.get(secret.id).private["versions"]) == 2


def test_changing_a_value_replaces_nothing(world):
    secret = world.secret(world.vault())
    diff = world.cloud.diff(secret.token, secret.id, secret.inputs, secret, {**secret.inputs, "properties": {"value": "second"}})
    assert (diff.changed, diff.replaces) == (["properties.value"], [])


@pytest.mark.behaviour(beside="test_a_new_value_is_a_new_version_and_the_old_one_stays")
@pytest.mark.parametrize(
    ("rbac", "give", "words"),
    [
        (True, lambda world, vault, who: world.grant(who, "Key Vault Secrets Officer", vault.id), "ForbiddenByRbac"),
        (False, lambda world, vault, who: world.policy(vault, who, "delete"), "ForbiddenByPolicy"),
    ],
)
def test_deleting_a_secret_takes_a_right_on_data(world, rbac, give, words):
    # azure-native custom_keyvault.go deletes on the data plane; learn.microsoft.com/azure/key-vault/general/rest-error-codes
    vault = world.vault(rbac=rbac)
    secret = world.secret(vault)
    error = refused("Forbidden", world.drop, secret)
    assert (error.status, words in error.message) == (403, True)
    assert secret.id in world.cloud.remaining()
    give(world, vault, world.cloud.deployer.object_id)
    world.drop(secret)
    assert secret.id not in world.cloud.remaining()


def test_a_deleted_secret_keeps_its_name(world):
    # learn.microsoft.com/azure/key-vault/general/key-vault-recovery; thread: pulumi/pulumi-azure-native#1174
    vault = world.vault(rbac=False)
    secret = world.secret(vault)
    world.policy(vault, world.cloud.deployer.object_id, "delete")
    world.drop(secret)
    assert world.cloud.soft_deleted() == [secret.id]
    assert refused("ObjectIsDeletedButRecoverable", world.secret, vault).status == 409
    world.cloud.purge(secret.id)
    world.secret(vault)


def test_a_secret_deleted_before_its_vault_is_listed_again_when_the_vault_is_back(world):
    # learn.microsoft.com/azure/key-vault/general/key-vault-recovery: deleted secrets are listed by their vault
    vault = world.vault(rbac=False)
    world.policy(vault, world.cloud.deployer.object_id, "delete")
    secret, kept = world.secret(vault), world.secret(vault, "kept")
    world.drop(secret)
    world.drop(vault)
    assert world.cloud.soft_deleted() == [vault.id]
    world.vault(rbac=False, createMode="recover")
    assert world.cloud.soft_deleted() == [secret.id]
    assert kept.id in world.cloud.remaining()


def test_deleting_the_vault_takes_no_right_on_data(world):
    vault = world.vault()
    secret = world.secret(vault)
    world.drop(vault)
    world.drop(secret)
    assert secret.id not in world.cloud.remaining()


@pytest.mark.behaviour(beside="test_a_new_value_is_a_new_version_and_the_old_one_stays")
def test_the_firewall_stops_the_deployers_delete_but_not_writes_through_arm(world):
    # learn.microsoft.com/azure/key-vault/general/network-security; thread: hashicorp/terraform-provider-azurerm#20742
    closed = {"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": [], "virtualNetworkRules": []}
    vault = world.vault(rbac=False, networkAcls=closed)
    world.policy(vault, world.cloud.deployer.object_id, "delete")
    secret = world.secret(vault)
    assert "ForbiddenByFirewall" in refused("Forbidden", world.drop, secret).message
    opened = {**closed, "ipRules": [{"value": f"{world.cloud.options.deployer_address}/32"}]}
    world.change(vault, properties={**vault.inputs["properties"], "networkAcls": opened})
    world.drop(secret)


def test_functions_answer_without_the_value(world):
    vault = world.vault()
    world.secret(vault)
    keys = {"resourceGroupName": "rg", "vaultName": "kv-one"}
    assert world.cloud.invoke("azure-native:keyvault:getVault", keys)["properties"]["vaultUri"] == "https://kv-one.vault.azure.net/"
    answer = world.cloud.invoke("azure-native:keyvault:getSecret", {**keys, "secretName": "key"})
    assert "canary" not in repr(answer)
    refused("ResourceNotFound", world.cloud.invoke, "azure-native:keyvault:getVault", {**keys, "vaultName": "no"})


def test_a_contributor_reads_no_secret():
    limited = World(deployer_roles=["Contributor"])
    limited.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "rg", "location": "westeurope"})
    vault = limited.vault()
    secret = limited.secret(vault)
    assert not limited.cloud.can(limited.cloud.deployer.object_id, GET, secret.id, data=True).allowed
