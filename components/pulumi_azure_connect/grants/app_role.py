"""The grant of an API that Entra ID protects: an app role of its service principal, assigned to the identity."""

import functools
import json
from importlib import resources
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import AccessNotSupported, UnknownTarget, did_you_mean
from pulumi_azure_connect.targets.vocabulary import Role

from .request import Granted, Wiring
from .role_assignment import slug


@functools.cache
def _published_roles() -> dict[str, dict[str, str]]:
    """Give the ids that Microsoft publishes: application id to app role to its id, the same in every tenant."""
    text = resources.files("pulumi_azure_connect.azure").joinpath("app_roles.json").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, str]]", json.loads(text)["applications"])


def _role_id(application_id: str, known: dict[str, str] | None, role: Role, api: str) -> str:
    roles = {**(known or {}), **_published_roles().get(application_id, {})}
    if role.name not in roles:
        raise AccessNotSupported(
            f"{api} has no app role {role.name!r}.{did_you_mean(role.name, list(roles))} "
            "Delegated permissions are not for apps; application permissions are in the API's documentation."
        )
    return roles[role.name]


def _assign(wiring: Wiring, api: str, role: Role, role_id: pulumi.Input[str], service_principal_id: pulumi.Input[str]) -> pulumi.Resource:
    import pulumi_azuread as azuread

    child, opts = wiring.child(api, slug(role.name), package="azuread")
    return azuread.AppRoleAssignment(
        child,
        app_role_id=role_id,
        principal_object_id=wiring.principal.principal_id,
        resource_object_id=service_principal_id,
        opts=opts,
    )


def _granted(wiring: Wiring, api: str, role_ids: dict[str, pulumi.Input[str]], service_principal_id: pulumi.Output[str]) -> Granted:
    rows: list[dict[str, Any]] = [
        {
            "kind": "app-role",
            "role": role.name,
            "roleDefinitionId": role_ids[role.name],
            "scope": service_principal_id,
            "external": wiring.external,
        }
        for role in wiring.roles
    ]
    if wiring.external:
        return Granted(rows=rows)
    made = [
        wiring.program.once(
            ("app-role", wiring.principal.key, wiring.ref.key, role.name),
            lambda role=role: _assign(wiring, api, role, role_ids[role.name], service_principal_id),
        )
        for role in wiring.roles
    ]
    return Granted(rows=rows, waits_for=made)


def app_role(wiring: Wiring) -> Granted:
    """
    Assign app roles of Microsoft Graph or another API of the tenant, which is looked up by its application id.

    The deployer needs `AppRoleAssignment.ReadWrite.All` and `Application.Read.All` in Graph.
    """
    import pulumi_azuread as azuread

    invoke = pulumi.InvokeOutputOptions(parent=wiring.children.parent)
    fixed, title = wiring.target.application_id, wiring.target.title
    application_id = pulumi.Output.from_input(fixed) if fixed else wiring.ref.id
    api = wiring.program.once(
        ("service-principal", fixed or wiring.ref.key),
        lambda: azuread.get_service_principal_output(client_id=application_id, opts=invoke),
    )
    found = pulumi.Output.all(application_id, api.app_role_ids)
    ids: dict[str, pulumi.Input[str]] = {
        role.name: found.apply(lambda known, role=role: _role_id(known[0], known[1], role, title)) for role in wiring.roles
    }
    granted = _granted(wiring, wiring.target.kind if fixed else wiring.ref.label, ids, api.object_id)
    return Granted(rows=granted.rows, waits_for=granted.waits_for, values={"application_id": application_id})


def caller_app_role(wiring: Wiring) -> Granted:
    """Assign app roles of another app, and let the caller in at that app's authentication."""
    api = wiring.api
    if api is None:
        raise UnknownTarget(
            f"connection {wiring.connection!r}: `to` takes a ManagedIdentityApp of this program, or RemoteAppArgs(...) from the "
            "output `api` of one of another stack."
        )
    ids = {role.name: api.role_id(role.name, wiring.connection) for role in wiring.roles}
    api.admit(wiring.principal, f"app {wiring.app!r}")
    granted = _granted(wiring, f"{api.name}-api", ids, api.service_principal_id)
    return Granted(rows=granted.rows, waits_for=granted.waits_for, values={"url": api.url, "audience": api.audience})
