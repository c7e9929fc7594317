"""The grant for the data of Azure Data Explorer: a role of the database, which Azure's role assignments can't give."""

from typing import Any

import pulumi

from pulumi_azure_connect.targets.vocabulary import Role

from .own_resource import assignment_name, offered_roles, own_resource
from .request import Granted, Wiring


def _tenant_id(wiring: Wiring) -> pulumi.Output[str]:
    from pulumi_azure_native import authorization

    return authorization.get_client_config_output(opts=wiring.children.invoke).tenant_id


def kusto_principal(wiring: Wiring) -> Granted:
    """Give the identity roles in a database."""

    def make(name: str, role: Role, opts: pulumi.ResourceOptions) -> pulumi.Resource:
        from pulumi_azure_native import kusto

        address: dict[str, Any] = {
            "resource_group_name": wiring.ref.part("resourceGroups"),
            "cluster_name": wiring.ref.part("clusters"),
            "database_name": wiring.ref.part("databases"),
        }
        return kusto.DatabasePrincipalAssignment(
            name,
            **address,
            principal_assignment_name=assignment_name(wiring, wiring.ref.id, role.name, "kusto"),
            principal_id=wiring.principal.principal_id,
            principal_type=kusto.PrincipalType.APP,
            role=role.name,
            tenant_id=wiring.program.once(("tenant-id", wiring.app), lambda: _tenant_id(wiring)),
            opts=opts,
        )

    return own_resource(wiring, "kusto-principal", "kusto", offered_roles(wiring, instead="Azure roles"), make)
