"""What a connection asks for: which access, by identity or by secret, and what doesn't go together."""

from collections.abc import Sequence

from pulumi_azure_connect.errors import (
    AccessNotSupported,
    ConnectError,
    EntraIdNotSupported,
    SecretNotSupported,
    UnknownArgument,
    did_you_mean,
    listed,
)
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.grants.app_role import app_role_warning
from pulumi_azure_connect.grants.roles import role_definition, warning_of
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.targets.target import Auth, Target


def _access(target: Target, access: str | None, connection: str) -> Access:
    offered = [level.value for level in target.access]
    if access is None:
        raise AccessNotSupported(f"connection {connection!r} says neither access nor roles. {target.kind} offers {listed(offered)}.")
    if access not in offered:
        raise AccessNotSupported(
            f"connection {connection!r} asks for access {str(access)!r}; {target.kind} offers {listed(offered)}."
            f"{did_you_mean(access, offered)} Use one of these, or pass roles=[...] to name a role."
        )
    return Access(access)


def wanted_roles(
    target: Target, access: str | None, roles: Sequence[str] | None, because: str | None, connection: str
) -> tuple[Access | None, tuple[Role, ...], list[str]]:
    """Understand what a connection wants to be allowed.

    Returns:
        The level of access, the roles, and what of them is an exception, in words for a report.

    Raises:
        AccessNotSupported: the target has no such level, or roles and access are both given, or neither; or a role lists keys or hands out
            access, and nobody said why.
    """
    if access is not None and roles is not None:
        raise AccessNotSupported(f"connection {connection!r} has access and roles. `roles` replaces `access`: keep one.")
    if roles is not None:
        if not roles:
            raise AccessNotSupported(f"connection {connection!r} has roles=[]: name at least one.")
        named = tuple(role_definition(role, connection) if target.role_is_definition else Role(role) for role in roles)
        return None, named, _wide(target, named, because, connection)
    if target.named_roles:
        raise AccessNotSupported(
            f"connection {connection!r}: {target.title} has no levels of access. Name its permissions: roles=['User.Read.All']."
        )
    level = _access(target, access, connection)
    return level, target.access[level], []


def _wide(target: Target, roles: Sequence[Role], because: str | None, connection: str) -> list[str]:
    found = {role.name: warning_of(role) if target.role_is_definition else app_role_warning(role) for role in roles}
    wide = {name: warning for name, warning in found.items() if warning is not None}
    if wide and because is None:
        name, warning = next(iter(wide.items()))
        raise AccessNotSupported(
            f"connection {connection!r}: role {name!r} {warning}, which an app rarely needs. Name a role for data, or say because='...' with the "
            "reason, which every report then shows."
        )
    return [f"connection {connection!r}: role {name!r} {warning}" for name, warning in wide.items()]


def check_level(target: Target, level: Access | None, ref: TargetRef | None, connection: str) -> None:
    """Refuse an access level that means nothing for what was given, such as sending to a subscription.

    Raises:
        AccessNotSupported: the resource has fewer levels than its service.
    """
    if level is None or ref is None or level in target.levels.get(ref.type, tuple(Access)):
        return
    raise AccessNotSupported(
        f"connection {connection!r} asks for access {level.value!r}; a {ref.type} offers {listed(target.levels[ref.type])}. "
        "Use one of these, or give the resource above it in `to`."
    )


def check_auth(target: Target, auth: str | None, because: str | None, connection: str) -> Auth:
    """Understand by what a connection authenticates.

    Raises:
        SecretNotSupported: a secret for a target that has none, or that takes an identity and nobody said why.
        EntraIdNotSupported: an identity for a target that only takes a secret.
    """
    wanted = Auth(auth) if auth in tuple(Auth) else None
    if auth is not None and wanted is None:
        raise ConnectError(
            f"auth={auth!r} of connection {connection!r} is unknown.{did_you_mean(auth, list(Auth))} Use 'identity' or 'secret'."
        )
    by_identity = target.takes_identity
    if wanted is Auth.SECRET:
        if target.secret is None:
            raise SecretNotSupported(
                f"connection {connection!r} asks for a secret; {target.title} is reached by identity alone. Leave auth out."
            )
        if by_identity and not because:
            raise SecretNotSupported(
                f"connection {connection!r} asks for a secret, and {target.title} takes the app's identity. Leave auth out, or "
                "say because='...' with the reason, which every report then shows."
            )
        return Auth.SECRET
    if not by_identity:
        if wanted is Auth.IDENTITY:
            raise EntraIdNotSupported(f"connection {connection!r}: {target.title} takes no identity. Say auth='secret'.")
        return Auth.SECRET
    return Auth.IDENTITY


def refuse_beside_secret(connection: str, **given: object) -> None:
    """Refuse options that a connection by secret can't honour.

    A key opens everything, and the app has one identity for references.

    Raises:
        UnknownArgument: one of these is given.
    """
    for name, value in given.items():
        if value is not None:
            raise UnknownArgument(
                f"connection {connection!r} goes by a secret, and has {name}={value!r}: a secret opens all that it opens, and is "
                f"read by the identity that reads the app's references. Leave {name} out."
            )


def checked_vault(target: Target, ref: TargetRef | None, giver: str) -> TargetRef:
    """Refuse `vault_authorization` for a target that is no whole vault.

    Returns:
        The vault.

    Raises:
        UnknownArgument: the target is no vault, or a single secret of one.
    """
    if ref is None or ref.type != "Microsoft.KeyVault/vaults":
        raise UnknownArgument(
            f"vault_authorization of {giver} is for a connection to a whole Key Vault; this is one to {target.title}"
            f"{'' if ref is None or not ref.type else f' ({ref.type})'}. Leave it out."
        )
    return ref
