"""What passes between a connection and the grant it asks for: who, to what, with which roles; and what came of it."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId, id_key
from pulumi_azure_connect.azure.clouds import Environment
from pulumi_azure_connect.azure.names import check_guid
from pulumi_azure_connect.errors import TargetConflict, UnknownTarget, did_you_mean
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.vocabulary import Access, Role, Target, TargetId

USER_ASSIGNED = "user-assigned"
SYSTEM_ASSIGNED = "system-assigned"


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The identity that a grant is for. Every id's kind is in its name: four different GUIDs belong to one identity."""

    key: Hashable
    """Tells principals apart before their ids are known."""
    kind: str
    """`user-assigned` or `system-assigned`."""
    label: str
    """Tells principals of one app apart in child names: empty, or the slot's name."""
    principal_id: pulumi.Output[str]
    """The object id in the tenant's directory: what grants name."""
    client_id: Callable[[], pulumi.Output[str]]
    """Gives the application id: what an SDK, SQL and App Service authentication name. May take a directory lookup."""
    name: pulumi.Output[str]
    """The service principal's display name."""
    resource_id: pulumi.Output[str] | None
    """The ARM id of a user-assigned identity."""
    shared_name: str | None = None
    """What its grants are called after, where it was made outside and several apps may have it."""

    def described(self) -> dict[str, Any]:
        """Give the plain data of a `connections` row. A client id that takes a lookup is left out."""
        user_assigned = self.kind == USER_ASSIGNED
        return {
            "kind": self.kind,
            "principalId": self.principal_id,
            "clientId": self.client_id() if user_assigned else None,
            "resourceId": self.resource_id,
        }


@dataclass(frozen=True, kw_only=True)
class TargetRef:
    """One target, as the caller gave it."""

    key: Hashable
    """Tells targets apart before their ids are known."""
    label: str
    """Its name in child names."""
    id: pulumi.Output[str]
    """The ARM id."""
    type: str
    """The ARM type."""
    resource: pulumi.Resource | None = None
    """The resource of the program, where it is one."""
    asker: pulumi.Resource | None = None
    """The component that connects to it: its provider is asked about a target that is no resource of the program."""

    @property
    def invoke(self) -> pulumi.InvokeOptions:
        """How to ask about it: by the provider that made it, or else the one of whoever asks."""
        return pulumi.InvokeOptions(parent=self.resource or self.asker)

    def part(self, segment: str) -> pulumi.Output[str]:
        """Give the name that the id has after `segment`, such as `storageAccounts`."""
        return self.id.apply(lambda text: ArmId.parse(text).segment(segment))


