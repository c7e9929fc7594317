"""Applications, what belongs to them, service principals and app roles.

Source of ids, defaults and the provider's own words: hashicorp/terraform-provider-azuread, internal/services/applications,
serviceprincipals and approleassignments.
"""

from __future__ import annotations

import base64

from azure_access import MICROSOFT_TENANT, published_app_ids
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import set_default, tables, text, texts
from azure_rehearsal.core.resource_type import Cloud, Write
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.core.values import JsonValue
from azure_rehearsal.services.entra.graph import (
    APPLICATIONS,
    DOMAIN,
    PRINCIPAL,
    Graph,
    application_of,
    exists_already,
    first_party_name,
    graph_missing,
    object_id_of,
    own_id,
    provider_error,
    quoted,
    resource_type,
    roles_of,
    snake,
)

__all__ = ["ASSIGNMENT", "TYPES", "application_at", "in_application", "principal_is_gone"]

ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment"
_EVERYBODY = "00000000-0000-0000-0000-000000000000"


def application_at(cloud: Cloud, application_id: str) -> Record | None:
    """The application behind `/applications/OBJECT-ID`, which is what azuread calls its id."""
    found = cloud.state.get(application_id)
    return found if found is not None and found.token in APPLICATIONS else None


def in_application(write: Write) -> Record:
    """The application that the input `applicationId` names. Raises AzureError as the provider does."""
    given = text(write.inputs, "applicationId") or ""
    found = application_at(write.cloud, given)
    if found is not None:
        return found
    if given.count("/") != 2 or not given.startswith("/applications/"):  # often the client id, or the object id alone
        raise provider_error(
            f'parsing {quoted(given)}: parsing the Application ID: the segment at position 0 didn\'t match: expected "/applications/OBJECT-ID", '
            "which is the `id` of an application, not its `clientId` or `objectId`",
            at="application_id",
        )
    raise provider_error(f"Application (Application: {quoted(given.rpartition('/')[2])}) was not found", at="application_id")


class _Application(Graph):
    def fill(self, write: Write) -> None:
        own_id(write, "applications")
        old = write.previous.outputs if write.previous else {}
        write.outputs["clientId"] = text(old, "clientId") or write.cloud.new_guid("application")
        write.outputs["appRoleIds"] = {
            text(one, "value") or "": text(one, "id") for one in tables(write.inputs, "appRoles") if text(one, "value")
        }
        scopes = tables(write.inputs, "api", "oauth2PermissionScopes")
        write.outputs["oauth2PermissionScopeIds"] = {text(one, "value") or "": text(one, "id") for one in scopes}
        set_default(write.outputs, "signInAudience", "AzureADMyOrg")
        set_default(write.outputs, "identifierUris", [])
        write.outputs["publisherDomain"] = DOMAIN

    def deleted(self, cloud: Cloud, record: Record) -> None:
        """Entra deletes what belongs to an application, its service principal and assignments with it."""
        for one in list(cloud.state.records.values()):
            if one.token.startswith("azuread:") and text(one.inputs, "applicationId") == record.id:
                cloud.forget(one)
        for principal in list(cloud.state.of(PRINCIPAL)):
            if text(principal.outputs, "clientId") == text(record.outputs, "clientId"):
                cloud.forget(principal)


class _Registration(_Application):
    def fill(self, write: Write) -> None:
        super().fill(write)
        set_default(write.outputs, "requestedAccessTokenVersion", 2)


class _Part(Graph):
    """What belongs to one application, with an id made of what it says. `shape`: that id, names in braces are inputs."""

    def __init__(self, shape: str) -> None:
        self._shape = shape

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        in_application(write)
        made = self._id(write)
        if write.creating and write.cloud.state.get(made) is not None:
            raise exists_already(f"azuread_{snake(write.type.token.rpartition(':')[2])}", made)

    def fill(self, write: Write) -> None:
        write.id = self._id(write)

    def _id(self, write: Write) -> str:
        return self._shape.format(application=object_id_of(text(write.inputs, "applicationId") or ""), **write.inputs)


class _IdentifierUri(_Part):
    def _id(self, write: Write) -> str:
        uri = text(write.inputs, "identifierUri") or ""
        return f"{text(write.inputs, 'applicationId')}/identifierUris/{base64.urlsafe_b64encode(uri.encode()).decode()}"


