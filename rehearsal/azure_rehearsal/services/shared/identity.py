"""The `identity` block of resources: system-assigned principals come and go with it, user-assigned ones are looked up."""

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import at, table, text
from azure_rehearsal.core.resource_type import Cloud, Write
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["apply_identity", "drop_identity", "has_system_identity", "user_identities"]


def user_identities(inputs: JsonDict) -> list[str]:
    """The ids of the attached user-assigned identities: azure-native takes a list, ARM a map."""
    given = at(inputs, "identity", "userAssignedIdentities")
    if isinstance(given, list):
        return [one for one in given if isinstance(one, str)]
    return list(given) if isinstance(given, dict) else []


def has_system_identity(inputs: JsonDict) -> bool:
    """Whether the block asks for a system-assigned identity ("SystemAssigned, UserAssigned" has both)."""
    return "SystemAssigned" in (text(inputs, "identity", "type") or "").replace(" ", "").split(",")


def apply_identity(write: Write) -> None:
    """Fill `outputs.identity`. A user-assigned identity must exist; a system-assigned one keeps its principal."""
    block = table(write.inputs, "identity")
    old = text(write.private, "systemPrincipal")
    if not has_system_identity(write.inputs) and old:
        write.cloud.state.unregister(old)
        write.private.pop("systemPrincipal", None)
        old = None
    if not block:
        write.outputs.pop("identity", None)
        return
    output: JsonDict = {"type": block.get("type")}
    if has_system_identity(write.inputs):
        output.update({"principalId": old or _new_principal(write), "tenantId": write.cloud.tenant_id})
    attached: JsonDict = {}
    for identity_id in user_identities(write.inputs):
        found = write.cloud.state.get(identity_id)
        if found is None:
            # learn.microsoft.com/entra/identity/managed-identities-azure-resources: the identity must exist to be attached
            raise AzureError(
                "FailedIdentityOperation",
                f"Identity operation for resource '{write.id}' failed with error 'Failed to perform resource identity "
                f"operation. Status: 'BadRequest'. Response: the identity '{identity_id}' was not found.'.",
                400,
            )
        attached[identity_id] = {
            "principalId": found.outputs.get("principalId"),
            "clientId": found.outputs.get("clientId"),
        }
    if attached:
        output["userAssignedIdentities"] = attached
    write.outputs["identity"] = output


def _new_principal(write: Write) -> str:
    cloud = write.cloud
    principal = cloud.new_guid("system principal " + write.id)
    client = cloud.new_guid("system client " + write.id)
    name = "/slots/".join(write.arm.names) if len(write.arm.names) > 1 else write.arm.name
    cloud.state.register(Principal(principal, client, name, resource_id=write.id, since=cloud.clock.now))
    write.private["systemPrincipal"] = principal
    return principal


def drop_identity(cloud: Cloud, record: Record) -> None:
    """The system-assigned principal leaves the directory with its resource."""
    old = text(record.private, "systemPrincipal")
    if old:
        cloud.state.unregister(old)
