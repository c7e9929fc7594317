"""Everything in the directory as azuread's functions tell it, one table for each thing."""

from __future__ import annotations

from azure_access import GRAPH_APP_ID, MICROSOFT_TENANT
from azure_rehearsal.core.plain import clone, text
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.shapes import Fields, ListOf
from azure_rehearsal.services.entra.graph import APPLICATIONS, PRINCIPAL, first_party_name, roles_of
from azure_rehearsal.services.entra.people import GROUPS, USER, members_of

__all__ = ["applications", "everything", "groups", "principals", "transitive_members", "users"]


def users(cloud: Cloud) -> list[JsonDict]:
    """All users."""
    return [{**clone(one.outputs), "id": one.id} for one in cloud.state.of(USER)]


def groups(cloud: Cloud) -> list[JsonDict]:
    """All groups, with their direct members."""
    return [{**clone(one.outputs), "id": one.id, "members": list[JsonValue](members_of(one))} for one in cloud.state.of(*GROUPS)]


def transitive_members(cloud: Cloud, group_id: str) -> list[str]:
    """The members of a group, and of the groups in it."""
    within = {text(one.outputs, "objectId") or "": members_of(one) for one in cloud.state.of(*GROUPS)}
    found = list(within.get(group_id, ()))
    for member in found:  # grows while it is walked
        found += [one for one in within.get(member, ()) if one not in found]
    return found


def applications(cloud: Cloud) -> list[JsonDict]:
    """All applications, however they were registered."""
    gives = schema.describe_function("azuread:index/getApplication:getApplication").gives
    return [{**_listed(gives, one.outputs), "id": one.id} for one in cloud.state.of(*APPLICATIONS)]


def _listed(fields: Fields, known: JsonDict) -> JsonDict:
    """Blocks that a resource has once are lists in a function's answer, under a plural name: `web` is told as `webs`."""
    found = clone(known)
    for name, field in fields.fields.items():
        one = known.get(name.removesuffix("s"))
        if isinstance(field.shape, ListOf) and isinstance(field.shape.item, Fields) and isinstance(one, dict):
            found[name] = [_listed(field.shape.item, one)]
    return found


def principals(cloud: Cloud) -> list[JsonDict]:
    """All service principals, those of managed identities and of Microsoft's own applications included."""
    records = {text(one.outputs, "objectId"): one for one in cloud.state.of(PRINCIPAL)}
    return [_principal(cloud, one, records.get(one.object_id)) for one in cloud.state.principals.values() if one.kind == "ServicePrincipal"]


def _principal(cloud: Cloud, one: Principal, record: Record | None) -> JsonDict:
    roles = roles_of(cloud, one.client_id or "")
    foreign = one.client_id == GRAPH_APP_ID or first_party_name(one.client_id or "") is not None
    told: JsonDict = {
        "accountEnabled": True,
        "signInAudience": "AzureADMyOrg",
        **(clone(record.outputs) if record else {}),
        "id": f"/servicePrincipals/{one.object_id}",
        "objectId": one.object_id,
        "clientId": one.client_id,
        "displayName": one.name,
        "applicationTenantId": MICROSOFT_TENANT if foreign else cloud.tenant_id,
        "appRoleIds": dict[str, JsonValue](roles),
        "appRoles": [_role(value, role) for value, role in roles.items()],
    }
    if (
        one.resource_id
    ):  # learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-view-managed-identity-service-principal
        explicit = "/userassignedidentities/" in one.resource_id.lower()
        told.update({"type": "ManagedIdentity", "alternativeNames": [f"isExplicit={explicit}", one.resource_id]})
    else:
        told["type"] = "Application"
    return told


def _role(value: str, role: str) -> JsonDict:
    return {"id": role, "value": value, "displayName": value, "description": value, "enabled": True, "allowedMemberTypes": ["Application"]}


def everything(cloud: Cloud) -> list[JsonDict]:
    """Whatever has an object id. Source of the types' names: directoryobjects.go of the provider, formatODataType."""
    told = {one.object_id: one.kind for one in cloud.state.principals.values()}
    told |= {text(one.outputs, "objectId") or "": "Application" for one in cloud.state.of(*APPLICATIONS)}
    return [{"id": f"/directoryObjects/{object_id}", "objectId": object_id, "type": kind} for object_id, kind in told.items()]
