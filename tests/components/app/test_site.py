"""What a site is made of, and the properties that a caller may add."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from tests.components.programs import app, failure, group, sites_of


def test_what_has_no_argument_is_passed_through_in_either_spelling():
    outcome = run(
        lambda: app(
            site_config={"webSocketsEnabled": True, "number_of_workers": 2}, site={"client_cert_enabled": True}, slots=[{"name": "staging"}]
        )
    )
    for site in sites_of(outcome):
        assert site.input("siteConfig", "webSocketsEnabled") is True
        assert site.input("siteConfig", "numberOfWorkers") == 2
        assert site.inputs["clientCertEnabled"] is True


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"site_config": {"webSocketEnabled": True}}, "Did you mean 'web_sockets_enabled'?"),
        ({"site": {"client_cert_enabld": True}}, "Did you mean 'client_cert_enabled'?"),
        ({"site_config": {"app_settings": []}}, "settings={...}"),
        ({"site_config": {"appSettings": [{"name": "A", "value": "canary"}]}}, "settings={...}"),
        ({"site_config": {"connectionStrings": []}}, "connection_strings={...}"),
        ({"site": {"siteConfig": {"appSettings": []}}}, "site_config={...}"),
        ({"site": {"identity": {"type": "None"}}}, "Use identity"),
        ({"site": {"keyVaultReferenceIdentity": "SystemAssigned"}}, "follows from identity"),
        ({"site_config": {"keyVaultReferenceIdentity": "SystemAssigned"}}, "follows from identity"),
        ({"site": {"server_farm_id": "x"}}, "plan_id"),
        ({"site": {"name": "x"}}, "app_name"),
        ({"site": {"resourceGroupName": "x"}}, "resource_group_name"),
        ({"site": {"tags": {}}}, "tags"),
        ({"site": {"location": "x"}}, "location"),
    ],
    ids=range(14),
)
def test_what_the_component_decides_or_azure_lacks_is_refused(given: dict[str, Any], says: str):
    message = failure(lambda: app(**given))
    assert says in message
    assert "app 'shop'" in message
    assert "canary" not in message


def test_named_arguments_reach_site_plan_and_slot():
    subnet = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/virtualNetworks/net/subnets/apps"

    def program() -> None:
        app(
            startup_command="gunicorn shop:app",
            health_check_path="/health",
            virtual_network_subnet_id=subnet,
            tags={"team": "shop"},
            location="northeurope",
            app_name="shop-web",
            slots=[{"name": "staging"}],
        )

    outcome = run(program, preview=True)
    for site in sites_of(outcome):
        assert site.input("siteConfig", "appCommandLine") == "gunicorn shop:app"
        assert site.input("siteConfig", "healthCheckPath") == "/health"
        assert site.input("siteConfig", "vnetRouteAllEnabled") is True
        assert site.inputs["virtualNetworkSubnetId"] == subnet
        assert site.inputs["name"] == "shop-web"
    for kind in ("web:WebApp", "WebAppSlot", "AppServicePlan", "UserAssignedIdentity"):
        made = outcome.find(kind)
        assert (made.inputs["tags"], made.inputs["location"]) == ({"team": "shop"}, "northeurope")


def test_traffic_is_not_rerouted_where_there_is_no_subnet():
    assert run(app).find("web:WebApp").input("siteConfig", "vnetRouteAllEnabled") is None


def test_no_setting_is_written_with_the_site():
    """An empty list there would erase what is written separately."""
    for site in sites_of(run(lambda: app(settings={"A": "1"}, secrets={"B": "x"}, slots=[{"name": "staging"}]))):
        config = site.inputs["siteConfig"]
        assert isinstance(config, dict)
        assert not {"appSettings", "connectionStrings"} & set(config)


def test_a_plan_can_be_shared():
    def program() -> None:
        one = app("one")
        app("two", plan_id=one.plan_id)
        app("three", sku="P1v3", plan_id=group().id)

    outcome = run(program, preview=True)
    assert [plan.name for plan in outcome.of_type("AppServicePlan")] == ["one-plan"]


def test_a_slot_is_said_once():
    def program() -> None:
        app(slots=[{"name": "staging"}]).add_slot("staging")

    message = failure(program)
    assert "'staging' already" in message
