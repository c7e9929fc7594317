"""A small world to test the simulated Azure in: a resource group, and short ways to make what a test needs."""

from __future__ import annotations

from typing import Any

from azure_access import find_builtin
from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.schema import types as schema
from tests.rehearsal.keeping import Keeper

GROUP = "azure-native:resources:ResourceGroup"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
PLAN = "azure-native:web:AppServicePlan"
SITE = "azure-native:web:WebApp"
SLOT = "azure-native:web:WebAppSlot"
SETTINGS = "azure-native:web:WebAppApplicationSettings"
NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
VAULT = "azure-native:keyvault:Vault"
SECRET = "azure-native:keyvault:Secret"
POLICY = "azure-native:keyvault:AccessPolicy"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"


class Made(dict[str, Any]):
    """The outputs of something made, with its id and the inputs that it was made from."""

    def __init__(self, token: str, id: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
        super().__init__(outputs)
        self.token, self.id, self.inputs = token, id, inputs


class World:
    """A cloud with the resource group "rg". After each change what was told of it is compared with what is there."""

    def __init__(self, **options: Any) -> None:
        self.cloud = Cloud(options=Options(**options))
        self.keeper = Keeper()
        if options.get("deployer_roles") is None:
            self.make(GROUP, {"resourceGroupName": "rg", "location": "westeurope"})

    def make(self, token: str, inputs: dict[str, Any], *, urn: str = "thing", group: str = "rg") -> Made:
        """Check (without faults) and create; types that lie in a resource group get one."""
        if token.startswith("azure-native:") and "resourceGroupName" in schema.describe(token).inputs:
            inputs = {"resourceGroupName": group, **inputs}
        checked = self.cloud.check(token, inputs, urn_name=urn, random_seed=urn.encode())
        assert not checked.failures, checked.failures
        created = self.cloud.create(token, checked.inputs)
        assert isinstance(created.id, str)
        self.keeper.follow(self.cloud)
        return Made(token, created.id, checked.inputs, created.outputs)

    def change(self, made: Made, **inputs: Any) -> Made:
        """Update in place with some inputs changed (None: taken away)."""
        new = {key: value for key, value in {**made.inputs, **inputs}.items() if value is not None}
        outputs = self.cloud.update(made.token, made.id, made.inputs, new)
        self.keeper.follow(self.cloud)
        return Made(made.token, made.id, new, outputs)

    def drop(self, made: Made) -> None:
        """Delete."""
        self.cloud.delete(made.token, made.id, made.inputs)
        self.keeper.follow(self.cloud)

    def identity(self, name: str = "app") -> Made:
        return self.make(IDENTITY, {"resourceName": name})

    def plan(self, sku: str = "B1", name: str = "plan", **inputs: Any) -> Made:
        return self.make(PLAN, {"name": name, "reserved": True, "sku": {"name": sku}, **inputs})

    def site(self, name: str = "shop", *, identity: Made | None = None, plan: Made | None = None, **inputs: Any) -> Made:
        """A Linux app; with `identity` attached and used for references, else with a system-assigned one."""
        farm = (plan or self.plan(name=f"{name}-plan")).id
        own: dict[str, Any] = {"identity": {"type": "SystemAssigned"}}
        if identity is not None:
            attached = {"type": "UserAssigned", "userAssignedIdentities": [identity.id]}
            own = {"identity": attached, "keyVaultReferenceIdentity": identity.id}
        return self.make(SITE, {"name": name, "serverFarmId": farm, **own, **inputs})

    def network(self, name: str = "net", *, location: str = "westeurope", **delegations: str | None) -> Made:
        """A virtual network, and a subnet for each keyword: its name, and what it is delegated to."""
        inputs = {"virtualNetworkName": name, "location": location, "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
        made = self.make(NETWORK, inputs)
        for at, (subnet, delegation) in enumerate(delegations.items()):
            given = {"delegations": [{"name": "one", "serviceName": delegation}]} if delegation else {}
            self.make(SUBNET, {"virtualNetworkName": name, "subnetName": subnet, "addressPrefix": f"10.0.{at}.0/24", **given})
        return made

    def settings(self, site: Made, **settings: str) -> Made:
        return self.make(SETTINGS, {"name": site.inputs["name"], "properties": settings})

    def vault(self, name: str = "kv-one", *, rbac: bool = True, **properties: Any) -> Made:
        plain = {"tenantId": self.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}
        return self.make(VAULT, {"vaultName": name, "properties": {**plain, "enableRbacAuthorization": rbac, **properties}})

    def secret(self, vault: Made, name: str = "key", value: str = "canary-value", **properties: Any) -> Made:
        inputs = {"vaultName": vault.inputs["vaultName"], "secretName": name, "properties": {"value": value, **properties}}
        return self.make(SECRET, inputs)

    def policy(self, vault: Made, object_id: str, *secrets: str) -> Made:
        entry = {"objectId": object_id, "tenantId": self.cloud.tenant_id, "permissions": {"secrets": list(secrets)}}
        return self.make(POLICY, {"vaultName": vault.inputs["vaultName"], "policy": entry})

    def grant(self, principal_id: str, role: str, scope: str, **inputs: Any) -> Made:
        definition = (
            f"/subscriptions/{self.cloud.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{find_builtin(role).id}"
        )
        return self.make(
            ASSIGNMENT,
            {"principalId": principal_id, "roleDefinitionId": definition, "scope": scope, "principalType": "ServicePrincipal", **inputs},
            urn=f"{principal_id} {role} {scope}",
        )

    def statuses(self, site: Made) -> dict[str, str]:
        """Setting -> status of its reference ("" for a plain value)."""
        return {view.name: view.reference.status if view.reference else "" for view in self.cloud.site_settings(site.id)}
