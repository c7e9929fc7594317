"""The tenant's directory as it is before anybody deploys: Microsoft Graph, and the rights of the deployer in it."""

from __future__ import annotations

import uuid

from azure_access import GRAPH_APP_ID
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Principal

__all__ = ["AZURE_CLI", "graph_object_id", "require_graph", "start"]


# learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
"""The application by which a person signs in to deploy."""


def graph_object_id(tenant_id: str) -> str:
    """The object id of Graph's service principal: another one in every tenant."""
    return str(uuid.uuid5(uuid.UUID(tenant_id), "Microsoft Graph"))


def start(cloud: Cloud) -> None:
    """Every tenant has Microsoft Graph's service principal."""
    cloud.state.register(Principal(graph_object_id(cloud.tenant_id), GRAPH_APP_ID, "Microsoft Graph"))


def require_graph(cloud: Cloud, *permissions: str) -> None:
    """Raise unless the deployer holds one of the Graph permissions; an unrestricted deployer holds all.

    Source of the words: learn.microsoft.com/graph/resolve-auth-errors.
    """
    if cloud.options.deployer_roles is None or set(permissions) & set(cloud.options.deployer_graph_permissions):
        return
    raise AzureError(
        "Authorization_RequestDenied",
        f"Insufficient privileges to complete the operation. It takes {' or '.join(permissions)}.",
        403,
    )
