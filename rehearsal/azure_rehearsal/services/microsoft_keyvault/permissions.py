"""Key Vault's permissions of access policies, and the data actions that mean the same under Azure RBAC.

Sources: learn.microsoft.com/azure/key-vault/general/rbac-migration and
learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault (the data actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from azure_rehearsal.core.arm_ids import ArmId

__all__ = ["CERTIFICATE_ACTIONS", "KEY_ACTIONS", "SECRET_ACTIONS", "action_of", "wanted"]

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
