"""How settings are called: Service Connector's way, and the way of Functions' triggers."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.connections.conventions import naming_of
from pulumi_azure_connect.targets import ALL
from pulumi_azure_connect.targets.target import Auth, Naming
from tests.components.programs import account, app, database, failure, output, settings_of
from tests.components.targets.data_services import cosmos_account

CLIENT = ("credential", "clientId")
# https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections
PROPERTIES = {
    "storage-blob": {"blobServiceUri", "queueServiceUri"},
    "storage-queue": {"queueServiceUri"},
    "storage-table": {"tableServiceUri"},
    "servicebus": {"fullyQualifiedNamespace"},
    "eventhub": {"fullyQualifiedNamespace"},
    "cosmos-sql": {"accountEndpoint"},
    "signalr": {"serviceUri"},
    "eventgrid-topic": {"topicEndpointUri"},
}


def written(**arguments: Any) -> dict[str, Any]:
    """What a connection named `orders` to a Cosmos account writes."""
    own = {key.removeprefix("app_"): arguments.pop(key) for key in list(arguments) if key.startswith("app_")}
    outcome = run(lambda: app(**own).connect("orders", "cosmos-sql", to=cosmos_account(), access="read", naming="functions", **arguments))
    found = {key: value for key, value in settings_of(outcome).items() if key != "AZURE_CLIENT_ID"}
    (row,) = output(outcome, "connections")
    assert set(row["settings"]) == set(found)
    return found


def test_triggers_find_their_settings_by_the_connections_name():
    found = written()
    assert found["orders__accountEndpoint"] == "https://orders-account.documents.azure.com:443/"
    assert found["orders__credential"] == "managedidentity"
    assert set(found) == {"orders__accountEndpoint", "orders__credential", "orders__clientId"}


def test_an_apps_own_identity_is_not_named():
    assert set(written(app_identity="system-assigned")) == {"orders__accountEndpoint"}


def test_settings_can_be_called_otherwise():
    assert "Orders__accountEndpoint" in written(settings={"orders__accountEndpoint": "Orders__accountEndpoint"})


def test_fails_for_a_setting_that_is_not_written():
    with pytest.raises(UnknownArgument, match="AZURE_COSMOS_RESOURCEENDPOINT"):
        written(settings={"AZURE_COSMOS_RESOURCEENDPOINT": "X"})


def test_two_connections_of_a_kind_keep_apart():
    def program() -> None:
        made = app()
        for name in ("one", "two"):
            made.connect(name, "storage-blob", to=account(name), access="read", naming="functions")

    names = settings_of(run(program))
    assert {"one__blobServiceUri", "two__blobServiceUri"} <= set(names)


def test_every_kind_of_trigger_has_the_documented_properties():
    assert {target.kind: set(target.functions) for target in ALL if target.functions} == PROPERTIES


def test_fails_for_what_no_trigger_reaches():
    said = failure(lambda: app().connect("orders", "sql", to=database(), access="read", naming="functions"))
    assert "no trigger or binding" in said


def test_fails_for_an_unknown_convention():
    with pytest.raises(UnknownArgument, match="Did you mean 'functions'"):
        naming_of("function", Auth.IDENTITY, "orders")


def test_fails_beside_a_secret():
    with pytest.raises(UnknownArgument, match="by identity"):
        naming_of("functions", Auth.SECRET, "orders")
    assert naming_of(None, Auth.SECRET, "orders") is Naming.SERVICE_CONNECTOR
