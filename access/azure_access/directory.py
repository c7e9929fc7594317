"""Facts of Entra ID: Microsoft Graph's application permissions, and the client ids of Microsoft's own applications."""

from __future__ import annotations

from functools import cache
from typing import Final

from .plain import packaged, table, tables, text

__all__ = ["GRAPH_APP_ID", "MICROSOFT_TENANT", "graph_roles", "published_app_ids"]

GRAPH_APP_ID: Final = "00000003-0000-0000-c000-000000000000"
"""The client id of Microsoft Graph."""
MICROSOFT_TENANT: Final = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""Who owns Microsoft's own applications: learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in."""


@cache
def graph_roles() -> dict[str, str]:
    """Microsoft Graph's application permissions, name -> id; sources stand beside each in data/graph_app_roles.json."""
    roles = tables(packaged("graph_app_roles.json"), "app_roles")
    return {name: guid for role in roles if (name := text(role, "value")) and (guid := text(role, "id"))}


@cache
def published_app_ids() -> dict[str, str]:
    """Client ids of Microsoft's own applications, by the names that azuread has for them; the source stands in the file."""
    return {name: client_id for name, client_id in table(packaged("published_app_ids.json"), "ids").items() if isinstance(client_id, str)}
