"""Existing resources, roles and people, put into the simulated cloud before a stack is deployed."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud import AzureError, Cloud
from azure_rehearsal.cloud.seeding import Seed, SeedProblem, hint, plant, remove, seeded
from azure_rehearsal.core.caller import in_subscription
from azure_rehearsal.core.plain import flag, text
from azure_rehearsal.project.seed_file import parse_seed

SUBSCRIPTION = "/subscriptions/7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0001"
GROUP = f"{SUBSCRIPTION}/resourceGroups/platform"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/corp-kv"
SECRET = f"{VAULT}/secrets/db-password"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shared"
PRINCIPAL, CLIENT = "7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0002", "7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0003"
READ_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"


def vault(**properties: Any) -> dict[str, Any]:
    inner = {"tenantId": Cloud().tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True, **properties}
    return {"id": VAULT, "location": "northeurope", "properties": inner}


def identity() -> dict[str, Any]:
    return {"id": IDENTITY, "location": "northeurope", "properties": {"principalId": PRINCIPAL, "clientId": CLIENT}}


def test_resources_stand_in_their_own_subscription_with_their_group_whatever_their_order() -> None:
    cloud = Cloud()
    planted = plant(cloud, Seed(resources=[{"id": SECRET}, vault()]))
    assert planted.ids == [GROUP, VAULT, SECRET]
    group = cloud.read("azure-native:resources:ResourceGroup", GROUP)
    assert group is not None
    assert group.outputs["location"] == "northeurope"
    with in_subscription(cloud.enter(SUBSCRIPTION.rpartition("/")[2])), pytest.raises(AzureError, match="already existing"):
        cloud.create("azure-native:resources:ResourceGroup", {"resourceGroupName": "platform", "location": "northeurope"})


def test_a_managed_identity_keeps_the_principal_that_the_seed_tells_and_roles_count() -> None:
    cloud = Cloud()
    role: dict[str, Any] = {"principal": "shared", "role": "Key Vault Secrets User", "scope": VAULT}
    plant(cloud, Seed(resources=[vault(), {"id": SECRET}, identity()], roles=[role]))
    assert cloud.can(PRINCIPAL, READ_SECRET, SECRET, data=True).allowed
    assert cloud.can(CLIENT, READ_SECRET, SECRET, data=True).allowed
    assert not cloud.can(PRINCIPAL, "Microsoft.KeyVault/vaults/write", VAULT).allowed


def test_a_system_assigned_identity_keeps_its_principal() -> None:
    cloud = Cloud()
    plan = f"{GROUP}/providers/Microsoft.Web/serverfarms/plan"
    site = f"{GROUP}/providers/Microsoft.Web/sites/old"
    resources = [
        {
            "id": site,
            "location": "northeurope",
            "kind": "app,linux",
            "identity": {"type": "SystemAssigned", "principalId": PRINCIPAL, "tenantId": cloud.tenant_id},
            "properties": {"serverFarmId": plan, "defaultHostName": "old-x1.azurewebsites.net"},
        },
        {"id": plan, "location": "northeurope", "kind": "linux", "sku": {"name": "B1", "tier": "Basic"}, "properties": {"reserved": True}},
    ]
    plant(cloud, Seed(resources=resources, roles=[{"principal": PRINCIPAL, "role": "Reader", "scope": GROUP}]))
    found = cloud.read("azure-native:web:WebApp", site)
    assert found is not None
    assert text(found.outputs, "identity", "principalId") == PRINCIPAL
    assert found.outputs["defaultHostName"] == "old-x1.azurewebsites.net"
    assert cloud.can(PRINCIPAL, "Microsoft.Web/sites/read", site).allowed


def test_people_are_found_by_the_functions_of_azuread() -> None:
    cloud = Cloud()
    directory: dict[str, list[Any]] = {
        "users": [{"displayName": "Ada", "userPrincipalName": "ada@contoso.com"}],
        "groups": [{"displayName": "database admins", "objectId": PRINCIPAL}],
        "servicePrincipals": [{"displayName": "pipeline", "appId": CLIENT}],
    }
    plant(cloud, Seed(directory=directory))
    assert cloud.invoke("azuread:index/getGroup:getGroup", {"displayName": "database admins"})["objectId"] == PRINCIPAL
    assert cloud.invoke("azuread:index/getServicePrincipal:getServicePrincipal", {"displayName": "pipeline"})["clientId"] == CLIENT
    assert cloud.invoke("azuread:index/getApplication:getApplication", {"clientId": CLIENT})["displayName"] == "pipeline"
    assert cloud.invoke("azuread:index/getUser:getUser", {"userPrincipalName": "ada@contoso.com"})["displayName"] == "Ada"


def test_what_is_seeded_is_kept_listed_never_left_over_and_removed_whole() -> None:
    cloud = Cloud()
    seed = Seed(resources=[vault(), {"id": SECRET}], roles=[{"principal": "deployer", "role": "Reader", "scope": VAULT}])
    ids = plant(cloud, seed).ids
    again = Cloud.load(cloud.dump())
    assert seeded(again) == ids
    assert again.remaining() == []
    assert set(remove(again)) == set(ids)
    assert not seeded(again)
    assert not again.soft_deleted()
    assert again.read("azure-native:keyvault:Vault", VAULT) is None


def test_a_second_seed_replaces_the_first_and_one_id_can_be_removed() -> None:
    cloud = Cloud()
    plant(cloud, Seed(resources=[vault(), {"id": SECRET}]))
    plant(cloud, Seed(resources=[vault(enablePurgeProtection=True)]))
    found = cloud.read("azure-native:keyvault:Vault", VAULT)
    assert found is not None
    assert flag(found.outputs, "properties", "enablePurgeProtection") is True
    assert remove(cloud, [SECRET]) == [SECRET]
    assert seeded(cloud) == [GROUP, VAULT]


def test_what_a_stack_made_can_be_neither_seeded_nor_taken_away_with_a_seed() -> None:
    cloud = Cloud()
    plant(cloud, Seed(resources=[vault()]))
    made = cloud.put(f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine", {"location": "northeurope"})
    with pytest.raises(SeedProblem, match="a stack made it"):
        plant(cloud, Seed(resources=[{"id": made, "location": "northeurope"}]))
    with pytest.raises(SeedProblem, match="holds what a stack made"):
        remove(cloud)
    with pytest.raises(SeedProblem, match="isn't seeded"):
        remove(cloud, [made])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"resources": [{"id": "corp-kv"}]}, "begins with /subscriptions/"),
        ({"resources": [{"id": f"{GROUP}/providers/Microsoft.Nothing/things/x"}]}, "no resource type"),
        ({"resources": [{**vault(), "type": "Microsoft.Web/sites"}]}, "by its id it is Microsoft.KeyVault/vaults"),
        ({"resources": [vault(), vault()]}, "twice"),
        ({"resources": [vault(tenantID="x")]}, "no property 'properties.tenantID'"),
        ({"resources": [vault(sku={"family": "A", "name": "standrd"})]}, "Did you mean 'standard'"),
        ({"resources": [{"id": VAULT, "location": "northeurope"}]}, "properties: missing"),
        ({"resources": [{key: value for key, value in vault().items() if key != "location"}]}, "no `location`"),
        ({"resources": [{"id": SECRET}]}, f"add {VAULT}"),
        ({"roles": [{"principal": "deployer", "role": "Raeder", "scope": GROUP}]}, "Raeder"),
        ({"roles": [{"principal": "nobody", "role": "Reader", "scope": GROUP}]}, "nobody in the seed"),
        ({"roles": [{"principal": "deployer", "role": "Reader"}]}, "needs `principal`, `role` and `scope`"),
        ({"roles": [{"principal": "deployer", "role": "Reader", "scope": VAULT}]}, "was not found|could not be found"),
        ({"directory": {"groups": [{"objectId": PRINCIPAL}]}}, "needs a `displayName`"),
        ({"directory": {"groups": [{"displayName": "x", "objectId": "y"}]}}, "no guid"),
        ({"directory": {"groups": [{"displayName": "x", "membres": []}]}}, "membres"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planted(content: dict[str, Any], words: str) -> None:
    cloud = Cloud()
    before = cloud.dump()
    with pytest.raises(SeedProblem, match=words):
        plant(cloud, parse_seed(content))
    assert cloud.dump() == before


def test_an_export_may_lack_properties_and_have_ones_that_are_newer_than_the_sdk() -> None:
    listed = [
        {"id": VAULT, "name": "corp-kv", "type": "Microsoft.KeyVault/vaults", "location": "northeurope", "properties": None, "sku": None}
    ]
    planted = plant(Cloud(), parse_seed(listed))
    assert planted.ids == [GROUP, VAULT]
    assert len(planted.notes) == 1
    assert "Resource Graph" in planted.notes[0]
    newer = {**vault(someNewSwitch="on", vaultUri="https://corp-kv.vault.azure.net/"), "type": "microsoft.keyvault/vaults"}
    assert not plant(Cloud(), parse_seed({"data": [newer]})).notes


def test_role_assignments_are_taken_as_the_azure_cli_lists_them() -> None:
    cloud = Cloud()
    name = "7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0009"
    plant(cloud, Seed(resources=[vault(), identity()]))
    listed = {
        "id": f"{VAULT}/providers/Microsoft.Authorization/roleAssignments/{name}",
        "name": name,
        "type": "Microsoft.Authorization/roleAssignments",
        "principalId": PRINCIPAL,
        "principalType": "ServicePrincipal",
        "principalName": CLIENT,
        "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
        "roleDefinitionName": "Key Vault Secrets User",
        "scope": VAULT,
    }
    plant(cloud, parse_seed([listed]))
    assert cloud.can(PRINCIPAL, READ_SECRET, SECRET, data=True).allowed


def test_only_problems_of_absence_are_told_to_seed() -> None:
    assert hint('Status=404 Code="ResourceNotFound" Message="..."')
    assert hint(f"resource '{VAULT}' does not exist")
    assert hint('Status=403 Code="AuthorizationFailed" Message="..."') is None
