"""The rights on data: Azure RBAC, and in front of a vault without it the vault's own access policies."""

from __future__ import annotations

from azure_rehearsal.core.access import Decision
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import flag, table, tables, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.microsoft_keyvault.permissions import wanted

__all__ = ["decide", "groups_of", "vault_uses_rbac"]

_GROUPS = ("azuread:index/group:Group", "azuread:index/groupWithoutMembers:GroupWithoutMembers")


def vault_uses_rbac(vault: Record) -> bool:
    """The control-plane API 2024-11-01 takes an absent flag for access policies."""
    return flag(vault.inputs, "properties", "enableRbacAuthorization") is True


def groups_of(cloud: Cloud, object_id: str) -> list[str]:
    """The groups that hold a principal, nested ones included."""
    groups = {text(one.outputs, "objectId") or "": set(texts(one.private, "members")) for one in cloud.state.of(*_GROUPS)}
    found: list[str] = [object_id]
    for member in found if groups else ():  # grows while it is walked
        found += [group for group, members in groups.items() if member in members and group not in found]
    return found[1:]


def decide(cloud: Cloud, object_id: str, action: str, resource_id: str, *, data: bool) -> Decision:
    """Deny by default; the reason names the assignment or policy that allows, or what is missing."""
    asked = [object_id, *groups_of(cloud, object_id)]
    vault = _vault_of(cloud, resource_id) if data else None
    if vault is not None and not vault_uses_rbac(vault):
        return _by_policy(vault, asked, action, resource_id, cloud.clock.now)
    code = ("ForbiddenByRbac" if vault else "AuthorizationPermissionMismatch") if data else "AuthorizationFailed"
    return cloud.access.decide(asked, action, resource_id, data=data, now=cloud.clock.now, code=code)


def _vault_of(cloud: Cloud, resource_id: str) -> Record | None:
    arm = ArmId.parse(resource_id)
    if (arm.namespace or "").lower() != "microsoft.keyvault":
        return None
    return cloud.state.get(arm.top())


def _by_policy(vault: Record, principals: list[str], action: str, resource_id: str, now: float) -> Decision:
    kind, names = wanted(action, resource_id)
    who = principals[0]
    for policy in tables(vault.private, "policies"):
        owner = (text(policy, "objectId") or "").lower()
        if owner not in {one.lower() for one in principals}:
            continue
        held = {one.lower() for one in texts(policy, "permissions", kind)}
        found = sorted(names & held) or (["all"] if names and "all" in held else [])
        if found:
            coming = table(vault.private, "policiesSince").get(owner, 0.0)
            if isinstance(coming, float) and coming > now:
                reason = f"the access policy of '{owner}' on '{vault.id}' takes effect only in {coming - now:g} s"
                return Decision(False, reason, "ForbiddenByPolicy", waiting=True)
            return Decision(True, f"access policy of '{owner}' on '{vault.id}' holds {kind.removesuffix('s')} permission '{found[0]}'")
        return Decision(
            False,
            f"the access policy of '{owner}' on '{vault.id}' lacks the {kind.removesuffix('s')} permission for '{action}'",
            "ForbiddenByPolicy",
        )
    return Decision(
        False,
        f"'{who}' has no access policy on '{vault.id}', which uses access policies and ignores role assignments "
        f"(asked for '{action}' on '{resource_id}')",
        "ForbiddenByPolicy",
    )
