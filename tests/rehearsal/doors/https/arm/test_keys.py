"""Keys by POST at Azure's own addresses."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.https.arm.keys import ROUTES
from azure_rehearsal.services import SERVICES
from tests.rehearsal.doors.https.conftest import Clients

RULE = "Microsoft.ServiceBus/namespaces/bus12345/AuthorizationRules/{}/listKeys"


@pytest.fixture
def stocked(clients: Clients) -> Clients:
    make = clients.world.make
    make("azure-native:search:Service", {"searchServiceName": "one-search", "sku": {"name": "basic"}})
    make("azure-native:servicebus:Namespace", {"namespaceName": "bus12345", "sku": {"name": "Standard"}})
    make(
        "azure-native:servicebus:NamespaceAuthorizationRule",
        {"namespaceName": "bus12345", "authorizationRuleName": "app", "rights": ["Listen"]},
    )
    make("azure-native:eventgrid:Topic", {"topicName": "news"})
    clients.world.site(plan=clients.world.plan("S1"))
    return clients


def post(clients: Clients, path: str, **more: Any) -> Any:
    return clients.raw("POST", f"{clients.here}/resourceGroups/rg/providers/{path}?api-version=2024-01-01", **more)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("Microsoft.Search/searchServices/one-search/listAdminKeys", "primaryKey"),
        (RULE.format("app"), "primaryConnectionString"),
        (RULE.format("RootManageSharedAccessKey"), "primaryConnectionString"),
        ("Microsoft.EventGrid/topics/news/listKeys", "key1"),
    ],
)
def test_keys_are_given(stocked: Clients, path: str, field: str):
    answer = post(stocked, path)
    assert answer.status_code == 200
    assert answer.json()[field]


def test_publishing_credentials_are_a_resource(stocked: Clients):
    body = post(stocked, "Microsoft.Web/sites/shop/config/publishingcredentials/list").json()
    assert body["properties"]["publishingUserName"]
    assert body["id"].endswith("/config/publishingcredentials")


def test_nobody_gets_keys_by_reading(stocked: Clients):
    who = stocked.world.identity("reader")
    stocked.world.grant(who["principalId"], "Reader", f"{stocked.here}/resourceGroups/rg")
    answer = post(stocked, RULE.format("app"), who=who["principalId"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AuthorizationFailed")


@pytest.mark.parametrize("path", [RULE.format("nobody"), "Microsoft.Search/searchServices/two/listAdminKeys"])
def test_of_what_isnt_there_none_are_given(stocked: Clients, path: str):
    assert post(stocked, path).status_code == 404


def test_each_address_leads_to_a_function_that_is_simulated():
    functions = {token for service in SERVICES for token in service.invokes}
    assert {f"azure-native:{one.handler.args[0]}" for one in ROUTES} <= functions  # pyright: ignore[reportFunctionMemberAccess]
