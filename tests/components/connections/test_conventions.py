"""How settings are called: Service Connector's way, and the way of Functions' triggers."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import UnknownArgument
from pulumi_azure_connect.connections.conventions import naming_of
from pulumi_azure_connect.targets import ALL
from pulumi_azure_connect.targets.target import Auth, Naming
from tests.components.programs import account, app, container, database, failure, output, settings_of
from tests.components.targets.data_services import cosmos_account
from tests.components.targets.services import bus_queue

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


def roles_on(naming: str, access: str = "write") -> tuple[set[str], set[str]]:
    """The roles that a connection to blobs takes on the account, and the settings that it writes."""
    outcome = run(lambda: app().connect("photos", "storage-blob", to=account("photos"), access=access, naming=naming))
    (account_id,) = {str(one.id) for one in outcome.of_type("StorageAccount")}
    assert {str(one.inputs["scope"]) for one in outcome.of_type("RoleAssignment")} == {account_id}
    return {row["grant"]["role"] for row in output(outcome, "connections")}, {name for name in settings_of(outcome) if "__" in name}


@pytest.mark.parametrize("access", ["read", "write", "manage"])
def test_a_blob_trigger_takes_the_queues_too(access: str):
    roles, settings = roles_on("functions", access)
    assert "Storage Queue Data Contributor" in roles
    assert len(roles) == 2
    assert "photos__queueServiceUri" in settings


def test_a_blob_binding_takes_no_queue():
    roles, settings = roles_on("functions-binding")
    assert roles == {"Storage Blob Data Contributor"}
    assert {"photos__blobServiceUri", "photos__queueServiceUri"} & settings == {"photos__blobServiceUri"}


def test_a_trigger_on_one_container_is_refused_with_both_remedies():
    said = failure(lambda: app().connect("photos", "storage-blob", to=container(), access="read", naming="functions"))
    assert "Give the account in `to`" in said
    assert "naming='functions-binding'" in said
    assert run(lambda: app().connect("photos", "storage-blob", to=container(), access="read", naming="functions-binding")).of_type(
        "RoleAssignment"
    )


def test_a_binding_of_a_service_without_more_for_triggers_is_the_same():
    bound, triggered = (
        run(lambda naming=naming: app().connect("orders", "servicebus", to=bus_queue("orders"), access="receive", naming=naming))
        for naming in ("functions-binding", "functions")
    )
    assert settings_of(bound) == settings_of(triggered)


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
