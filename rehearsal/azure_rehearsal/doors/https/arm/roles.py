"""Microsoft.Authorization behind ARM: role assignments seen from a scope, and Azure's own role definitions."""

from __future__ import annotations

import re
from typing import Final

from azure_access import Role, builtin_roles
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import is_within
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.microsoft_authorization.assignments import ASSIGNMENT, DEFINITION
from azure_rehearsal.services.shared.data_plane import groups_of

from .lists import clauses, in_scope, paged
from .resources import METHODS, body_of
from .wire import Answer, Request, Route, route

__all__ = ["ROUTES"]

_HERE: Final = "/{scope}/providers/Microsoft.Authorization"
_ASSIGNED_TO: Final = re.compile(r"assignedTo\('([^']+)'\)", re.IGNORECASE)


def _assignments(cloud: Cloud, request: Request) -> Answer:
    """Those at, above and within the scope; learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope has the filters."""
    scope = "/" + request.names["scope"].strip("/")
    cloud.authorise(scope, "Microsoft.Authorization/roleAssignments/read")
    text, wanted = request.query.get("$filter", ""), clauses(request)
    assigned = _ASSIGNED_TO.search(text)
    who = [assigned[1].lower(), *(one.lower() for one in groups_of(cloud, assigned[1]))] if assigned else None
    found: list[JsonValue] = []
    for body in _all(cloud):
        properties = body["properties"]
        if not isinstance(properties, dict):
            continue
        principal, at = str(properties.get("principalId", "")).lower(), str(properties.get("scope", ""))
        seen = is_within(scope, at) if "atscope()" in text.lower() else in_scope(at, scope)
        if seen and wanted.get("principalid", principal) == principal and (who is None or principal in who):
            found.append(body)
    return paged(found, request)


def _all(cloud: Cloud) -> list[JsonDict]:
    """The assignments that somebody made, and those that the deployer has had from the beginning."""
    records = list(cloud.state.of(ASSIGNMENT))
    made = [body for record in records if (body := body_of(cloud, record)) is not None]
    known = {record.id.lower() for record in records}
    first: list[JsonDict] = [
        {
            "id": assignment.id,
            "name": assignment.id.rpartition("/")[2],
            "type": "Microsoft.Authorization/roleAssignments",
            "properties": {
                "scope": assignment.scope,
                "principalId": assignment.principal_id,
                "principalType": cloud.deployer.kind,
                "roleDefinitionId": _definition_id(cloud, assignment.role.id),
            },
        }
        for assignment in cloud.access.of(cloud.deployer.object_id)
        if assignment.id.lower() not in known
    ]
    return [*first, *made]


def _definition_id(cloud: Cloud, guid: str) -> str:
    return f"/subscriptions/{cloud.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{guid}"


def _builtin(cloud: Cloud, role: Role) -> JsonDict:
    return {
        "id": _definition_id(cloud, role.id),
        "name": role.id,
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole",
            "assignableScopes": ["/"],
            "permissions": [
                {
                    "actions": list(one.actions),
                    "notActions": list(one.not_actions),
                    "dataActions": list(one.data_actions),
                    "notDataActions": list(one.not_data_actions),
                }
                for one in role.permissions
            ],
        },
    }


def _definitions(cloud: Cloud, request: Request) -> Answer:
    wanted = clauses(request)
    bodies = [_builtin(cloud, one) for one in builtin_roles().values()]
    bodies += [body for record in cloud.state.of(DEFINITION) if (body := body_of(cloud, record)) is not None]
    found: list[JsonValue] = []
    for body in bodies:
        properties = body["properties"]
        if isinstance(properties, dict):
            name, kind = str(properties.get("roleName", "")).lower(), str(properties.get("type", "")).lower()
            if wanted.get("rolename", name) == name and wanted.get("type", kind) == kind:
                found.append(body)
    return paged(found, request)


def _definition(cloud: Cloud, request: Request) -> Answer:
    role = builtin_roles().get(request.names["guid"].lower())
    return METHODS["GET"](cloud, request) if role is None else Answer(200, _builtin(cloud, role))


ROUTES: Final[tuple[Route, ...]] = (
    route("GET", _HERE + "/roleAssignments", _assignments),
    route("GET", _HERE + "/roleDefinitions", _definitions),
    route("GET", _HERE + "/roleDefinitions/{guid}", _definition),
)
