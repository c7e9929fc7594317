"""What a caller says in `to`: a resource, another app, an application of the tenant, or nothing."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.names import check_guid
from pulumi_azure_connect.errors import UnknownTarget
from pulumi_azure_connect.grants.request import CalledApp
from pulumi_azure_connect.grants.target_ref import Application, TargetId, TargetRef
from pulumi_azure_connect.hosts.host import Hosted
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.resolve import resolve_target
from pulumi_azure_connect.targets.target import Destination, Target

from .args import RemoteAppArgs
from .remote_app import RemoteApp

Found = tuple[TargetRef | None, CalledApp | None]


def _is_app(to: object) -> bool:
    return isinstance(to, RemoteAppArgs) or (isinstance(to, pulumi.ComponentResource) and isinstance(to, Hosted))


def _resource(to: Any, kind: Target, connection: str, program: Program) -> Found:
    if to is None:
        raise UnknownTarget(f"connection {connection!r} says nothing in `to`: give the resource, or its ARM id.")
    if _is_app(to):
        raise UnknownTarget(f"connection {connection!r}: an app is not what {kind.kind!r} connects to. Say target='webapp'.")
    return resolve_target(to, kind, connection, program), None


def _app(to: Any, kind: Target, connection: str, program: Program) -> Found:
    if to is None:
        return None, None  # the grant says what is missing
    if not _is_app(to):
        raise UnknownTarget(f"connection {connection!r}: {kind.kind!r} takes another ManagedIdentityApp, or RemoteAppArgs(...) in `to`.")
    if isinstance(to, RemoteAppArgs):
        remote = RemoteApp(connection, to, program)
        return remote.ref, remote
    host = cast("Hosted", to).host
    if host.callee is None:
        raise UnknownTarget(f"connection {connection!r}: {host.owner} can't be called by others. Give a ManagedIdentityApp in `to`.")
    return host.callee.ref, host.callee


def _application(to: Any, kind: Target, connection: str, program: Program) -> Found:
    if isinstance(to, str):
        guid = check_guid(to, f"`to` of connection {connection!r}, the application id of {kind.title}")
        return TargetRef(key=Application(guid), label=guid, id=known_output(guid), type=""), None
    if isinstance(to, pulumi.Output):
        known = cast("pulumi.Output[str]", to)
        return TargetRef(key=Application(program.key_of_output(known)), label=connection, named_by_connection=True, id=known, type=""), None
    raise UnknownTarget(f"connection {connection!r}: {kind.kind!r} takes the application id (client id) of the API in `to`.")


def _nothing(to: Any, kind: Target, connection: str, _: Program) -> Found:
    if to is not None:
        raise UnknownTarget(f"connection {connection!r}: {kind.kind!r} takes nothing in `to`.")
    return None, None


_READ: Mapping[Destination, Callable[[Any, Target, str, Program], Found]] = MappingProxyType(
    {
        Destination.RESOURCE: _resource,
        Destination.APP: _app,
        Destination.APPLICATION: _application,
        Destination.NOTHING: _nothing,
    }
)


def destination(to: object, kind: Target, connection: str, program: Program) -> Found:
    """Understand what the caller wants to connect to.

    Args:
        to: what the caller gave.
        kind: the kind of target that it has to be.
        connection: the connection's name, for messages.
        program: what else the program has registered.

    Returns:
        The target, None where there is only one or it is nothing of Azure's; and the app that is called, where it is one.

    Raises:
        UnknownTarget: it is not what this kind of target takes.
    """
    return _READ[kind.takes](to, kind, connection, program)


def stated(to: Input[str] | None, arm_type: str | None) -> str | pulumi.Output[str] | TargetId | None:
    """Return what the plain arguments of a connection say as `to` takes it."""
    if to is None or (isinstance(to, str) and arm_type is None):
        return to
    return known_output(to) if arm_type is None else TargetId(id=to, type=arm_type)