class CalledApp(Protocol):
    """What a caller needs to know of an app, of this program or another."""

    name: str
    url: pulumi.Output[str]
    audience: pulumi.Output[str]
    service_principal_id: pulumi.Output[str]

    def role_id(self, role: str, connection: str) -> Input[str]:
        """Give the id of one of its app roles; raises AccessNotSupported where it is known to have none of that name."""
        ...

    def admit(self, principal: Principal, giver: str) -> None:
        """Let an identity in, where that is for this program to say."""
        ...


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """A grant to make."""

    children: Children
    program: Program
    environment: Environment
    app: str
    """The component's name: the start of every child's name."""
    connection: str
    target: Target
    ref: TargetRef
    principal: Principal
    roles: tuple[Role, ...]
    access: Access | None
    external: bool
    """Whether somebody else makes the grant."""
    api: "CalledApp | None" = None
    """The app that is called, where the target is one."""
    values: Mapping[str, Input[str]] = field(default_factory=dict[str, Input[str]])
    """What the caller gave of the target's `values`."""

    def child(self, *parts: str, package: str = "azure-native", **options: Any) -> tuple[str, pulumi.ResourceOptions]:
        """
        Give name and options of the resource that makes the grant; its name ends with `parts`.

        A grant to an identity that several apps have is no app's child: when that app goes, the others need it.
        """
        name = "-".join(part for part in (self.app, self.principal.label, *parts) if part)
        opts = self.children.opts("grant", **options)
        if self.principal.shared_name is None:
            return name, opts
        return "-".join((self.principal.shared_name, *parts)), self.children.outside(opts, package=package, name=name)


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a grant came to."""

    rows: list[dict[str, Any]]
    """Plain data of the grants, one for each role: see `grant` in the schema of `connections`."""
    waits_for: list[pulumi.Resource] = field(default_factory=list)
    """What has to be there before the app's settings are written."""
    pending: Callable[[], Mapping[str, Any]] | None = None
    """Gives what somebody still has to do before the connection works; called once all connections of the program are known."""
    values: dict[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """What only the grant knows and a setting's value needs."""


def token_of(resource: pulumi.Resource) -> str:
    """Give a resource's type token without its API version: `azure-native:storage:StorageAccount`."""
    package, module, name = resource.pulumi_resource_type.split(":")
    return f"{package}:{module.partition('/')[0]}:{name}"


def _kinds(target: Target) -> str:
    return ", ".join(target.types)


def _checked_type(given: str, target: Target, connection: str) -> str:
    for known in target.types:
        if known.casefold() == given.casefold():
            return known
    raise UnknownTarget(
        f"connection {connection!r}: {given!r} is not what {target.kind!r} connects to."
        f"{did_you_mean(given, target.types)} It takes {_kinds(target)}."
    )


def target_ref(to: object, target: Target, connection: str, program: Program) -> TargetRef:
    """
    Understand what the caller wants to connect to.

    Args:
        to: a resource, an ARM id as a plain string, or a `TargetId` which states the kind of an id not known yet.
        target: the kind of target it has to be.
        connection: its name, for messages.
        program: what else the program has registered.

    Raises:
        UnknownTarget: it is none of these, or of another kind than `target`.
    """
    if isinstance(to, pulumi.CustomResource):
        token = token_of(to)
        if token not in target.resource_types:
            raise UnknownTarget(
                f"connection {connection!r}: a {token} is not what {target.kind!r} connects to. "
                f"It takes {', '.join(target.resource_types)}."
            )
        arm_type = target.resource_types[token]
        key = program.key_of(to.id) or to
        program.name_output(to.id, key)
        return TargetRef(
            key=key,
            label=_label(to, arm_type),
            id=to.id,
            type=arm_type,
            resource=to,
        )
    if isinstance(to, TargetId):
        arm_type = _checked_type(to.type, target, connection)
        if isinstance(to.id, str):
            return _literal(to.id, target, connection)
        owner = program.owner_of(to.id)
        key = program.key_of(to.id) or owner or id(to.id)
        program.name_output(to.id, key)  # keeps the output alive, so that its identity is not used again
        label = connection if owner is None else _label(owner, arm_type)
        return TargetRef(key=key, label=label, id=known_output(to.id), type=arm_type)
    if isinstance(to, str):
        return _literal(to, target, connection)
    if isinstance(to, pulumi.Output):
        raise UnknownTarget(
            f"connection {connection!r}: `to` is an id that is known only during the deployment, so its kind has to be "
            f"stated: to=TargetId(id=..., type=...), or to_type=... beside `to` in ConnectionArgs, with one of {_kinds(target)}; or "
            "pass the resource itself."
        )
    raise UnknownTarget(
        f"connection {connection!r}: `to` is {type(to).__name__}; {target.kind!r} takes a resource, or the id of one of {_kinds(target)}."
    )


def _label(resource: pulumi.CustomResource, arm_type: str) -> str:
    """Give the same name to all that is connected to a resource, by itself or by its id: grants on it are shared."""
    return f"{resource.pulumi_resource_name}-{arm_type.rpartition('/')[2]}"


def _literal(text: str, target: Target, connection: str) -> TargetRef:
    arm_id = ArmId.parse(text)
    return TargetRef(
        key=arm_id.key,
        label=f"{arm_id.name}-{hashlib.sha256(arm_id.key.encode()).hexdigest()[:6]}",
        id=known_output(str(arm_id)),
        type=_checked_type(arm_id.type, target, connection),
    )


def claim(wiring: Wiring, scope: str, principal_id: str, role: str) -> None:
    """
    Refuse a grant that the program makes a second time in other words, before it is written.

    Raises:
        TargetConflict: the same target was given once as a resource and once as an id.
    """
    check_guid(principal_id, f"the principal id of app {wiring.app!r}")
    ids = (id_key(scope), principal_id.casefold(), role.casefold())
    key = (wiring.ref.key, wiring.principal.key)
    giver = f"connection {wiring.connection!r} of app {wiring.app!r}"
    other = wiring.program.claim(ids, key, giver)
    if other is not None:
        raise TargetConflict(
            f"{giver} and {other} are the same grant on {scope}: the target was given once as a resource and once as an "
            "id. Give it the same way in both, so that one grant serves both."
        )