class _ServicePrincipal(Graph):
    def refuse(self, write: Write) -> None:
        super().refuse(write)
        client_id = text(write.inputs, "clientId") or ""
        if application_of(write.cloud, client_id) is None and client_id.lower() not in published_app_ids().values():
            raise AzureError(  # learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
                "NoBackingApplicationObject",
                f"The appId '{client_id}' of the service principal does not reference a valid application object.",
                400,
            )
        existing = write.cloud.state.principal(client_id)
        if write.creating and existing is not None and write.inputs.get("useExisting") is not True:
            raise exists_already("azuread_service_principal", existing.object_id)

    def fill(self, write: Write) -> None:
        cloud, client_id = write.cloud, text(write.inputs, "clientId") or ""
        existing = cloud.state.principal(client_id)
        if write.creating and existing is not None:
            write.outputs["objectId"] = existing.object_id
            write.private["shared"] = True
        object_id = own_id(write, "servicePrincipals")
        application = application_of(cloud, client_id)
        name = text(application.outputs, "displayName") if application else (existing.name if existing else first_party_name(client_id))
        write.outputs.update(
            {
                "displayName": name,
                "clientId": client_id,
                "applicationTenantId": cloud.tenant_id if application else MICROSOFT_TENANT,
                "appRoleIds": dict[str, JsonValue](roles_of(cloud, client_id)),
                "servicePrincipalNames": [],  # the provider leaves the client id out
                "type": "Application",
            }
        )
        if application is not None:
            write.outputs["servicePrincipalNames"] = list[JsonValue](texts(application.inputs, "identifierUris"))
            write.outputs["signInAudience"] = text(application.outputs, "signInAudience")
        set_default(write.outputs, "appRoleAssignmentRequired", False)
        set_default(write.outputs, "accountEnabled", True)
        if existing is None:
            cloud.state.register(Principal(object_id, client_id, name or client_id, since=cloud.clock.now))

    def deleted(self, cloud: Cloud, record: Record) -> None:
        if record.private.get("shared") is True:
            return  # it was there before, and the azuread provider leaves it
        object_id = text(record.outputs, "objectId") or ""
        cloud.state.unregister(object_id)
        for one in list(cloud.state.records.values()):
            if one.token.startswith("azuread:") and text(one.inputs, "servicePrincipalId") == record.id:
                cloud.forget(one)
        principal_is_gone(cloud, object_id)


def principal_is_gone(cloud: Cloud, object_id: str) -> None:
    """Entra ends the app role assignments of somebody who is deleted."""
    for assignment in list(cloud.state.of(ASSIGNMENT)):
        if object_id in (text(assignment.inputs, "resourceObjectId"), text(assignment.inputs, "principalObjectId")):
            cloud.forget(assignment)


class _RoleAssignment(Graph):
    """Source: learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto."""

    needs = ("AppRoleAssignment.ReadWrite.All",)

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        inputs, state = write.inputs, write.cloud.state
        resource = state.principals.get((text(inputs, "resourceObjectId") or "").lower())
        principal = state.principals.get((text(inputs, "principalObjectId") or "").lower())
        for found, name in ((resource, "resourceObjectId"), (principal, "principalObjectId")):
            if found is None:
                raise graph_missing(text(inputs, name) or "")
        role = text(inputs, "appRoleId") or ""
        known = roles_of(write.cloud, (resource.client_id if resource else None) or "")
        if role not in known.values() and role != _EVERYBODY:
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


def _part(name: str, shape: str, *replaces: str) -> tuple[str, _Part, tuple[str, ...]]:
    return name, _Part(shape), ("applicationId", *replaces)


# The ids: internal/services/applications/parse of the provider.
_PARTS = (
    ("ApplicationIdentifierUri", _IdentifierUri(""), ("applicationId", "identifierUri")),
    _part("ApplicationAppRole", "/applications/{application}/appRoles/{roleId}", "roleId"),
    _part("ApplicationPermissionScope", "/applications/{application}/permissionScopes/{scopeId}", "scopeId"),
    _part("ApplicationApiAccess", "/applications/{application}/apiAccess/{apiClientId}", "apiClientId"),
    _part("ApplicationPreAuthorized", "{application}/preAuthorizedApplication/{authorizedClientId}", "authorizedClientId"),
    _part("ApplicationRedirectUris", "/applications/{application}/redirectUris/{type}", "type"),
    _part("ApplicationOwner", "/applications/{application}/owners/{ownerObjectId}", "ownerObjectId"),
)

TYPES = (
    resource_type("Application", _Application(), "/applications/new", "templateId"),
    resource_type("ApplicationRegistration", _Registration(), "/applications/new"),
    *(resource_type(name, behaviour, f"/{name}/new", *replaces) for name, behaviour, replaces in _PARTS),
    resource_type("ServicePrincipal", _ServicePrincipal(), "/servicePrincipals/new", "clientId", "useExisting"),
    resource_type("AppRoleAssignment", _RoleAssignment(), "/appRoleAssignments/new", "appRoleId", "principalObjectId", "resourceObjectId"),
)
