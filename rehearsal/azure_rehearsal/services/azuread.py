"""Microsoft Entra ID through the azuread provider: applications, service principals, app roles, groups."""

# ruff: noqa: ARG001, ARG002 - hooks and functions share one signature

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from azure_rehearsal.errors import AzureError
from azure_rehearsal.plain import clone, set_default, tables, text, texts
from azure_rehearsal.state import Principal, Record
from azure_rehearsal.values import JsonDict, JsonValue

from ._type import Behaviour, ResourceType, Service, Write
from .directory import GRAPH_APP_ID, graph_roles, require_graph

if TYPE_CHECKING:
    from azure_rehearsal.cloud import Cloud

__all__ = ["ASSIGNMENT", "SERVICE"]

APPLICATION = "azuread:index/application:Application"
PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal"
ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment"
URI = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri"
_WRITE_APPS = ("Application.ReadWrite.All", "Application.ReadWrite.OwnedBy")
_READ_APPS = ("Application.Read.All", "Directory.Read.All", *_WRITE_APPS)


class _Graph(Behaviour):
    """Ids come from Graph, not from the inputs; rights are Graph permissions, not ARM roles."""

    needs: tuple[str, ...] = _WRITE_APPS

    def refuse(self, write: Write) -> None:
        require_graph(write.cloud, *self.needs)

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        require_graph(cloud, *self.needs)


def _own_id(write: Write, collection: str) -> str:
    """The object id, kept over updates; sets the resource's id as the azuread provider writes it."""
    object_id = text(write.outputs if write.creating else (write.previous.outputs if write.previous else {}), "objectId")
    object_id = object_id or write.cloud.new_guid(collection)
    write.id = f"/{collection}/{object_id}"
    write.outputs["objectId"] = object_id
    return object_id


class _Application(_Graph):
    def fill(self, write: Write) -> None:
        _own_id(write, "applications")
        old = write.previous.outputs if write.previous else {}
        write.outputs["clientId"] = text(old, "clientId") or write.cloud.new_guid("application")
        write.outputs["appRoleIds"] = {
            text(one, "value") or "": text(one, "id") for one in tables(write.inputs, "appRoles") if text(one, "value")
        }
        scopes = tables(write.inputs, "api", "oauth2PermissionScopes")
        write.outputs["oauth2PermissionScopeIds"] = {text(one, "value") or "": text(one, "id") for one in scopes}
        set_default(write.outputs, "signInAudience", "AzureADMyOrg")
        set_default(write.outputs, "identifierUris", [])
        write.outputs["publisherDomain"] = "rehearsal.onmicrosoft.com"

    def deleted(self, cloud: Cloud, record: Record) -> None:
        """Entra deletes an application's service principal and assignments with it."""
        for principal in list(cloud.state.of(PRINCIPAL)):
            if text(principal.outputs, "clientId") == text(record.outputs, "clientId"):
                cloud.forget(principal)


class _IdentifierUri(_Graph):
    def fill(self, write: Write) -> None:
        application, uri = text(write.inputs, "applicationId") or "", text(write.inputs, "identifierUri") or ""
        if write.cloud.state.get(application) is None:
            raise _missing("applications", application)
        write.id = f"{application}/identifierUris/{base64.urlsafe_b64encode(uri.encode()).decode()}"
        write.outputs.update({"applicationId": application, "identifierUri": uri})


class _ServicePrincipal(_Graph):
    def refuse(self, write: Write) -> None:
        super().refuse(write)
        client_id = text(write.inputs, "clientId") or ""
        if _application(write.cloud, client_id) is None and client_id != GRAPH_APP_ID:
            raise AzureError(
                "NoBackingApplicationObject",
                f"The appId '{client_id}' of the service principal does not reference a valid application object.",
                400,
            )
        existing = write.cloud.state.principal(client_id)
        if write.creating and existing is not None and write.inputs.get("useExisting") is not True:
            raise AzureError(
                "Request_MultipleObjectsWithSameKeyValue",
                f"The service principal cannot be created, updated, or restored because the service principal name "
                f"{client_id} is already in use.",
                409,
            )

    def fill(self, write: Write) -> None:
        client_id = text(write.inputs, "clientId") or ""
        existing = write.cloud.state.principal(client_id)
        if write.creating and existing is not None:
            write.outputs["objectId"] = existing.object_id
            write.private["shared"] = True
        object_id = _own_id(write, "servicePrincipals")
        application = _application(write.cloud, client_id)
        name = text(application.outputs, "displayName") if application else (existing.name if existing else None)
        roles = _roles(write.cloud, client_id)
        write.outputs.update(
            {
                "displayName": name,
                "clientId": client_id,
                "applicationTenantId": write.cloud.tenant_id,
                "appRoleIds": dict[str, JsonValue](roles),
                "servicePrincipalNames": [client_id],
                "type": "Application",
            }
        )
        set_default(write.outputs, "appRoleAssignmentRequired", False)
        set_default(write.outputs, "accountEnabled", True)
        if existing is None:
            cloud = write.cloud
            cloud.state.register(Principal(object_id, client_id, name or client_id, since=cloud.clock.now))

    def deleted(self, cloud: Cloud, record: Record) -> None:
        object_id = text(record.outputs, "objectId") or ""
        if record.private.get("shared") is True:
            return  # it was there before, and the azuread provider leaves it
        cloud.state.unregister(object_id)
        for assignment in list(cloud.state.of(ASSIGNMENT)):
            if object_id in (text(assignment.inputs, "resourceObjectId"), text(assignment.inputs, "principalObjectId")):
                cloud.forget(assignment)


