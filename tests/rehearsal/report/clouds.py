"""A small simulated Azure made without the engine: an app, its identity, a vault with a secret, a storage account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.report.connections import Connection, GrantLine, Identity, SecretLine

SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
REFERENCE = "@Microsoft.KeyVault(VaultName=the-vault;SecretName=key)"


@dataclass
class Small:
    """`cloud`, and the ids of what is in it."""

    cloud: Cloud
    ids: dict[str, str] = field(default_factory=dict[str, str])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])

    def make(self, name: str, token: str, /, **inputs: Any) -> None:
        full = {"resourceGroupName": "group", "location": "westeurope", **inputs}
        made = self.cloud.create(f"azure-native:{token}", full)
        self.ids[name], self.outputs[name] = str(made.id), made.outputs

    def grant(self, scope: str, role: str) -> None:
        definition = f"/subscriptions/{self.cloud.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        name = f"00000000-0000-0000-0000-{len(self.ids):012d}"
        inputs: JsonDict = {
            "scope": scope,
            "roleAssignmentName": name,
            "principalId": self.principal,
            "principalType": "ServicePrincipal",
            "roleDefinitionId": definition,
        }
        self.ids[f"grant of {role}"] = str(self.cloud.create("azure-native:authorization:RoleAssignment", inputs).id)

    def settings(self, **values: str) -> None:
        token = "azure-native:web:WebAppApplicationSettings"
        inputs = {"resourceGroupName": "group", "name": "the-app", "properties": values}
        if "settings" in self.ids:
            self.cloud.update(token, self.ids["settings"], {}, inputs)
        else:
            self.ids["settings"] = str(self.cloud.create(token, inputs).id)

    @property
    def principal(self) -> str:
        return self.outputs["identity"]["principalId"]

    @property
    def identity(self) -> Identity:
        return Identity("user-assigned", self.principal, self.outputs["identity"]["clientId"], self.ids["identity"])

    def secret_line(self, **more: Any) -> Connection:
        """The app's connection to the vault's secret, as a component would tell it."""
        values: dict[str, Any] = {
            "app": "app",
            "app_id": self.ids["app"],
            "name": "vision",
            "target": "key-vault-secret",
            "auth": "secret",
            "identity": self.identity,
            "grant": GrantLine("role-assignment", self.ids["secret"], "Key Vault Secrets User", SECRETS_USER),
            "settings": ("KEY",),
            "secrets": (SecretLine("KEY", "the-vault", "key"),),
        }
        return Connection(**{**values, **more})

    def blob_line(self, **more: Any) -> Connection:
        """The app's connection to the storage account."""
        values: dict[str, Any] = {
            "app": "app",
            "app_id": self.ids["app"],
            "name": "uploads",
            "target": "storage-blob",
            "target_id": self.ids["account"],
            "auth": "identity",
            "identity": self.identity,
            "access": "read",
            "grant": GrantLine("role-assignment", self.ids["account"], "Storage Blob Data Reader"),
        }
        return Connection(**{**values, **more})


def small(*, rbac: bool = True, options: Options | None = None) -> Small:
    """Everything but grants and settings."""
    made = Small(Cloud(options=options))
    made.make("group", "resources:ResourceGroup")
    made.make("identity", "managedidentity:UserAssignedIdentity", resourceName="identity")
    properties = {"tenantId": made.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": rbac}
    made.make("vault", "keyvault:Vault", vaultName="the-vault", properties=properties)
    made.make("secret", "keyvault:Secret", vaultName="the-vault", secretName="key", properties={"value": "v"})
    made.make("account", "storage:StorageAccount", accountName="account", kind="StorageV2", sku={"name": "Standard_LRS"})
    made.make("plan", "web:AppServicePlan", name="plan", kind="linux", reserved=True, sku={"name": "B1", "tier": "Basic"})
    attached = {"type": "UserAssigned", "userAssignedIdentities": [made.ids["identity"]]}
    made.make(
        "app",
        "web:WebApp",
        name="the-app",
        serverFarmId=made.ids["plan"],
        identity=attached,
        keyVaultReferenceIdentity=made.ids["identity"],
    )
    return made
