"""The one path from (host, name, target, resource, options) to a `Connection`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Unpack, cast

import pulumi

from pulumi_azure_connect.errors import SettingConflict
from pulumi_azure_connect.grants.target_ref import TargetId, TargetRef
from pulumi_azure_connect.hosts.attach import planned
from pulumi_azure_connect.hosts.connection import Connection
from pulumi_azure_connect.hosts.host import Host, Hosted, host_of
from pulumi_azure_connect.program.arguments import check_options, coerce, options_in, reason_in
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.secrets.args import VaultArgs
from pulumi_azure_connect.secrets.vaults import check_given_vault
from pulumi_azure_connect.targets import target as known_target
from pulumi_azure_connect.targets.target import Auth, Target

from .args import ConnectionArgs, ConnectionOptions, RemoteAppArgs
from .by_identity import IdentityAttachment, settings_by_identity
from .by_secret import SecretRequest, connect_by_secret
from .conventions import naming_of, trigger_roles
from .destinations import destination, stated
from .names import check_connection_name, refuse_second_of_family
from .values import given_values
from .wanted import check_auth, check_level, checked_vault, refuse_beside_secret, wanted_roles

To = pulumi.Resource | TargetId | Hosted | RemoteAppArgs | str | pulumi.Output[str] | None
"""What `to` takes."""


def connect(
    app: Host | Hosted,
    name: str,
    target: str | Target,
    *,
    to: To = None,
    **options: Unpack[ConnectionOptions],
) -> Connection:
    """Connect an app and each of its slots to a target.

    A connection that is refused leaves nothing behind.

    Args:
        app: a `ManagedIdentityApp`, or a `Host` of your own.
        name: the connection's name, a contract: letters, digits and underscores.
        target: one of the targets of this package, its kind as text, or a `Target` of your own.
        to: the resource, its ARM id, a `TargetId`, another `ManagedIdentityApp`, or `RemoteAppArgs` of another stack's.
        options: see `ConnectionOptions`.

    Returns:
        The connection, by identity or by secret.

    Raises:
        ConnectError: by its subclasses, before anything is registered.
    """
    host = host_of(app)
    giver = f"connection {check_connection_name(name, host.owner)!r}"
    check_options(ConnectionOptions, options, giver)
    host.check_open(giver)
    if any(name == other.name for other in host.attachments):
        raise SettingConflict(f"{host.owner} has two connections named {name!r}. Rename one of them.")
    with host.program.undone_if_refused():
        attachment = _checked(host, name, known_target(target), to, giver, options)
        make = connect_by_secret(host, attachment) if isinstance(attachment, SecretRequest) else _by_identity(host, attachment)
    return make()


def _by_identity(host: Host, attachment: IdentityAttachment) -> Callable[[], Connection]:
    make_all = planned(host, attachment)

    def make() -> Connection:
        make_all()
        for what in attachment.exceptions:
            host.note_exception(what, attachment.because or "")
        return attachment.connection()

    return make


def _checked(
    host: Host, name: str, target: Target, to: object, giver: str, options: ConnectionOptions
) -> IdentityAttachment | SecretRequest:
    because, values, renamed = reason_in(options.get("because")), options.get("values") or {}, options.get("settings") or {}
    access, roles, identity = options.get("access"), options.get("roles"), options.get("identity")
    sticky, named = bool(options.get("sticky")), bool(options.get("named"))
    by = check_auth(target, options.get("auth"), because, name)
    naming = naming_of(options.get("naming"), by, name)
    refuse_output_text((to if isinstance(to, str) else None, renamed, values), f"an argument of {giver}")
    if sticky:
        host.check_sticky()
    host.program.waits.refuse(to, host.children.parent, f"`to` of {giver}", host.owner)
    found, api = destination(to, target, name, host.program)
    ref = None if found is None else replace(found, asker=host.children.parent)
    _check_vault(host, target, to, ref, giver, options.get("vault_authorization"))
    if by is Auth.SECRET:
        refuse_beside_secret(name, access=access, roles=roles, identity=identity)
        return SecretRequest(
            name=name,
            target=target,
            ref=ref,
            named=named,
            because=because,
            exceptions=[f"connection {name!r}: a secret is used, and {target.title} takes the app's identity"]
            if target.takes_identity
            else [],
            renamed=dict(renamed),
            values=dict(values),
            sticky=sticky,
        )
    level, wanted, exceptions = wanted_roles(target, access, roles, because, name)
    check_level(target, level, ref, name)
    attachment = IdentityAttachment(
        host=host,
        name=name,
        target=target,
        ref=ref,
        roles=tuple(dict.fromkeys((*wanted, *trigger_roles(target, ref, naming, name)))),
        access=level,
        settings=settings_by_identity(host, target, name, naming=naming, named=named, renamed=dict(renamed)),
        identity=identity,
        because=because,
        exceptions=exceptions,
        sticky=sticky,
        api=api,
        values=given_values(target, target.values, values, name),
        naming=naming,
    )
    refuse_second_of_family(host, name, attachment.family)
    return attachment


def _vault_id(to: object) -> pulumi.Input[str]:
    """Return the id of what was checked to be a vault."""
    return cast("pulumi.Input[str]", to.id if isinstance(to, (pulumi.CustomResource, TargetId)) else to)


def _check_vault(host: Host, target: Target, to: object, ref: TargetRef | None, giver: str, authorization: str | None) -> None:
    if authorization is not None:
        checked_vault(target, ref, giver)
        check_given_vault(_vault_id(to), VaultArgs(authorization=authorization), host.program, giver)


def connect_args(host: Host, given: object) -> Connection:
    """Make a connection that comes as plain arguments.

    Raises:
        ConnectError: by its subclasses, before anything is registered.
    """
    args = coerce(ConnectionArgs, given, f"connections of {host.owner}")
    remote = args.get("remote_app")
    called = None if remote is None else coerce(RemoteAppArgs, remote, f"connection {args['name']!r}")
    to = called or stated(args.get("to"), args.get("to_type"))
    return connect(host, args["name"], args["target"], to=to, **options_in(ConnectionOptions, args))
