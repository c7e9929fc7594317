"""The grant on an API that Entra ID protects: an app role, assigned to the identity."""

import fnmatch
import functools
import json
from importlib import resources
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import AccessNotSupported, UnknownTarget, did_you_mean
from pulumi_azure_connect.program.outputs import mapped

from .access import Role
from .keys import AppRoleKey, ServicePrincipalKey
from .request import CalledApp, Granted, GrantRequest, PlannedGrant, claim_ids
from .role_assignment import slug


@functools.cache
def _published_roles() -> dict[str, dict[str, str]]:
    """Return the app role ids that Microsoft publishes, by application id and role name."""
    text = resources.files("pulumi_azure_connect.azure").joinpath("app_roles.json").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, str]]", json.loads(text)["applications"])


@functools.cache
def _wide_roles() -> dict[str, str]:
    text = resources.files("pulumi_azure_connect.azure").joinpath("app_roles.json").read_text(encoding="utf-8")
    return cast("dict[str, str]", json.loads(text)["wide"]["roles"])


def app_role_warning(role: Role) -> str | None:
    """Return why an app role of the directory is too wide for an app ("hands out access"), or None.

    It goes by name, since APIs other than Microsoft Graph (Azure AD Graph) have roles of these names that allow the same.
    """
    return next((why for pattern, why in _wide_roles().items() if fnmatch.fnmatchcase(role.name, pattern)), None)


def _role_id(application_id: str, known: dict[str, str] | None, role: Role, api: str) -> str:
    roles = {**(known or {}), **_published_roles().get(application_id, {})}
    if role.name not in roles:
        raise AccessNotSupported(
            f"{api} has no app role {role.name!r}.{did_you_mean(role.name, list(roles))} "
            "Delegated permissions are not for apps; application permissions are in the API's documentation."
        )
    return roles[role.name]


def _assign(
    request: GrantRequest, api: str, role: Role, role_id: pulumi.Input[str], service_principal_id: pulumi.Input[str]
) -> pulumi.Resource:
    import pulumi_azuread as azuread

    def claimed(known: list[str]) -> str:
        if all(known):  # simple mocks have no ids
            claim_ids(request, tuple(text.lower() for text in known), f"app role {role.name!r}")
        return known[0]

    child, opts = request.child(api, slug(role.name), kind="app-role", package="azuread")
    return azuread.AppRoleAssignment(
        child,
        app_role_id=role_id,
        principal_object_id=mapped([request.principal.principal_id, service_principal_id, role_id], claimed),
        resource_object_id=service_principal_id,
        opts=opts,
    )


def _granted(request: GrantRequest, api: str, role_ids: dict[str, pulumi.Input[str]], service_principal_id: pulumi.Output[str]) -> Granted:
    rows: list[dict[str, Any]] = [
        {
            "kind": "app-role",
            "role": role.name,
            "roleDefinitionId": role_ids[role.name],
            "scope": service_principal_id,
            "external": request.external,
        }
        for role in request.roles
    ]
    if request.external:
        return Granted(rows=rows)
    made = [
        request.program.once(
            AppRoleKey(request.principal.key, request.ref.key, role.name),
            lambda role=role: _assign(request, api, role, role_ids[role.name], service_principal_id),
        )
        for role in request.roles
    ]
    return Granted(rows=rows, waits_for=made)


def app_role(request: GrantRequest) -> PlannedGrant:
    """Plan to assign app roles of Microsoft Graph or another API of the tenant.

    The API is looked up by its application id.

    The deployer needs `AppRoleAssignment.ReadWrite.All` and `Application.Read.All` in Graph.
    """
    return lambda: _granted_by_api(request)


def _granted_by_api(request: GrantRequest) -> Granted:
    import pulumi_azuread as azuread

    invoke = pulumi.InvokeOutputOptions(parent=request.children.parent)
    fixed, title = request.application_id, request.title
    application_id = pulumi.Output.from_input(fixed) if fixed else request.ref.id
    api = request.program.once(
        ServicePrincipalKey(fixed or request.ref.key),
        lambda: azuread.get_service_principal_output(client_id=application_id, opts=invoke),
    )
    found = pulumi.Output.all(application_id, api.app_role_ids)
    ids: dict[str, pulumi.Input[str]] = {
        role.name: found.apply(lambda known, role=role: _role_id(known[0], known[1], role, title)) for role in request.roles
    }
    granted = _granted(request, request.kind if fixed else request.ref.label, ids, api.object_id)
    return Granted(rows=granted.rows, waits_for=granted.waits_for, values={"application_id": application_id})


def caller_app_role(request: GrantRequest) -> PlannedGrant:
    """Plan to assign app roles of another app, and to let the caller in at that app's authentication."""
    api = request.api
    if api is None:
        raise UnknownTarget(
            f"connection {request.connection!r}: `to` takes a ManagedIdentityApp of this program, or RemoteAppArgs(...) from the "
            "output `api` of one of another stack."
        )
    api.check([role.name for role in request.roles], request.connection)
    return lambda: _granted_by_app(request, api)


def _granted_by_app(request: GrantRequest, api: CalledApp) -> Granted:
    ids = {role.name: api.role_id(role.name, request.connection) for role in request.roles}
    api.admit(request.principal, f"app {request.app!r}")
    granted = _granted(request, f"{api.name}-api", ids, api.service_principal_id)
    return Granted(rows=granted.rows, waits_for=granted.waits_for, values={"url": api.url, "audience": api.audience})
