"""The resources that write an app's settings: sticky names, connection strings, Application Insights."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import operationalinsights

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import STORAGE_BLOB, ConnectionArgs
from pulumi_azure_connect.app.settings.merge import REVISION
from tests.components import order
from tests.components.programs import account, ai_account, app, failure, group, settings_of

NAMES = "WebAppSlotConfigurationNames"


# ---- what stays with its slot ----


def test_one_resource_holds_the_union_of_sticky_names():
    def program() -> None:
        one = app(
            settings={"LEVEL": "1", "OTHER": "2"},
            sticky_settings=["LEVEL"],
            connection_strings={"Db": {"type": "Custom", "value": "Authentication=Active Directory Default", "sticky": True}},
            slots=[{"name": "staging", "settings": {"LEVEL": "3"}}],
        )
        one.connect("uploads", STORAGE_BLOB, to=account(), access="read", sticky=True)
        one.connect("scans", "aiservices", to=ai_account(), auth="secret", because="it has to", sticky=True)

    outcome = run(program)
    names: Any = outcome.find(NAMES)
    sticky = {"LEVEL", "AZURE_STORAGEBLOB_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_CLIENTID", "AZURE_AISERVICES_KEY"}
    assert set(names.inputs["appSettingNames"]) >= sticky
    assert "OTHER" not in names.inputs["appSettingNames"]
    assert names.inputs["connectionStringNames"] == ["Db"]
    for site in ("shop", "shop-staging"):
        assert set(names.inputs["appSettingNames"]) <= set(settings_of(outcome, site))
    assert order.writes_take_turns(outcome) == []


@pytest.mark.parametrize("as_dict", [True, False])
def test_connections_in_arguments_may_be_sticky(as_dict: bool):
    given: dict[str, Any] = {"name": "people", "target": "microsoft-graph", "roles": ["User.Read.All"], "sticky": True}
    outcome = run(lambda: app(connections=[given if as_dict else ConnectionArgs(**given)]))
    names: Any = outcome.find(NAMES).inputs["appSettingNames"]
    assert "AZURE_GRAPH_SCOPE" in names


def test_no_list_is_written_where_nothing_is_sticky():
    """It is written whole: an empty one would erase what somebody else made sticky."""
    assert not run(lambda: app(settings={"A": "1"})).of_type(NAMES)


def test_a_sticky_name_that_is_no_setting_is_refused():
    message = failure(lambda: app(settings={"LEVEL": "1"}, sticky_settings=["LEVL"]))
    assert "'LEVL'" in message
    assert "Did you mean 'LEVEL'?" in message


# ---- connection strings ----


def strings(**given: Any) -> Any:
    return lambda: with_string(**given)


def with_string(**given: Any) -> None:
    app(connection_strings={"Orders": {"type": "SQLAzure", **given}}).add_slot("staging")


def test_connection_strings_are_written_to_every_site_also_to_a_slot_that_comes_later():
    outcome = run(strings(value="Server=x;Authentication=Active Directory Default"))
    for kind in ("WebAppConnectionStrings", "WebAppConnectionStringsSlot"):
        assert outcome.find(kind).input("properties", "Orders") == {
            "type": "SQLAzure",
            "value": "Server=x;Authentication=Active Directory Default",
        }


def test_a_connection_string_with_a_credential_is_a_reference():
    outcome = run(strings(secret="Server=x;Password=canary"))
    for kind in ("WebAppConnectionStrings", "WebAppConnectionStringsSlot"):
        strings_of = outcome.find(kind)
        assert str(strings_of.input("properties", "Orders", "value")).startswith("@Microsoft.KeyVault(")
        assert "canary" not in str(strings_of.inputs)
    assert order.references_come_last(outcome) == []
    assert "Orders" not in settings_of(outcome)


def test_connection_strings_are_written_again_whenever_the_settings_are():
    outcome = run(strings(value="x"))
    marker = outcome.find(name="shop-settings").input("properties", REVISION)
    assert outcome.find("WebAppConnectionStrings").input("properties", REVISION, "value") == marker


@pytest.mark.parametrize("given", [{}, {"value": "x", "secret": "canary"}])
def test_a_connection_string_has_one_value(given: dict[str, str]):
    message = failure(lambda: app(connection_strings={"Orders": {"type": "Custom", **given}}))
    assert "'Orders'" in message
    assert "canary" not in message


def test_a_secret_is_no_plain_connection_string():
    message = failure(lambda: with_string(value=pulumi.Output.secret("canary")))
    assert "'Orders'" in message
    assert "secret=..." in message
    assert "canary" not in message


# ---- telemetry ----


def test_telemetry_goes_where_it_is_said():
    found = settings_of(run(lambda: app(application_insights_connection_string="InstrumentationKey=0", slots=[{"name": "staging"}])))
    assert found["APPLICATIONINSIGHTS_CONNECTION_STRING"] == "InstrumentationKey=0"


def test_telemetry_can_be_made():
    def program() -> None:
        logs = operationalinsights.Workspace("logs", resource_group_name=group().name)
        app(log_analytics_workspace_id=logs.id, tags={"team": "shop"}, location="northeurope", slots=[{"name": "staging"}])

    outcome = run(program)
    made = outcome.find("applicationinsights:Component")
    assert made.inputs["workspaceResourceId"] == outcome.find("Workspace").id
    assert (made.inputs["tags"], made.inputs["location"]) == ({"team": "shop"}, "northeurope")
    for site in ("shop", "shop-staging"):
        assert settings_of(outcome, site)["APPLICATIONINSIGHTS_CONNECTION_STRING"] == made.output("connectionString")


def test_telemetry_is_said_in_one_way():
    assert "Keep one" in failure(lambda: app(application_insights_connection_string="x", log_analytics_workspace_id="y"))
