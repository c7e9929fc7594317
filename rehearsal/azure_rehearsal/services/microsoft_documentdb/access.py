"""Who may do what with the data of a Cosmos DB account: the account's own role assignments, and nothing else.

Sources: learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security and .../table/reference-data-plane-security (roles,
data actions, scopes); MicrosoftDocs/azure-databases-docs articles/cosmos-db/how-to-setup-rbac.md (Azure's own roles give no data).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from azure_access import Decision, Permission, Role, role_guid
from azure_rehearsal.core.arm_ids import ArmId, is_within, key_of
from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import tables, text, texts

if TYPE_CHECKING:
    from azure_rehearsal.core.resource_type import Cloud, Write

__all__ = ["ASSIGNMENTS", "DEFINITIONS", "decide", "refuse_assignment", "refuse_definition"]

ASSIGNMENTS = {
    "azure-native:cosmosdb:SqlResourceSqlRoleAssignment": "sqlRoleAssignments",
    "azure-native:cosmosdb:TableResourceTableRoleAssignment": "tableRoleAssignments",
}
"""Token of a role assignment to its segment in ids."""
DEFINITIONS = {
    "azure-native:cosmosdb:SqlResourceSqlRoleDefinition": "sqlRoleDefinitions",
    "azure-native:cosmosdb:TableResourceTableRoleDefinition": "tableRoleDefinitions",
}
"""Token of a role definition to its segment in ids."""

_READER, _CONTRIBUTOR = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
_ACCOUNT = "Microsoft.DocumentDB/databaseAccounts/"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
# ARM's segments to those of the scopes of data roles.
_SCOPES = {"sqldatabases": "dbs", "containers": "colls"}


def _role(guid: str, name: str, *actions: str) -> Role:
    return Role(guid, name, (Permission(data_actions=tuple(_ACCOUNT + one for one in actions)),))


_BUILT_IN = {
    ("sqlroledefinitions", _READER): _role(
        _READER,
        "Cosmos DB Built-in Data Reader",
        "readMetadata",
        "sqlDatabases/containers/items/read",
        "sqlDatabases/containers/executeQuery",
        "sqlDatabases/containers/readChangeFeed",
    ),
    ("sqlroledefinitions", _CONTRIBUTOR): _role(
        _CONTRIBUTOR,
        "Cosmos DB Built-in Data Contributor",
        "readMetadata",
        "sqlDatabases/containers/*",
        "sqlDatabases/containers/items/*",
    ),
    ("tableroledefinitions", _READER): _role(
        _READER,
        "Cosmos DB Built-in Data Reader",
        "readMetadata",
        "tables/containers/entities/read",
    ),
    ("tableroledefinitions", _CONTRIBUTOR): _role(
        _CONTRIBUTOR,
        "Cosmos DB Built-in Data Contributor",
        "readMetadata",
        "tables/*",
        "tables/containers/entities/*",
    ),
}


@dataclass(frozen=True)
class _Given:
    """One assignment as it is evaluated."""

    id: str
    principal: str
    scope: str
    role: Role


def data_scope(resource_id: str) -> str:
    """An ARM id as a scope of data roles: /sqlDatabases/ becomes /dbs/, /containers/ becomes /colls/."""
    arm = ArmId.parse(resource_id)
    inner = "".join(f"/{_SCOPES.get(kind.lower(), kind)}/{name}" for kind, name in zip(arm.types[1:], arm.names[1:], strict=False))
    return arm.top() + inner


def _find(cloud: Cloud, definition_id: str) -> Role | None:
    arm = ArmId.parse(definition_id)
    segment = arm.types[-1].lower() if arm.types else ""
    found = _BUILT_IN.get((segment, role_guid(definition_id)))
    if found is not None:
        return found
    record = cloud.state.get(definition_id)
    if record is None or record.token not in DEFINITIONS:
        return None
    allowed = tuple(action for one in tables(record.inputs, "permissions") for action in texts(one, "dataActions"))
    return Role(role_guid(definition_id), text(record.inputs, "roleName") or "", (Permission(data_actions=allowed),))


def _given(cloud: Cloud, account: str) -> list[_Given]:
    found: list[_Given] = []
    for record in cloud.state.of(*ASSIGNMENTS):
        role = _find(cloud, text(record.inputs, "roleDefinitionId") or "")
        if role is not None and is_within(record.id, account):
            principal, scope = text(record.inputs, "principalId") or "", text(record.inputs, "scope") or ""
            found.append(_Given(record.id, principal.lower(), scope, role))
    return found


def decide(cloud: Cloud, principals: Sequence[str], action: str, resource_id: str) -> Decision:
    """Deny by default; the reason names the assignment that allows, or what is missing."""
    account, wanted = ArmId.parse(resource_id).top(), data_scope(resource_id)
    asked, who = {one.lower() for one in principals}, principals[0]
    near: _Given | None = None
    for one in _given(cloud, account):
        line = one.role.line(action, data=True) if one.principal in asked else None
        if line is None:
            continue
        if is_within(wanted, one.scope):
            return Decision(True, f"role '{one.role.name}' of the account at '{one.scope}' allows '{line}' (assignment {one.id})")
        near = one
    if near is not None:
        reason = f"'{who}' has role '{near.role.name}' of the account at '{near.scope}', which does not cover '{wanted}' for '{action}'"
    else:
        reason = f"no role of the account itself gives '{who}' the data action '{action}' on '{wanted}' (Azure role assignments give no data here)"
    return Decision(False, reason, "Forbidden")


def refuse_assignment(write: Write) -> None:
    """Raise AzureError for an assignment that the account would not take."""
    inputs, account = write.inputs, write.arm.top()
    segment = write.arm.types[-1].replace("Assignments", "Definitions")
    definition, scope = text(inputs, "roleDefinitionId") or "", text(inputs, "scope") or ""
    if not _GUID.match(write.arm.name):
        raise bad_request(f"The Role Assignment ID '{write.arm.name}' must be a GUID.")
    if key_of(definition).rpartition("/")[0] != key_of(f"{account}/{segment}"):
        raise bad_request(
            f"The Role Definition ID '{definition}' is not a fully qualified one of this account: '{account}/{segment}/<guid>' is."
        )
    if _find(write.cloud, definition) is None:
        raise bad_request(f"The Role Definition '{definition}' does not exist.")
    if not is_within(scope, account) or not _is_scope(scope[len(account) :]):
        raise bad_request(f"The scope '{scope}' is not this account, or a /dbs/<database>[/colls/<container>] of it.")
    if write.cloud.state.principals.get((text(inputs, "principalId") or "").lower()) is None:
        raise bad_request(f"The provided principal ID ['{text(inputs, 'principalId')}'] was not found in the AAD tenant(s).")
    if write.previous is not None and write.previous.inputs != inputs:
        raise bad_request("Updating the principal, role or scope of a Role Assignment is not permitted. Delete it and create another.")


def _is_scope(inner: str) -> bool:
    return re.fullmatch(r"/?|/dbs/[^/]+(/colls/[^/]+)?", inner) is not None


def refuse_definition(write: Write) -> None:
    """Raise AzureError for a definition that takes a built-in role's place, or subtracts actions, which there is no way to."""
    if write.arm.name in (_READER, _CONTRIBUTOR):
        raise bad_request(f"The Role Definition '{write.arm.name}' is built in and can't be changed.")
    if any(texts(one, "notDataActions") for one in tables(write.inputs, "permissions")):
        raise bad_request("notDataActions are not supported in Role Definitions.")
