"""The configuration of a site, read and written through the real client."""

from __future__ import annotations

import pytest
from azure.core.exceptions import HttpResponseError

from tests.rehearsal.doors.https.conftest import Clients, code_of


@pytest.fixture(params=["", "/slots/staging"])
def path(clients: Clients, request: pytest.FixtureRequest) -> str:
    site = clients.world.site(plan=clients.world.plan("S1"))
    clients.world.settings(site, KEPT="1")
    clients.world.make("azure-native:web:WebAppSlot", {"name": "shop", "slot": "staging", "serverFarmId": site.inputs["serverFarmId"]})
    return f"{site.id}{request.param}/config/web?api-version=2024-04-01"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_is_named_changes_and_the_rest_stays(clients: Clients, path: str, method: str):
    assert clients.raw("PATCH", path, json={"properties": {"http20Enabled": True}}).status_code == 200
    answer = clients.raw(method, path, json={"properties": {"alwaysOn": True}})
    assert answer.status_code == 200
    assert path.startswith(answer.json()["id"] + "/config/web")
    found = clients.raw("GET", path).json()
    assert (found["properties"]["alwaysOn"], found["properties"]["http20Enabled"]) == (True, True)
    assert found["type"].endswith("/config")
    assert found["name"] == "/".join(part for part in ("shop", "staging" if "slots" in path else "") if part)


def test_a_new_site_has_defaults_and_no_settings(clients: Clients, path: str):
    properties = clients.raw("GET", path).json()["properties"]
    assert (properties["ftpsState"], properties["minTlsVersion"], properties["alwaysOn"]) == ("FtpsOnly", "1.2", False)
    assert not {"appSettings", "connectionStrings"} & set(properties)


def test_settings_stay_when_the_configuration_is_written(clients: Clients, path: str):
    clients.raw("PUT", path, json={"properties": {"alwaysOn": True}})
    assert clients.web().web_apps.list_application_settings("rg", "shop").properties == {"KEPT": "1"}


def test_it_takes_the_right_to_write_configuration(clients: Clients, path: str):
    who = clients.world.identity("reader")
    clients.world.grant(who["principalId"], "Reader", f"{clients.here}/resourceGroups/rg")
    answer = clients.raw("PATCH", path, who=who["principalId"], json={"properties": {"alwaysOn": True}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AuthorizationFailed")
    assert clients.raw("GET", path, who=who["principalId"]).status_code == 200


def test_the_typed_client_updates_it(clients: Clients, path: str):
    del path
    apps = clients.web().web_apps
    assert apps.update_configuration("rg", "shop", {"properties": {"alwaysOn": True}}).always_on
    with pytest.raises(HttpResponseError) as caught:
        apps.update_configuration("rg", "nowhere", {"properties": {"alwaysOn": True}})
    assert code_of(caught) == "ResourceNotFound"
