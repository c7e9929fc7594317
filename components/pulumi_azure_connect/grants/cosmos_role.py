"""The grant on the data of a Cosmos DB account: one of the account's own roles, not an Azure role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.program.outputs import mapped

from .access import Role
from .own_resource import assignment_name, offered_roles, own_resource, top
from .request import Grant, GrantRequest, PlannedGrant


@dataclass(frozen=True)
class _Api:
    """What sets one API's roles apart from another's."""

    assignment: str
    """The class in azure-native's `cosmosdb`."""
    definitions: str
    """The segment of its role definitions' ids."""
    segments: Mapping[str, str]
    """Segments of ARM ids to those of Cosmos DB's own scopes."""


_NOSQL = _Api("SqlResourceSqlRoleAssignment", "sqlRoleDefinitions", {"sqlDatabases": "dbs", "containers": "colls"})
_TABLE = _Api("TableResourceTableRoleAssignment", "tableRoleDefinitions", {})


def _scope(api: _Api, arm_id: str) -> str:
    known = ArmId.parse(arm_id)
    inner = zip(known.type.split("/")[2:], known.names[1:], strict=True)
    return top(arm_id) + "".join(f"/{api.segments[kind]}/{name}" for kind, name in inner)


def _grant(api: _Api) -> Grant:
    def cosmos_role(request: GrantRequest) -> PlannedGrant:
        roles = offered_roles(request, instead="Azure's own roles", custom=True)
        account = mapped(request.ref.id, top)
        scope = mapped(request.ref.id, lambda known: _scope(api, known))

        def definition(role: Role) -> pulumi.Output[str]:
            return account.apply(lambda known: f"{known}/{api.definitions}/{role.id}")

        def make(name: str, role: Role, opts: pulumi.ResourceOptions) -> pulumi.Resource:
            from pulumi_azure_native import cosmosdb

            resource: Any = getattr(cosmosdb, api.assignment)
            return resource(
                name,
                resource_group_name=request.ref.part("resourceGroups"),
                account_name=request.ref.part("databaseAccounts"),
                role_assignment_id=assignment_name(request, scope, role.id, api.assignment),
                role_definition_id=definition(role),
                principal_id=request.principal.principal_id,
                scope=scope,
                opts=opts,
            )

        def row(role: Role) -> dict[str, Any]:
            return {"roleDefinitionId": definition(role), "scope": scope}

        return own_resource(request, "cosmos-role", api.assignment, roles, make, row=row)

    return cosmos_role


cosmos_role = _grant(_NOSQL)
"""Give a data role of an account for NoSQL, on the account, a database or a container."""
cosmos_table_role = _grant(_TABLE)
"""Give a data role of an account for Table."""
