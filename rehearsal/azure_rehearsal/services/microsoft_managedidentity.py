"""Microsoft.ManagedIdentity: user-assigned identities, each a service principal of the tenant."""

# ruff: noqa: S105, S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.errors import resource_not_found
from azure_rehearsal.core.name_rules import NameRule, specification
from azure_rehearsal.core.plain import clone, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource

__all__ = ["SERVICE"]

KIND = "Microsoft.ManagedIdentity/userAssignedIdentities"
TOKEN = "azure-native:managedidentity:UserAssignedIdentity"


class _Identity(Behaviour):
    """A new identity under an old name is another principal, as in Azure."""

    def fill(self, write: Write) -> None:
        old = write.previous.outputs if write.previous else {}
        principal, client = text(old, "principalId"), text(old, "clientId")
        cloud = write.cloud
        if principal is None or client is None:
            principal, client = cloud.new_guid("principal " + write.id), cloud.new_guid("client " + write.id)
            cloud.state.register(Principal(principal, client, write.arm.name, resource_id=write.id, since=cloud.clock.now))
        write.outputs.update({"principalId": principal, "clientId": client, "tenantId": cloud.tenant_id})

    def deleted(self, cloud: Cloud, record: Record) -> None:
        cloud.state.unregister(text(record.outputs, "principalId") or "")


def _get(cloud: Cloud, args: JsonDict) -> JsonDict:
    name, group = text(args, "resourceName") or "", text(args, "resourceGroupName") or ""
    resource_id = cloud.id_of(TOKEN, {"resourceName": name, "resourceGroupName": group})
    record = cloud.state.get(resource_id or "")
    if record is None:
        raise resource_not_found(KIND, name, group)
    return {**clone(record.outputs), "id": record.id}


SERVICE = Service(
    "Microsoft.ManagedIdentity",
    (
        ResourceType(
            token=TOKEN,
            kind=KIND,
            path=f"{GROUP}/providers/{KIND}/{{resourceName}}",
            name="resourceName",
            # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
            name_rule=NameRule(r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}", "3-128 letters, digits, _ -, the first no sign"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=_Identity(),
        ),
        # learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity
        ResourceType(
            token="azure-native:managedidentity:FederatedIdentityCredential",
            kind="Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
            path=GROUP
            + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
            name="federatedIdentityCredentialResourceName",
            name_rule=NameRule(
                r"[A-Za-z0-9][A-Za-z0-9_-]{2,119}",
                "3-120 letters, digits, _ and -, beginning with a letter or digit",
                source=specification("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", "2024-11-30"),
            ),
            behaviour=PlainResource(),
        ),
    ),
    {"azure-native:managedidentity:getUserAssignedIdentity": _get},
)
