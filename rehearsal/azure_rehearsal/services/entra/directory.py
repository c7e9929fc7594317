"""The tenant's directory as it is before anybody deploys: Microsoft Graph, and the rights of the deployer in it."""

from __future__ import annotations

import json
import uuid
from functools import cache
from importlib import resources

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Principal

__all__ = ["GRAPH_APP_ID", "MICROSOFT_TENANT", "graph_object_id", "graph_roles", "published_app_ids", "require_graph", "start"]

GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""Who owns Microsoft's own applications: learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in."""


@cache
def graph_roles() -> dict[str, str]:
    """Microsoft Graph's application permissions, name -> id; sources stand beside each in data/graph_app_roles.json."""
    found = resources.files("azure_rehearsal").joinpath("data/graph_app_roles.json").read_text(encoding="utf-8")
    return {one["value"]: one["id"] for one in json.loads(found)["app_roles"]}


@cache
def published_app_ids() -> dict[str, str]:
    """Client ids of Microsoft's own applications, by the names that azuread has for them; the source stands in the file."""
    found = resources.files("azure_rehearsal").joinpath("data/published_app_ids.json").read_text(encoding="utf-8")
    return json.loads(found)["ids"]


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
