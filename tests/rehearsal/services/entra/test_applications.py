"""Entra ID: applications, service principals, app roles, Microsoft Graph, and the directory rights of the deployer."""

from __future__ import annotations

from typing import Any

import pytest

from azure_access import GRAPH_APP_ID, graph_roles
from azure_rehearsal.cloud.cloud import AzureError
from tests.rehearsal.world import World

APPLICATION = "azuread:index/application:Application"
PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal"
ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment"
LOOKUP = "azuread:index/getServicePrincipal:getServicePrincipal"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def graph(world) -> dict[str, Any]:
    return world.cloud.invoke(LOOKUP, {"clientId": GRAPH_APP_ID})


@pytest.mark.behaviour(
    "Microsoft Entra ID",
    "Applications, service principals, app roles and their assignments, groups and members, look-ups; Microsoft Graph is there.",
)
def test_every_tenant_has_microsoft_graph(world):
    found = graph(world)
    assert found["appRoleIds"]["User.Read.All"] == "df021288-bdef-4463-88db-98f22de89214"
    assert {one["value"] for one in found["appRoles"]} == set(graph_roles())
    assert found["objectId"] != GRAPH_APP_ID


@pytest.mark.behaviour(beside="test_every_tenant_has_microsoft_graph")
def test_a_managed_identity_is_found_by_each_of_its_ids(world):
    identity = world.identity()
    for args in ({"objectId": identity["principalId"]}, {"clientId": identity["clientId"]}):
        found = world.cloud.invoke(LOOKUP, args)
        assert (found["objectId"], found["clientId"], found["type"]) == (identity["principalId"], identity["clientId"], "ManagedIdentity")


def test_a_system_assigned_identity_is_found_by_its_object_id(world):
    site = world.site()
    found = world.cloud.invoke(LOOKUP, {"objectId": site["identity"]["principalId"]})
    assert found["alternativeNames"] == ["isExplicit=False", site.id]
    assert found["clientId"]


def test_fails_to_find_a_stranger(world):
    assert "No service principal found" in str(refused("", world.cloud.invoke, LOOKUP, {"clientId": "nobody"}))


@pytest.mark.behaviour(beside="test_every_tenant_has_microsoft_graph")
def test_app_roles_of_graph_are_given_to_principals(world):
    identity = world.identity()
    inputs = {
        "appRoleId": graph_roles()["User.Read.All"],
        "principalObjectId": identity["principalId"],
        "resourceObjectId": graph(world)["objectId"],
    }
    made = world.make(ASSIGNMENT, inputs)
    assert made["resourceDisplayName"] == "Microsoft Graph"
    # learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto
    refused("InvalidUpdate", world.make, ASSIGNMENT, inputs)
    refused("Request_BadRequest", world.make, ASSIGNMENT, {**inputs, "appRoleId": "33333333-3333-3333-3333-333333333333"})
    refused("Request_ResourceNotFound", world.make, ASSIGNMENT, {**inputs, "principalObjectId": "33333333-3333-3333-3333-333333333333"})
    world.drop(made)
    world.make(ASSIGNMENT, inputs)


@pytest.mark.behaviour(beside="test_every_tenant_has_microsoft_graph")
def test_an_application_takes_its_principal_and_assignments_along(world):
    role = {
        "allowedMemberTypes": ["Application"],
        "description": "d",
        "displayName": "d",
        "id": "22222222-2222-2222-2222-222222222222",
        "value": "Call",
    }
    app = world.make(APPLICATION, {"displayName": "api", "appRoles": [role]})
    principal = world.make(PRINCIPAL, {"clientId": app["clientId"]})
    assert principal["appRoleIds"] == {"Call": role["id"]}
    assert world.cloud.read(PRINCIPAL, principal.id).outputs["objectId"] == principal["objectId"]
    caller = world.identity()
    world.make(ASSIGNMENT, {"appRoleId": role["id"], "principalObjectId": caller["principalId"], "resourceObjectId": principal["objectId"]})
    world.drop(app)
    assert [one for one in world.cloud.remaining() if not one.startswith("/subscriptions")] == []
    assert world.cloud.state.principal(principal["objectId"]) is None


def test_an_update_keeps_all_ids(world):
    app = world.make(APPLICATION, {"displayName": "api"})
    changed = world.change(app, displayName="better")
    assert {key: changed[key] for key in ("clientId", "objectId")} == {key: app[key] for key in ("clientId", "objectId")}
    assert world.cloud.invoke("azuread:index/getApplication:getApplication", {"clientId": app["clientId"]})["displayName"] == "better"


def test_a_service_principal_needs_its_application(world):
    # learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
    refused("NoBackingApplicationObject", world.make, PRINCIPAL, {"clientId": "33333333-3333-3333-3333-333333333333"})