class _RoleAssignment(_Graph):
    """Source: learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto."""

    needs = ("AppRoleAssignment.ReadWrite.All",)

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        inputs, state = write.inputs, write.cloud.state
        resource = state.principals.get((text(inputs, "resourceObjectId") or "").lower())
        principal = state.principals.get((text(inputs, "principalObjectId") or "").lower())
        for found, name in ((resource, "resourceObjectId"), (principal, "principalObjectId")):
            if found is None:
                raise _missing("servicePrincipals", text(inputs, name) or "")
        role = text(inputs, "appRoleId") or ""
        known = _roles(write.cloud, (resource.client_id if resource else None) or "")
        if role not in known.values() and role != "00000000-0000-0000-0000-000000000000":
            raise AzureError("Request_BadRequest", "Permission being assigned was not found on application", 400)
        for other in state.of(ASSIGNMENT):
            if all(other.inputs.get(key) == inputs.get(key) for key in ("appRoleId", "principalObjectId", "resourceObjectId")):
                raise AzureError("InvalidUpdate", "Permission being assigned already exists on the object", 400)

    def fill(self, write: Write) -> None:
        resource = text(write.inputs, "resourceObjectId") or ""
        state = write.cloud.state
        write.id = f"/servicePrincipals/{resource}/appRoleAssignedTo/{write.cloud.new_guid('app role assignment')}"
        principal = state.principals.get((text(write.inputs, "principalObjectId") or "").lower())
        holder = state.principals.get(resource.lower())
        write.outputs.update(
            {
                "principalDisplayName": principal.name if principal else None,
                "principalType": principal.kind if principal else None,
                "resourceDisplayName": holder.name if holder else None,
            }
        )


class _Group(_Graph):
    needs = ("Group.ReadWrite.All",)

    def fill(self, write: Write) -> None:
        object_id = _own_id(write, "groups")
        name = text(write.inputs, "displayName") or ""
        if write.cloud.state.principal(object_id) is None:
            write.cloud.state.register(Principal(object_id, None, name, "Group", since=write.cloud.clock.now))
        set_default(write.outputs, "members", [])

    def deleted(self, cloud: Cloud, record: Record) -> None:
        cloud.state.unregister(text(record.outputs, "objectId") or "")


class _Member(_Graph):
    needs = ("GroupMember.ReadWrite.All", "Group.ReadWrite.All")

    def fill(self, write: Write) -> None:
        group, member = text(write.inputs, "groupObjectId") or "", text(write.inputs, "memberObjectId") or ""
        write.id = f"{group}/member/{member}"


def _missing(collection: str, object_id: str) -> AzureError:
    return AzureError(
        "Request_ResourceNotFound",
        f"Resource '{object_id.rsplit('/', 1)[-1]}' ({collection}) does not exist or one of its queried "
        "reference-property objects are not present.",
        404,
    )


def _application(cloud: Cloud, client_id: str) -> Record | None:
    return next((one for one in cloud.state.of(APPLICATION) if text(one.outputs, "clientId") == client_id), None)


def _roles(cloud: Cloud, client_id: str) -> dict[str, str]:
    """App roles by value, of Graph or of an application of the tenant."""
    if client_id == GRAPH_APP_ID:
        return graph_roles()
    application = _application(cloud, client_id)
    if application is None:
        return {}
    roles = tables(application.inputs, "appRoles")
    return {text(one, "value") or text(one, "id") or "": text(one, "id") or "" for one in roles}


