"""What a connection takes in `to`: each kind of target takes its own, and says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi_azuread as azuread
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.testing.fixture import AzureFixture
from pulumi_azure_connect import Access, RemoteAppArgs
from tests.components.programs import account, app, failure, grants_of, settings_of

GRAPH = "00000003-0000-0000-c000-000000000000"
READ_ORDERS = "3a2f8f5e-1c3b-4f0e-9a80-8a6f8f0b7a01"


def registered(name: str = "orders", role: str = "Orders.Read") -> azuread.ServicePrincipal:
    """An API with a registration of its own, as a container app or an API of somebody else's has one."""
    roles: Any = [{"id": READ_ORDERS, "value": role, "display_name": role, "description": role, "allowed_member_types": ["Application"]}]
    application = azuread.Application(name, display_name=name, app_roles=roles)
    return azuread.ServicePrincipal(name, client_id=application.client_id)


@pytest.mark.parametrize(
    ("target", "to", "said"),
    [
        ("storage-blob", lambda: None, "says nothing in `to`"),
        ("storage-blob", lambda: app("other"), "an app is not what 'storage-blob' connects to. Say target='webapp'"),
        ("webapp", account, "takes another ManagedIdentityApp, or RemoteAppArgs(...)"),
        ("containerapp", account, "takes another ManagedIdentityApp, or RemoteAppArgs(...)"),
        ("entra-api", lambda: None, "takes the application id (client id) of the API"),
        ("entra-api", lambda: "prices", "application id"),
        ("microsoft-graph", account, "takes nothing in `to`"),
        ("neon-postgres", account, "takes nothing in `to`"),
    ],
)
def test_what_a_target_does_not_take(target: str, to: Callable[[], Any], said: str):
    def program() -> None:
        app().connect("it", target, to=to(), roles=["Some.Role"] if target in {"entra-api", "microsoft-graph"} else None)

    assert said in failure(program)


def test_a_container_app_is_called_by_an_app_role():
    def program() -> None:
        principal = registered("prices", "App.Call")
        to = RemoteAppArgs(
            url="https://prices.example",
            audience="api://prices",
            service_principal_id=principal.object_id,
            app_role_ids={"App.Call": READ_ORDERS},
        )
        app().connect("prices", "containerapp", to=to, access=Access.USE)

    outcome = run(program)
    (grant,) = grants_of(outcome)
    assert grant.inputs["appRoleId"] == READ_ORDERS
    assert settings_of(outcome)["AZURE_CONTAINERAPP_RESOURCEENDPOINT"] == "https://prices.example"
    assert settings_of(outcome)["AZURE_CONTAINERAPP_SCOPE"] == "api://prices/.default"


def test_any_api_of_the_tenant_is_found_by_its_application_id():
    def program() -> None:
        app().connect("orders", "entra-api", to=registered().client_id, roles=["Orders.Read"])

    outcome = run(program)
    (grant,) = grants_of(outcome)
    principal = outcome.find("servicePrincipal:ServicePrincipal")
    assert (grant.inputs["appRoleId"], grant.inputs["resourceObjectId"]) == (READ_ORDERS, principal.output("objectId"))
    assert settings_of(outcome)["AZURE_ENTRAAPI_SCOPE"] == f"{principal.output('clientId')}/.default"


def test_a_first_party_api_is_named_by_its_well_known_id():
    outcome = run(lambda: app().connect("people", "entra-api", to=GRAPH.upper(), roles=["User.Read.All"]))
    (grant,) = grants_of(outcome)
    assert grant.inputs["appRoleId"] == "df021288-bdef-4463-88db-98f22de89214"
    assert settings_of(outcome)["AZURE_ENTRAAPI_SCOPE"] == f"{GRAPH}/.default"


def test_an_app_role_that_the_api_lacks_is_refused():
    said = failure(lambda: app().connect("people", "entra-api", to=GRAPH, roles=["User.Reed.All"]), preview=False)
    assert "has no app role 'User.Reed.All'. Did you mean 'User.Read.All'?" in said


def test_published_app_roles_need_no_look_up(azure: AzureFixture):
    """Microsoft publishes the ids of Graph's app roles: what the tenant tells of them makes no difference."""
    principal = azure.cloud.invoke("azuread:index/getServicePrincipal:getServicePrincipal", {"clientId": GRAPH})
    outcome = azure.run(
        lambda: app().connect("people", "microsoft-graph", roles=["User.Read.All"]),
        invokes={"azuread:index/getServicePrincipal:getServicePrincipal": lambda _: {**principal, "appRoleIds": {}}},
    )
    (grant,) = grants_of(outcome)
    assert grant.inputs["appRoleId"] == "df021288-bdef-4463-88db-98f22de89214"
