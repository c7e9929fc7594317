"""Key Vault references: when they are fetched, with which status, and what the app sees meanwhile."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.services.microsoft_web.references import PERIOD, Reference, parse
from tests.rehearsal.world import POLICY, SITE, World

TEXT = "@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)"


def ready(world, *, rbac=True):
    """An app with a granted identity, and a secret."""
    identity = world.identity()
    vault = world.vault(rbac=rbac)
    secret = world.secret(vault)
    if rbac:
        world.grant(identity["principalId"], "Key Vault Secrets User", secret.id)
    else:
        world.policy(vault, identity["principalId"], "get")
    return identity, vault, secret


@pytest.mark.parametrize("rbac", [True, False], ids=["rbac", "policies"])
def test_a_granted_reference_resolves(either_world, rbac):
    world = either_world
    identity, _, _ = ready(world, rbac=rbac)
    site = world.site(identity=identity)
    world.settings(site, KEY=TEXT, PLAIN="p")
    views = {view.name: view for view in world.cloud.site_settings(site.id)}
    assert (views["KEY"].value, views["KEY"].raw, views["KEY"].reference.status) == ("canary-value", TEXT, "Resolved")
    assert (views["PLAIN"].value, views["PLAIN"].reference) == ("p", None)


@pytest.mark.behaviour(beside="test_status_words")
def test_written_before_the_grant_it_stays_unresolved_until_the_next_fetch(world):
    # learn.microsoft.com/azure/app-service/app-service-key-vault-references; thread: hashicorp/terraform-provider-azurerm#6903
    identity = world.identity()
    site = world.site(identity=identity)
    vault = world.vault()
    world.secret(vault)
    settings = world.settings(site, KEY=TEXT)
    world.grant(identity["principalId"], "Key Vault Secrets User", vault.id)
    view = world.cloud.site_settings(site.id)[0]
    assert (view.reference.status, view.value) == ("AccessToKeyVaultDenied", TEXT)
    world.cloud.clock.advance(PERIOD - 1)
    assert world.statuses(site) == {"KEY": "AccessToKeyVaultDenied"}
    world.cloud.clock.advance(1)
    assert world.statuses(site) == {"KEY": "Resolved"}
    assert settings.id


@pytest.mark.behaviour(beside="test_status_words")
@pytest.mark.parametrize(
    "fetch",
    [
        lambda world, site: world.cloud.refresh_references(site.id),
        lambda world, site: world.settings(site, KEY=TEXT, OTHER="1"),
        lambda world, site: world.make("azure-native:web:WebAppConnectionStrings", {"name": "shop", "properties": {}}),
    ],
    ids=["refresh", "settings", "another part of the configuration"],
)
def test_any_change_of_configuration_fetches(world, fetch):
    identity = world.identity()
    site = world.site(identity=identity)
    vault = world.vault()
    world.secret(vault)
    world.settings(site, KEY=TEXT)
    world.grant(identity["principalId"], "Key Vault Secrets User", vault.id)
    fetch(world, site)
    assert world.statuses(site)["KEY"] == "Resolved"


@pytest.mark.behaviour(beside="test_status_words")
def test_a_resolved_reference_outlives_its_grant_until_the_next_fetch(world):
    identity, _, _ = ready(world)
    site = world.site(identity=identity)
    world.settings(site, KEY=TEXT)
    grant = next(one for one in world.cloud.remaining() if "roleAssignments" in one)
    world.cloud.delete("azure-native:authorization:RoleAssignment", grant)
    assert world.statuses(site) == {"KEY": "Resolved"}
    world.cloud.refresh_references(site.id)
    assert world.statuses(site) == {"KEY": "AccessToKeyVaultDenied"}


def test_a_grant_that_is_not_effective_yet_is_told_apart(world):
    late = World(grant_delay_seconds=300)
    identity, _, _ = ready(late)
    site = late.site(identity=identity)
    late.settings(site, KEY=TEXT)
    view = late.cloud.site_settings(site.id)[0]
    assert view.reference is not None
    assert (view.reference.status, view.reference.waiting) == ("AccessToKeyVaultDenied", True)
    late.cloud.clock.advance(300)
    assert late.statuses(site) == {"KEY": "AccessToKeyVaultDenied"}
    late.cloud.refresh_references(site.id)
    assert late.statuses(site) == {"KEY": "Resolved"}


def test_a_new_value_is_seen_at_the_next_fetch_and_a_pinned_version_never_moves(world):
    # thread: MicrosoftDocs/azure-docs#126435
    identity, _, secret = ready(world)
    site = world.site(identity=identity)
    version = secret["properties"]["secretUriWithVersion"]
    world.settings(site, NEWEST=TEXT, PINNED=f"@Microsoft.KeyVault(SecretUri={version})")
    world.change(secret, properties={"value": "second"})
    assert {view.value for view in world.cloud.site_settings(site.id)} == {"canary-value"}
    world.cloud.refresh_references(site.id)
    assert {view.name: view.value for view in world.cloud.site_settings(site.id)} == {"NEWEST": "second", "PINNED": "canary-value"}


@pytest.mark.behaviour(
    "Microsoft.Web",
    "Key Vault references are fetched when configuration changes, on request and after 24 hours, and have Azure's status words.",
)
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("@Microsoft.KeyVault(VaultName=kv-none;SecretName=key)", "VaultNotFound"),
        ("@Microsoft.KeyVault(VaultName=kv-one;SecretName=none)", "SecretNotFound"),
        (f"@Microsoft.KeyVault(VaultName=kv-one;SecretName=key;SecretVersion={'0' * 32})", "SecretVersionNotFound"),
        ("@Microsoft.KeyVault(SecretName=key)", "InvalidSyntax"),
        ("@Microsoft.KeyVault(SecretUri=https://kv-one.vault.azure.net/secrets/key)", "Resolved"),
        ("@Microsoft.KeyVault(SecretUri=https://kv-one.vault.azure.net/secrets/key/)", "Resolved"),
    ],
)
def test_status_words(world, text, status):
    identity = world.identity()
    vault = world.vault()
    world.secret(vault)
    world.grant(identity["principalId"], "Key Vault Secrets User", vault.id)
    site = world.site(identity=identity)
    world.settings(site, KEY=text)
    view = world.cloud.site_settings(site.id)[0]
    assert view.reference.status == status
    assert (view.value == "canary-value") == (status == "Resolved")


def test_a_deleted_secret_is_not_found(world):
    identity, vault, secret = ready(world, rbac=False)
    world.policy(vault, world.cloud.deployer.object_id, "delete")
    world.drop(secret)
    site = world.site(identity=identity)
    world.settings(site, KEY=TEXT)
    assert world.statuses(site) == {"KEY": "SecretNotFound"}
    assert "soft-deleted" in world.cloud.site_settings(site.id)[0].reference.detail


def test_a_disabled_secret_is_refused_and_an_expired_one_is_not(world):
    # learn.microsoft.com/azure/key-vault/secrets/about-secrets: get works outside nbf/exp, not on a disabled secret
    identity, vault, secret = ready(world, rbac=False)
    world.secret(vault, "old", attributes={"expires": 1})
    world.change(secret, properties={"value": "canary-value", "attributes": {"enabled": False}})
    site = world.site(identity=identity)
    world.settings(site, KEY=TEXT, OLD=TEXT.replace("=key", "=old"))
    assert world.statuses(site) == {"KEY": "OtherReasons", "OLD": "Resolved"}


def test_references_use_the_system_identity_unless_told_otherwise(world):
    # learn.microsoft.com/azure/app-service/app-service-key-vault-references; thread: Azure/bicep-registry-modules#6054
    identity, _, _ = ready(world)
    attached = {"type": "UserAssigned", "userAssignedIdentities": [identity.id]}
    site = world.make(SITE, {"name": "shop", "serverFarmId": world.plan().id, "identity": attached})
    world.settings(site, KEY=TEXT)
    assert world.statuses(site) == {"KEY": "MSINotEnabled"}
    both = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": [identity.id]}
    site = world.change(site, identity=both)
    world.cloud.refresh_references(site.id)
    assert world.statuses(site) == {"KEY": "AccessToKeyVaultDenied"}
    site = world.change(site, keyVaultReferenceIdentity=identity.id.upper())
    world.cloud.refresh_references(site.id)
    assert world.statuses(site) == {"KEY": "Resolved"}


def test_a_slot_has_its_own_reference_identity(world):
    identity, _, _ = ready(world)
    plan = world.plan("S1")
    world.site(plan=plan, identity=identity)
    attached = {"type": "UserAssigned", "userAssignedIdentities": [identity.id]}
    slot = world.make("azure-native:web:WebAppSlot", {"name": "shop", "slot": "staging", "serverFarmId": plan.id, "identity": attached})
    world.make("azure-native:web:WebAppApplicationSettingsSlot", {"name": "shop", "slot": "staging", "properties": {"KEY": TEXT}})
    assert world.statuses(slot) == {"KEY": "MSINotEnabled"}


@pytest.mark.behaviour(beside="test_vaults_and_what_has_no_rules_are_asked_the_same_way")
def test_a_closed_vault_admits_the_app_by_its_subnet_only(world):
    # learn.microsoft.com/azure/app-service/app-service-key-vault-references#access-network-restricted-vaults
    identity, vault, _ = ready(world)
    world.network(apps="Microsoft.Web/serverFarms", doors=None)
    subnet = f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/apps"
    closed = {"defaultAction": "Deny", "bypass": "AzureServices", "ipRules": [{"value": "198.51.100.0/24"}], "virtualNetworkRules": []}
    vault = world.change(vault, properties={**vault.inputs["properties"], "networkAcls": closed})
    site = world.site(identity=identity)
    world.settings(site, KEY=TEXT)
    assert "ForbiddenByFirewall" in world.cloud.site_settings(site.id)[0].reference.detail
    site = world.change(site, virtualNetworkSubnetId=subnet)
    assert "ForbiddenByFirewall" in world.cloud.site_settings(site.id)[0].reference.detail
    rules = {**closed, "virtualNetworkRules": [{"id": subnet}]}
    vault = world.change(vault, properties={**vault.inputs["properties"], "networkAcls": rules})
    world.cloud.refresh_references(site.id)
    assert world.statuses(site) == {"KEY": "Resolved"}
    world.change(vault, properties={**vault.inputs["properties"], "publicNetworkAccess": "Disabled"})
    world.cloud.refresh_references(site.id)
    assert world.statuses(site) == {"KEY": "AccessToKeyVaultDenied"}
    link = {"name": "kv", "privateLinkServiceId": vault.id, "groupIds": ["vault"]}
    here = {"id": subnet.replace("/apps", "/doors")}
    world.make(
        "azure-native:network:PrivateEndpoint", {"privateEndpointName": "door", "subnet": here, "privateLinkServiceConnections": [link]}
    )
    world.cloud.refresh_references(site.id)
    assert world.statuses(site) == {"KEY": "Resolved"}


def test_connection_strings_are_references_too(world):
    identity, _, _ = ready(world)
    site = world.site(identity=identity)
    world.make("azure-native:web:WebAppConnectionStrings", {"name": "shop", "properties": {"DB": {"type": "SQLAzure", "value": TEXT}}})
    (view,) = world.cloud.site_settings(site.id)
    assert (view.name, view.connection_string, view.value) == ("DB", True, "canary-value")


def test_a_replaced_policy_takes_the_access(world):
    identity, vault, _ = ready(world, rbac=False)
    site = world.site(identity=identity)
    world.settings(site, KEY=TEXT)
    policy = next(one for one in world.cloud.remaining() if "/accessPolicy/" in one)
    world.cloud.delete(POLICY, policy)
    world.cloud.refresh_references(site.id)
    assert "ForbiddenByPolicy" in world.cloud.site_settings(site.id)[0].reference.detail
    assert vault.id


def test_fails_for_a_site_that_is_not_there(world):
    with pytest.raises(LookupError, match="no site or slot"):
        world.cloud.site_settings("/subscriptions/x")


@pytest.mark.parametrize(
    "text",
    [
        "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x",
        "@Microsoft.KeyVault()",
        "@Microsoft.KeyVault(SecretUri=)",
        "@Microsoft.KeyVault(SecretUri=https://kv-one.vault.azure.net/keys/x)",
        "@Microsoft.KeyVault(SecretUri=http://kv-one.vault.azure.net/secrets/x)",
        "@Microsoft.KeyVault(SecretUri=https://kv-one.vault.azure.net/secrets/x/short)",
        "@Microsoft.KeyVault(VaultName=kv-one; SecretName=x)",
        "@Microsoft.KeyVault(VaultName=kv-one;SecretName=x;VaultName=kv-two)",
        "@Microsoft.KeyVault(VaultName=kv-one;SecretName=x;Version=1)",
    ],
)
def test_fails_to_parse(text):
    # threads: MicrosoftDocs/azure-docs#124163, #128249
    assert isinstance(parse(text), str)


NAMES = st.text(string.ascii_letters + string.digits, min_size=3, max_size=20)


@given(NAMES, NAMES, st.none() | st.text("0123456789abcdef", min_size=32, max_size=32))
def test_both_syntaxes_mean_the_same(vault, secret, version):
    tail = f";SecretVersion={version}" if version else ""
    uri = f"https://{vault}.vault.azure.net/secrets/{secret}" + (f"/{version}" if version else "")
    expected = Reference(vault, secret, version)
    assert parse(f"@Microsoft.KeyVault(VaultName={vault};SecretName={secret}{tail})") == expected
    assert parse(f"@microsoft.keyvault(SecretUri={uri})") == expected