def _get_principal(cloud: Cloud, args: JsonDict) -> JsonDict:
    require_graph(cloud, *_READ_APPS)
    wanted = {key: text(args, key) for key in ("clientId", "objectId", "displayName") if text(args, key)}
    for one in cloud.state.principals.values():
        have = {"clientId": one.client_id, "objectId": one.object_id, "displayName": one.name}
        if one.kind == "ServicePrincipal" and wanted and all(have[key] == value for key, value in wanted.items()):
            roles = _roles(cloud, one.client_id or "")
            return {
                "id": f"/servicePrincipals/{one.object_id}",
                "objectId": one.object_id,
                "clientId": one.client_id,
                "displayName": one.name,
                "applicationTenantId": cloud.tenant_id,
                "accountEnabled": True,
                "appRoleAssignmentRequired": False,
                "appRoleIds": dict[str, JsonValue](roles),
                "appRoles": [
                    {
                        "id": role,
                        "value": value,
                        "displayName": value,
                        "description": value,
                        "enabled": True,
                        "allowedMemberTypes": ["Application"],
                    }
                    for value, role in roles.items()
                ],
                "alternativeNames": [one.resource_id] if one.resource_id else [],
                "type": "ManagedIdentity" if one.resource_id else "Application",
                "servicePrincipalNames": [one.client_id],
                **_EMPTY_PRINCIPAL,
            }
    said = ", ".join(f"{key} '{value}'" for key, value in wanted.items())
    raise AzureError("", f"No service principal found with {said or 'no criterion'}", 0)


_EMPTY_PRINCIPAL: JsonDict = {
    "description": "",
    "featureTags": [],
    "features": [],
    "homepageUrl": "",
    "loginUrl": "",
    "logoutUrl": "",
    "notes": "",
    "notificationEmailAddresses": [],
    "oauth2PermissionScopeIds": {},
    "oauth2PermissionScopes": [],
    "preferredSingleSignOnMode": "",
    "redirectUris": [],
    "samlMetadataUrl": "",
    "samlSingleSignOns": [],
    "signInAudience": "AzureADMyOrg",
    "tags": [],
}


def _get_application(cloud: Cloud, args: JsonDict) -> JsonDict:
    require_graph(cloud, *_READ_APPS)
    wanted = {key: text(args, key) for key in ("clientId", "objectId", "displayName") if text(args, key)}
    for one in cloud.state.of(APPLICATION):
        uris = texts(one.inputs, "identifierUris")
        if (wanted and all(one.outputs.get(key) == value for key, value in wanted.items())) or (text(args, "identifierUri") in uris):
            return {**clone(one.outputs), "id": one.id}
    raise AzureError("", "No application found with the given criteria", 0)


def _client_config(cloud: Cloud, args: JsonDict) -> JsonDict:
    who = cloud.deployer
    return {
        "clientId": who.client_id,
        "objectId": who.object_id,
        "tenantId": cloud.tenant_id,
        "id": f"{cloud.tenant_id}-{who.client_id}-{who.object_id}",
    }


def _published(cloud: Cloud, args: JsonDict) -> JsonDict:
    """learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in."""
    return {"id": "appIds", "result": {"MicrosoftGraph": GRAPH_APP_ID}}


def _type(name: str, behaviour: Behaviour, path: str, *replaces: str) -> ResourceType:
    return ResourceType(
        token=f"azuread:index/{name[0].lower()}{name[1:]}:{name}",
        kind=f"Microsoft.Graph/{name}",
        path=path,
        replaces=frozenset(replaces),
        behaviour=behaviour,
    )


SERVICE = Service(
    "Microsoft.Graph",
    (
        _type("Application", _Application(), "/applications/new", "templateId"),
        _type("ApplicationIdentifierUri", _IdentifierUri(), "/identifierUris/new", "applicationId", "identifierUri"),
        _type("ServicePrincipal", _ServicePrincipal(), "/servicePrincipals/new", "clientId", "useExisting"),
        _type("AppRoleAssignment", _RoleAssignment(), "/appRoleAssignments/new", "appRoleId", "principalObjectId", "resourceObjectId"),
        _type("Group", _Group(), "/groups/new"),
        _type("GroupMember", _Member(), "/members/new", "groupObjectId", "memberObjectId"),
    ),
    {
        "azuread:index/getServicePrincipal:getServicePrincipal": _get_principal,
        "azuread:index/getApplication:getApplication": _get_application,
        "azuread:index/getClientConfig:getClientConfig": _client_config,
        "azuread:index/getApplicationPublishedAppIds:getApplicationPublishedAppIds": _published,
    },
)
