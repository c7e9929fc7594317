"""What grants share that are resources of the target's service rather than Azure role assignments."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

import pulumi

from pulumi_azure_connect.azure.arm_ids import ArmId, id_key
from pulumi_azure_connect.azure.names import uuid5_of
from pulumi_azure_connect.errors import AccessNotSupported, did_you_mean, listed
from pulumi_azure_connect.program.outputs import mapped

from .access import Role
from .keys import OwnResourceChainKey, OwnResourceKey
from .request import Granted, GrantRequest, PlannedGrant, claim
from .role_assignment import slug

# Part of the contract: with another one every grant would get a new name.
_ASSIGNMENTS: Final = uuid.UUID("8c1d2a54-6a0e-5f0b-8d36-0f5b7c9e1a27")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)

Make = Callable[[str, Role, pulumi.ResourceOptions], pulumi.Resource]
"""From the child's name, the role and the child's options to the resource that grants it."""


def offered_roles(request: GrantRequest, *, instead: str, custom: bool = False) -> tuple[Role, ...]:
    """Give the connection's roles as the target itself lists them.

    Args:
        request: the grant to make.
        instead: what such a target doesn't know, for the message: "Azure's own roles".
        custom: whether a GUID is taken as it is, for a role definition of the target's own.

    Raises:
        AccessNotSupported: `roles=[...]` names one that the target doesn't list.
    """
    known = {role.name: role for roles in request.offered.values() for role in roles}
    own = {role.name: Role(role.name.lower(), role.name.lower()) for role in request.roles if custom and _GUID.match(role.name)}
    for role in request.roles:
        if role.name not in known and role.name not in own:
            raise AccessNotSupported(
                f"connection {request.connection!r} asks for {role.name!r}; {request.title} has {listed(known)}."
                f"{did_you_mean(role.name, known)} {instead} give no access to its data."
            )
    return tuple({**known, **own}[role.name] for role in request.roles)


def assignment_name(request: GrantRequest, scope: pulumi.Output[str], role: str, token: str) -> pulumi.Output[str]:
    """Return the assignment's name: a GUID made of scope, principal and role.

    Another principal therefore never gets a name that was used before.

    `token` tells one type of assignment from another, where both know the role.
    """

    def name(known: list[str]) -> str:
        claim(request, known[0], known[1], f"{token} {role}")
        return uuid5_of(_ASSIGNMENTS, id_key(known[0]), known[1].lower(), role.lower())

    return mapped([scope, request.principal.principal_id], name)


def own_resource(
    request: GrantRequest,
    kind: str,
    token: str,
    roles: tuple[Role, ...],
    make: Make,
    *,
    row: Callable[[Role], Mapping[str, Any]] = lambda _: {},
) -> PlannedGrant:
    """Plan one resource for each role, once in a program, one after the other for one app.

    Services answer that they are busy where two of their assignments are written at once. The order is the one of the
    program's calls for this app: it can't become a circle, as a target never waits for the app that it serves.

    Args:
        request: the grant to make.
        kind: the kind of grant, as the schema of `connections` names it.
        token: the type of resource that is made.
        roles: what is granted.
        make: makes the resource.
        row: what a report says of a role beside its name and the target's id.
    """

    def granted() -> Granted:
        rows: list[dict[str, Any]] = [
            {"kind": kind, "role": role.name, "roleDefinitionId": None, "scope": request.ref.id, "external": request.external, **row(role)}
            for role in roles
        ]
        if request.external:
            return Granted(rows=rows)
        once, principal, scope = request.program.once, request.principal.key, request.ref.key
        waits_for = [once(OwnResourceKey(token, principal, scope, role.name), lambda role=role: made(role)) for role in roles]
        return Granted(rows=rows, waits_for=waits_for)

    def made(role: Role) -> pulumi.Resource:
        chain = request.program.chain(OwnResourceChainKey(kind, request.children.parent))
        # The same principal and scope again under another name is refused while the first is there.
        child, opts = request.child(request.ref.label, slug(role.name), kind=token, depends_on=chain.tail, delete_before_replace=True)
        resource = make(child, role, opts)
        chain.link(resource)
        return resource

    return granted


def top(arm_id: str) -> str:
    """Return the id of the outermost resource: of a container its account's."""
    found = ArmId.parse(arm_id)
    while len(found.names) > 1:
        above = found.parent()
        assert above is not None
        found = above
    return str(found)
