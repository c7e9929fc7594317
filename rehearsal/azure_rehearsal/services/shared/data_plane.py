"""The rights on data: Azure RBAC, and in front of a vault without it the vault's own access policies."""

from __future__ import annotations

from azure_access import AccessPolicy, Attributes, Decision, Groups, decide_by_policy
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import flag, table, tables, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record

__all__ = ["decide", "groups", "groups_of", "vault_uses_rbac"]

_GROUPS = ("azuread:index/group:Group", "azuread:index/groupWithoutMembers:GroupWithoutMembers")


def vault_uses_rbac(vault: Record) -> bool:
    """The control-plane API 2024-11-01 takes an absent flag for access policies."""
    return flag(vault.inputs, "properties", "enableRbacAuthorization") is True


def groups(cloud: Cloud) -> Groups:
    """The members of the directory's groups."""
    return Groups({text(one.outputs, "objectId") or "": texts(one.private, "members") for one in cloud.state.of(*_GROUPS)})


def groups_of(cloud: Cloud, object_id: str) -> list[str]:
    """The groups that hold a principal, nested ones included."""
    return list(groups(cloud).paths(object_id))


def decide(cloud: Cloud, object_id: str, action: str, resource_id: str, *, data: bool, attributes: Attributes | None = None) -> Decision:
    """Deny by default; the reason names the assignment or policy that allows, or what is missing.

    Conditions know the time, and of a storage account whether it has a hierarchical namespace; `attributes` say what else is known.
    """
    caller = groups(cloud).caller(object_id)
    vault = _vault_of(cloud, resource_id) if data else None
    if vault is not None and not vault_uses_rbac(vault):
        return decide_by_policy(vault.id, _policies(vault), caller, action, resource_id, now=cloud.clock.now)
    code = ("ForbiddenByRbac" if vault else "AuthorizationPermissionMismatch") if data else "AuthorizationFailed"
    known = (attributes or Attributes()).adding(environment={"UtcNow": cloud.clock.iso()}, resource=_storage(cloud, resource_id))
    return cloud.access.decide(caller, action, resource_id, data=data, now=cloud.clock.now, code=code, attributes=known)


def _storage(cloud: Cloud, resource_id: str) -> dict[str, bool]:
    """What conditions may ask of a storage account: learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes."""
    arm = ArmId.parse(resource_id)
    account = cloud.state.get(arm.top()) if (arm.namespace or "").lower() == "microsoft.storage" else None
    return {} if account is None else {"Microsoft.Storage/storageAccounts:isHnsEnabled": flag(account.inputs, "isHnsEnabled") is True}


def _vault_of(cloud: Cloud, resource_id: str) -> Record | None:
    arm = ArmId.parse(resource_id)
    if (arm.namespace or "").lower() != "microsoft.keyvault":
        return None
    return cloud.state.get(arm.top())


def _policies(vault: Record) -> list[AccessPolicy]:
    since = table(vault.private, "policiesSince")
    found: list[AccessPolicy] = []
    for body in tables(vault.private, "policies"):
        moment = since.get((text(body, "objectId") or "").lower())
        found.append(AccessPolicy.parse(body, effective_from=moment if isinstance(moment, float) else 0.0))
    return found
