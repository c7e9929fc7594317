"""From what a caller gives in `to` to the one thing of Azure's that is meant."""

import hashlib

import pulumi

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.errors import UnknownTarget, did_you_mean
from pulumi_azure_connect.grants.target_ref import TargetId, TargetRef
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import Program

from .target import Target


def token_of(resource: pulumi.Resource) -> str:
    """Return a resource's type token without its API version: `azure-native:storage:StorageAccount`."""
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


def resolve_target(to: object, target: Target, connection: str, program: Program) -> TargetRef:
    """Understand what the caller wants to connect to.

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
            distinct=lambda: program.place_of(to),
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
        return TargetRef(
            key=key,
            label=label,
            distinct=None if owner is None else lambda: program.place_of(owner),
            named_by_connection=owner is None,
            id=known_output(to.id),
            type=arm_type,
        )
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
    """Name the target in grants: the same name for a resource and for its id, so that they share grants."""
    return f"{resource.pulumi_resource_name}-{arm_type.rpartition('/')[2]}"


def _literal(text: str, target: Target, connection: str) -> TargetRef:
    arm_id = ArmId.parse(text)
    return TargetRef(
        key=arm_id.key,
        label=f"{arm_id.name}-{hashlib.sha256(arm_id.key.encode()).hexdigest()[:6]}",
        id=known_output(str(arm_id)),
        type=_checked_type(arm_id.type, target, connection),
    )
