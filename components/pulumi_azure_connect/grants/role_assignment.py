"""The default grant: an Azure role assignment on the target itself, never on anything wider."""

import re
from typing import Any

import pulumi

from pulumi_azure_connect.azure.arm_ids import ArmId, role_assignment_name
from pulumi_azure_connect.program.outputs import mapped

from .access import Role
from .keys import RoleAssignmentKey
from .request import Granted, GrantRequest, PlannedGrant, claim


def slug(text: str) -> str:
    """Return a role's name as part of a child's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _definition_id(scope: str, role: Role) -> str:
    subscription = ArmId.parse(scope).subscription
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role.id}"


def _assign(request: GrantRequest, role: Role) -> pulumi.Resource:
    from pulumi_azure_native import authorization

    def name(known: list[str]) -> str:
        scope, principal_id = known
        claim(request, scope, principal_id, role.id)
        return role_assignment_name(scope, principal_id, role.id)

    scope, principal_id = request.ref.id, request.principal.principal_id
    # Another principal, role or scope is another name: access is not interrupted while the old one goes.
    child, opts = request.child(request.ref.label, slug(role.name), kind="role-assignment", delete_before_replace=False)
    return authorization.RoleAssignment(
        child,
        # Sent always: without it Azure looks the principal up in a directory that may not have heard of it yet.
        principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
        principal_id=principal_id,
        role_assignment_name=mapped([scope, principal_id], name),
        role_definition_id=mapped(scope, lambda known: _definition_id(known, role)),
        scope=scope,
        opts=opts,
    )


def role_assignment(request: GrantRequest) -> PlannedGrant:
    """Plan to assign each of the roles on the target to the principal, once in a program.

    The assignment's name is made of scope, principal and role definition, so that every program that makes the same
    grant gives it the same name, and a principal that was made anew gets a new one.
    """
    return lambda: _granted(request)


def _granted(request: GrantRequest) -> Granted:
    rows: list[dict[str, Any]] = [
        {
            "kind": "role-assignment",
            "role": role.name,
            "roleDefinitionId": role.id,
            "scope": request.ref.id,
            "external": request.external,
        }
        for role in request.roles
    ]
    if request.external:
        return Granted(rows=rows)
    made = [
        request.program.once(RoleAssignmentKey(request.principal.key, request.ref.key, role.id), lambda role=role: _assign(request, role))
        for role in request.roles
    ]
    return Granted(rows=rows, waits_for=made)
