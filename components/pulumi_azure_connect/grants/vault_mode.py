"""How a vault lets principals in: by roles or by access policies.

Azure accepts a grant of the other kind, and it does nothing.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import pulumi

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.errors import VaultModeConflict
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.program.registry import Program

from .keys import VaultCheckedKey, VaultModeKey
from .target_ref import TargetRef

RBAC = "rbac"
ACCESS_POLICY = "access-policy"
VAULT = "Microsoft.KeyVault/vaults"


@dataclass(frozen=True)
class _HolderOf:
    """Key of the vault that a secret lies in, where nothing else is known of it."""

    secret: Hashable


@dataclass(frozen=True)
class VaultOf:
    """The vault of a target: the target itself, or what holds the secret."""

    key: Hashable
    id: pulumi.Output[str]
    resource: pulumi.Resource | None
    """The vault's resource, where the program makes it."""
    remedy: str
    """What to change where the vault goes by access policies."""


def vault_of(ref: TargetRef) -> VaultOf:
    """Return the vault that a target is, or lies in."""
    if ref.type == VAULT:
        return VaultOf(
            ref.key, ref.id, ref.key if isinstance(ref.key, pulumi.Resource) else None, f"Say vault_authorization={ACCESS_POLICY!r}."
        )
    remedy = (
        "Azure has no access policy for a single secret: connect to the whole vault with "
        f"vault_authorization={ACCESS_POLICY!r}, or let the vault go by roles."
    )
    vault_id = ref.id.apply(lambda known: known.partition("/secrets/")[0])
    literal = ref.key.partition("/secrets/")[0] if isinstance(ref.key, str) else None
    return VaultOf(literal or _HolderOf(ref.key), vault_id, None, remedy)


def said_of(vault: Hashable, program: Program) -> str:
    """Return what the program says of a vault: by roles, unless it says otherwise."""
    return program.once(VaultModeKey(vault), lambda: RBAC)


def checked_id(
    vault_id: pulumi.Output[str],
    key: Hashable,
    wanted: str,
    *,
    program: Program,
    owner: str,
    asker: pulumi.Resource,
    resource: pulumi.Resource | None = None,
    remedy: str = "",
    in_preview: bool = True,
) -> pulumi.Output[str]:
    """Return a vault's id once the vault was seen to go by the wanted kind of authorization.

    Grants and secrets come after that.

    Args:
        vault_id: its ARM id.
        key: what the program knows it by.
        wanted: `rbac` or `access-policy`.
        program: what else the program has registered.
        owner: who uses the vault, for messages.
        asker: the component whose provider is asked about it.
        resource: the vault's resource, where the program makes it; nothing is asked then.
        remedy: what to change where it goes by the other kind.
        in_preview: whether a preview asks Azure too. The vault of a connection may be one that the deployer can't read yet, or isn't there yet.

    Raises:
        VaultModeConflict: it goes by the other kind; in the output, in preview where that is known.
    """
    if not in_preview and pulumi.runtime.is_dry_run() and resource is None:
        return vault_id

    def look() -> pulumi.Output[str]:
        found = _looked_up(vault_id, resource, asker).apply(lambda known: _check(*known, wanted, owner, remedy))
        return mapped([vault_id, found], lambda known: str(known[0]))

    return program.once(VaultCheckedKey(key, wanted), look)


def _looked_up(vault_id: pulumi.Output[str], resource: pulumi.Resource | None, asker: pulumi.Resource) -> pulumi.Output[tuple[str, str]]:
    """Return what a vault is called, and how it lets principals in."""
    from pulumi_azure_native import keyvault

    if isinstance(resource, keyvault.Vault):
        name = resource.pulumi_resource_name
        return resource.properties.apply(lambda properties: (name, _mode(properties)))
    found = keyvault.get_vault_output(
        resource_group_name=vault_id.apply(lambda known: ArmId.parse(known).resource_group or ""),
        vault_name=vault_id.apply(lambda known: ArmId.parse(known).segment("vaults")),
        opts=pulumi.InvokeOptions(parent=asker),
    )
    return found.apply(lambda answer: (answer.name, _mode(answer.properties)))


def _mode(properties: object) -> str:
    """Return the mode that a vault's properties tell, or an empty text where they tell none.

    A preview tells none, nor does a mock that answers with what it was given.

    Azure says null, or nothing, of a vault that was made without the flag; it goes by access policies
    (https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get, `enableRbacAuthorization` of VaultProperties).
    """
    by_roles: object = getattr(properties, "enable_rbac_authorization", None)
    if by_roles is None and not getattr(properties, "vault_uri", None):
        return ""
    return RBAC if by_roles else ACCESS_POLICY


def _check(name: str, actual: str, wanted: str, owner: str, remedy: str) -> str:
    if actual not in ("", wanted):
        hint = remedy if actual == ACCESS_POLICY and remedy else f"Say authorization={actual!r}."
        raise VaultModeConflict(
            f"{owner} counts on authorization={wanted!r}, but vault {name!r} goes by {actual!r}, so Azure would ignore the grant. {hint}"
        )
    return actual
