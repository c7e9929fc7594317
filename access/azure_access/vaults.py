"""Key Vault's access policies: their permissions, the data actions that mean the same under Azure RBAC, and what a policy allows.

Sources: learn.microsoft.com/azure/key-vault/general/rbac-migration and
learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault (the data actions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from .arm_ids import ArmId
from .callers import Caller
from .decisions import Decision, Explanation
from .plain import table, text, texts

__all__ = ["CERTIFICATE_ACTIONS", "KEY_ACTIONS", "SECRET_ACTIONS", "AccessPolicy", "action_of", "decide_by_policy", "wanted"]

_VAULT: Final = "Microsoft.KeyVault/vaults/"


def _same(kind: str, *names: str) -> dict[str, str]:
    """Permissions whose actions are called as they are."""
    return {name: f"{_VAULT}{kind}/{name}/action" for name in names}


SECRET_ACTIONS: Final[Mapping[str, str]] = {
    "get": _VAULT + "secrets/getSecret/action",
    "list": _VAULT + "secrets/readMetadata/action",
    "set": _VAULT + "secrets/setSecret/action",
    "delete": _VAULT + "secrets/delete",
    **_same("secrets", "recover", "backup", "restore", "purge"),
}
"""Of secrets: permission -> data action."""

KEY_ACTIONS: Final[Mapping[str, str]] = {
    "get": _VAULT + "keys/read",
    "list": _VAULT + "keys/read",
    "delete": _VAULT + "keys/delete",
    "wrapKey": _VAULT + "keys/wrap/action",
    "unwrapKey": _VAULT + "keys/unwrap/action",
    "getrotationpolicy": _VAULT + "keyrotationpolicies/read",
    "setrotationpolicy": _VAULT + "keyrotationpolicies/write",
    **_same("keys", "update", "create", "import", "recover", "backup", "restore", "purge"),
    **_same("keys", "encrypt", "decrypt", "sign", "verify", "release", "rotate"),
}
"""Of keys."""

CERTIFICATE_ACTIONS: Final[Mapping[str, str]] = {
    "get": _VAULT + "certificates/read",
    "list": _VAULT + "certificates/read",
    "delete": _VAULT + "certificates/delete",
    "managecontacts": _VAULT + "certificatecontacts/write",
    "getissuers": _VAULT + "certificatecas/read",
    "listissuers": _VAULT + "certificatecas/read",
    "setissuers": _VAULT + "certificatecas/write",
    "deleteissuers": _VAULT + "certificatecas/delete",
    **_same("certificates", "update", "create", "import", "recover", "backup", "restore", "purge"),
}
"""Of certificates."""

_BY_KIND: Final = {"secrets": SECRET_ACTIONS, "keys": KEY_ACTIONS, "certificates": CERTIFICATE_ACTIONS}
# Data actions that have a permission of another name, or several.
_ALSO: Final = {
    (_VAULT + "secrets/update/action").lower(): ("secrets", frozenset({"set"})),
    (_VAULT + "certificatecas/write").lower(): ("certificates", frozenset({"setissuers", "manageissuers"})),
    (_VAULT + "certificatecas/delete").lower(): ("certificates", frozenset({"deleteissuers", "manageissuers"})),
}


def wanted(action: str, resource_id: str) -> tuple[str, frozenset[str]]:
    """The kind of permission that a data action takes, and those of it (in lower case) that will do; none where no policy has it.

    Where one action stands for reading one thing and for listing all, the vault itself as the resource means the list.
    """
    also = _ALSO.get(action.lower())
    if also is not None:
        return also
    for kind, actions in _BY_KIND.items():
        names = {name.lower() for name, same in actions.items() if same.lower() == action.lower()}
        if names >= {"get", "list"}:
            names = {"get" if len(ArmId.parse(resource_id).names) > 1 else "list"}
        if names:
            return kind, frozenset(names)
    return action.lower().removeprefix(_VAULT.lower()).partition("/")[0], frozenset()


def action_of(kind: str, permission: str) -> str:
    """The data action of a permission of "secrets", "keys" or "certificates"."""
    return _BY_KIND[kind][permission]


@dataclass(frozen=True)
class AccessPolicy:
    """One entry of a vault's access policies. `permissions`: "secrets", "keys" and "certificates" -> permissions, in any letter case."""

    object_id: str
    permissions: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    effective_from: float = 0.0

    @classmethod
    def parse(cls, body: Mapping[str, object], *, effective_from: float = 0.0) -> AccessPolicy:
        """An entry as ARM writes it: `objectId`, `permissions`."""
        held = {kind: tuple(texts(body, "permissions", kind)) for kind in table(body, "permissions")}
        return cls((text(body, "objectId") or "").lower(), held, effective_from)

    def permission(self, kind: str, names: frozenset[str]) -> str | None:
        """The permission that it holds among these, or "all"; None without any."""
        held = {name.lower() for name in self.permissions.get(kind, ())}
        return min(names & held, default="all" if names and "all" in held else None)


def decide_by_policy(
    vault_id: str, policies: Iterable[AccessPolicy], caller: Caller, action: str, resource_id: str, *, now: float = 0.0
) -> Decision:
    """Whether the access policies of a vault without Azure RBAC let a caller do a data action.

    Policies of the caller and of its groups add up: learn.microsoft.com/azure/key-vault/general/assign-access-policy.
    """
    kind, names = wanted(action, resource_id)
    noun, held = kind.removesuffix("s"), set(caller.ids)
    asked = Explanation(principal=caller.object_id, action=action, resource=resource_id, data=True, scope=vault_id)

    def why(policy: AccessPolicy, permission: str = "") -> Explanation:
        way = caller.groups.get(policy.object_id.lower(), ())
        return replace(asked, by="access policy", policy=policy.object_id, permission=permission, groups=way)

    own = [policy for policy in policies if policy.object_id.lower() in held]
    allowing = [(policy, permission) for policy in own if (permission := policy.permission(kind, names)) is not None]
    for policy, permission in allowing:
        if policy.effective_from <= now:
            reason = f"access policy of '{policy.object_id}' on '{vault_id}' holds {noun} permission '{permission}'"
            return Decision(True, reason, why=why(policy, permission))
    if allowing:
        policy, permission = allowing[0]
        left = policy.effective_from - now
        reason = f"the access policy of '{policy.object_id}' on '{vault_id}' takes effect only in {left:g} s"
        return Decision(False, reason, "ForbiddenByPolicy", waiting=True, why=why(policy, permission))
    if own:
        reason = f"the access policy of '{own[0].object_id}' on '{vault_id}' lacks the {noun} permission for '{action}'"
        return Decision(False, reason, "ForbiddenByPolicy", why=why(own[0]))
    reason = (
        f"'{caller.object_id}' has no access policy on '{vault_id}', which uses access policies and ignores role assignments "
        f"(asked for '{action}' on '{resource_id}')"
    )
    return Decision(False, reason, "ForbiddenByPolicy", why=replace(asked, by="access policy"))
