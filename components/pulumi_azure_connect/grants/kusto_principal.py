"""The grant on the data of Azure Data Explorer: one of the database's own roles, not an Azure role."""

from typing import Any

import pulumi

from pulumi_azure_connect.program.deployer import deployer

from .access import Role
from .keys import TenantIdKey
from .own_resource import assignment_name, offered_roles, own_resource
from .request import GrantRequest, PlannedGrant


def _tenant_id(request: GrantRequest) -> pulumi.Output[str]:
    return deployer(request.children.invoke).tenant_id


def kusto_principal(request: GrantRequest) -> PlannedGrant:
    """Give the identity roles in a database."""

    def make(name: str, role: Role, opts: pulumi.ResourceOptions) -> pulumi.Resource:
        from pulumi_azure_native import kusto

        address: dict[str, Any] = {
            "resource_group_name": request.ref.part("resourceGroups"),
            "cluster_name": request.ref.part("clusters"),
            "database_name": request.ref.part("databases"),
        }
        return kusto.DatabasePrincipalAssignment(
            name,
            **address,
            principal_assignment_name=assignment_name(request, request.ref.id, role.name, "kusto"),
            principal_id=request.principal.principal_id,
            principal_type=kusto.PrincipalType.APP,
            role=role.name,
            tenant_id=request.program.once(TenantIdKey(request.children.parent), lambda: _tenant_id(request)),
            opts=opts,
        )

    return own_resource(request, "kusto-principal", "kusto", offered_roles(request, instead="Azure roles"), make)