def test_an_existing_principal_is_taken_up_only_when_asked_and_left_on_delete(world):
    app = world.make(APPLICATION, {"displayName": "api"})
    first = world.make(PRINCIPAL, {"clientId": app["clientId"]})
    # hashicorp/terraform-provider-azuread, internal/services/serviceprincipals/service_principal_resource.go: it looks first
    said = refused("", world.make, PRINCIPAL, {"clientId": app["clientId"]}).message
    assert f'[id] A resource with the ID "{first["objectId"]}" already exists' in said
    shared = world.make(PRINCIPAL, {"clientId": GRAPH_APP_ID, "useExisting": True})
    assert shared["objectId"] == graph(world)["objectId"]
    world.drop(shared)
    assert graph(world)["objectId"] == shared["objectId"]
    assert first.id


def test_an_identifier_uri_hangs_on_its_application(world):
    token = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri"
    app = world.make(APPLICATION, {"displayName": "api"})
    made = world.make(token, {"applicationId": app.id, "identifierUri": "api://shop"})
    assert made.id.startswith(f"{app.id}/identifierUris/")
    # hashicorp/terraform-provider-azuread, internal/services/applications/application_password_resource.go has the words
    said = refused("", world.make, token, {"applicationId": "/applications/none", "identifierUri": "api://x"}).message
    assert said == '1 error occurred:\n\t* [application_id] Application (Application: "none") was not found\n\n'
    said = refused("", world.make, token, {"applicationId": app["clientId"], "identifierUri": "api://x"}).message
    assert "not its `clientId`" in said
    assert "already exists" in refused("", world.make, token, {"applicationId": app.id, "identifierUri": "api://shop"}).message


@pytest.mark.behaviour("Microsoft Entra ID", "The deployer needs directory rights of its own.")
def test_a_contributor_has_no_rights_in_the_directory():
    # learn.microsoft.com/graph/resolve-auth-errors
    limited = World(deployer_roles=["Contributor"])
    for call in (lambda: limited.make(APPLICATION, {"displayName": "api"}), lambda: graph(limited)):
        assert refused("Authorization_RequestDenied", call).status == 403


@pytest.mark.behaviour(beside="test_a_contributor_has_no_rights_in_the_directory")
def test_directory_rights_are_given_one_by_one():
    limited = World(deployer_roles=["Contributor"], deployer_graph_permissions=["Application.ReadWrite.All"])
    limited.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "rg", "location": "westeurope"})
    limited.make(APPLICATION, {"displayName": "api"})
    inputs = {
        "appRoleId": graph_roles()["User.Read.All"],
        "principalObjectId": limited.identity()["principalId"],
        "resourceObjectId": graph(limited)["objectId"],
    }
    assert "AppRoleAssignment.ReadWrite.All" in refused("Authorization_RequestDenied", limited.make, ASSIGNMENT, inputs).message


def test_who_is_calling(world):
    answer = world.cloud.invoke("azuread:index/getClientConfig:getClientConfig", {})
    assert (answer["tenantId"], answer["objectId"]) == (world.cloud.tenant_id, world.cloud.deployer.object_id)
    # github.com/hashicorp/go-azure-sdk, sdk/environments/application_ids.go
    published = world.cloud.invoke("azuread:index/getApplicationPublishedAppIds:getApplicationPublishedAppIds", {})
    assert published["result"]["MicrosoftGraph"] == GRAPH_APP_ID
    assert published["result"]["AzureKeyVault"] == "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"


def test_microsofts_own_applications_can_be_taken_into_the_tenant(world):
    storage = "e406a681-f3d4-42a8-90b6-c2b029497af1"
    made = world.make(PRINCIPAL, {"clientId": storage, "useExisting": True})
    # learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
    assert made["applicationTenantId"] == "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
    assert world.cloud.invoke(LOOKUP, {"clientId": storage})["objectId"] == made["objectId"]
    world.drop(made)
    refused("", world.cloud.invoke, LOOKUP, {"clientId": storage})


def test_a_registration_is_an_application_whose_parts_are_resources(world):
    app = world.make("azuread:index:ApplicationRegistration", {"displayName": "api"})
    role = {"allowedMemberTypes": ["Application"], "description": "d", "displayName": "d", "roleId": GRAPH_APP_ID, "value": "Call"}
    made = world.make("azuread:index:ApplicationAppRole", {"applicationId": app.id, **role})
    assert made.id == f"{app.id}/appRoles/{GRAPH_APP_ID}"
    principal = world.make(PRINCIPAL, {"clientId": app["clientId"]})
    assert principal["appRoleIds"] == {"Call": GRAPH_APP_ID}
    found = world.cloud.invoke("azuread:index/getApplication:getApplication", {"displayName": "API"})
    assert found["objectId"] == app["objectId"]
    world.drop(app)
    assert world.cloud.read(made.token, made.id) is None
    assert world.cloud.read(PRINCIPAL, principal.id) is None
