"""Function apps as programs make them: the site, the plan, the host's storage by identity, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_azure_native import storage

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import ManagedIdentityApp
from tests.components import order
from tests.components.programs import account, app, component, failure, grants_of, group, output, settings_of

PLANS = {"consumption": "Y1", "premium": "EP1", "flex": "FC1", "dedicated": "S1"}


def function_app(sku: str = "Y1", **arguments: Any) -> ManagedIdentityApp:
    """A function app whose host keeps its state in an account of the same program."""
    own = {"storage_account_id": account("host").id, **arguments.pop("functions", {})}
    return app("fun", sku=sku, functions=own, **arguments)


def made(sku: str = "Y1", **arguments: Any) -> Run:
    return run(lambda: function_app(sku, **arguments))


def refused(sku: str = "Y1", **arguments: Any) -> str:
    return failure(lambda: function_app(sku, **arguments))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_what_a_function_app_is_made_of(plan: str, identity: str, snapshot: Any):
    outcome = made(PLANS[plan], identity=identity)
    types = ("AppServicePlan", "WebApp", "BlobContainer")
    seen = [one.inputs for kind in types for one in outcome.of_type(kind)]
    settings = dict(sorted(settings_of(outcome, "fun").items()))
    assert {"made": seen, "settings": settings, "exceptions": output(outcome, "exceptions", "fun")} == snapshot


@pytest.mark.parametrize("plan", PLANS)
def test_settings_come_after_the_hosts_grants(plan: str):
    outcome = made(PLANS[plan], functions={"triggers": ["blob", "durable"]})
    assert len(grants_of(outcome)) == 4
    assert order.settings_come_after_grants(outcome) == []
    assert order.writes_take_turns(outcome) == []


def test_the_host_is_a_connection_like_others():
    outcome = made()
    (row,) = output(outcome, "connections", "fun")
    assert row["connection"] == "AzureWebJobsStorage"
    assert row["grant"]["role"] == "Storage Blob Data Owner"
    assert row["grant"]["scope"] == outcome.find(name="host").id


def test_a_slots_host_has_the_slots_own_identity():
    def program() -> None:
        function_app("S1", identity="system-assigned").add_slot("staging")

    outcome = run(program)
    rows = output(outcome, "connections", "fun")
    assert [row.get("slot") for row in rows] == [None, "staging"]
    assert len({row["identity"]["principalId"] for row in rows}) == 2
    assert settings_of(outcome, "fun-staging")["AzureWebJobsStorage__accountName"]


def test_blob_triggers_widen_the_hosts_rights_which_is_said():
    (told,) = output(made(functions={"triggers": ["blob"]}), "exceptions", "fun")
    assert "may list the account's keys" in told["what"]


def test_other_clouds_name_each_service():
    settings = settings_of(made(cloud="usgovernment"), "fun")
    assert settings["AzureWebJobsStorage__blobServiceUri"].endswith(".blob.core.usgovcloudapi.net")
    assert "AzureWebJobsStorage__accountName" not in settings


def test_flex_consumption_fetches_its_package_by_identity():
    outcome = made("FC1", functions={"maximum_instance_count": 40, "instance_memory_mb": 512, "always_ready": {"http": 1}})
    site, container = outcome.find(type="WebApp"), outcome.find(type="BlobContainer")
    config = site.input("functionAppConfig")
    identity = outcome.find(name="fun-identity")
    assert config["deployment"]["storage"]["authentication"] == {
        "type": "UserAssignedIdentity",
        "userAssignedIdentityResourceId": identity.id,
    }
    assert config["deployment"]["storage"]["value"].endswith(f".blob.core.windows.net/{container.outputs['name']}")
    assert config["scaleAndConcurrency"] == {
        "maximumInstanceCount": 40,
        "instanceMemoryMB": 512,
        "alwaysReady": [{"name": "http", "instanceCount": 1}],
    }
    assert outcome.depends(site, container)


def test_flex_consumption_takes_a_container_that_is_there():
    def program() -> None:
        host = account("host")
        held = storage.BlobContainer("held", account_name=host.name, resource_group_name=group().name, container_name="packages")
        app("fun", sku="FC1", functions={"storage_account_id": host.id, "deployment_container": held.name})

    outcome = run(program)
    assert [one.name for one in outcome.of_type("BlobContainer")] == ["held"]
    assert outcome.find(type="WebApp").input("functionAppConfig", "deployment", "storage", "value").endswith("/packages")


def test_an_account_given_by_id_is_known_in_preview():
    known = "/subscriptions/b1c0c47d-cf8e-53d1-bf3d-e14b83de081a/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shophost"

    def program() -> None:
        storage.StorageAccount(
            "host", account_name="shophost", resource_group_name=group().name, kind="StorageV2", sku={"name": "Standard_LRS"}
        )
        app("fun", sku="Y1", functions={"storage_account_id": known})

    assert settings_of(run(program, preview=True), "fun")["AzureWebJobsStorage__accountName"] == "shophost"


@pytest.mark.parametrize(
    ("sku", "arguments", "says"),
    [
        ("Y1", {"settings": {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}}, "by identity"),
        ("Y1", {"secrets": {"azurewebjobsstorage": "s3cr3t"}}, "by identity"),
        ("FC1", {"settings": {"FUNCTIONS_WORKER_RUNTIME": "python"}}, "runtime says it"),
        ("FC1", {"settings": {"WEBSITE_RUN_FROM_PACKAGE": "1"}}, "blob container"),
        ("Y1", {"functions": {"maximum_instance_count": 3}}, "sku='FC1'"),
        ("Y1", {"functions": {"trigger": ["http"]}}, "Did you mean 'triggers'"),
        (
            "Y1",
            {"functions": {"storage_account_id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/x"}},
            "storage account",
        ),
        ("Y1", {"functions": {"triggers": ["kafka"]}}, "There are"),
        ("Y1", {"settings": {"AzureWebJobsStorage__accountName": "other"}}, "another value"),
    ],
)
def test_what_can_not_be_is_refused(sku: str, arguments: dict[str, Any], says: str):
    assert says in refused(sku, **arguments)


def test_a_web_app_does_not_run_on_a_functions_plan():
    assert "functions=FunctionsArgs" in failure(lambda: app(sku="FC1"))


def test_an_app_that_exists_is_made_a_function_app_elsewhere():
    site = "/subscriptions/b1c0c47d-cf8e-53d1-bf3d-e14b83de081a/resourceGroups/shop/providers/Microsoft.Web/sites/fun"
    known = "/subscriptions/b1c0c47d-cf8e-53d1-bf3d-e14b83de081a/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shophost"
    said = failure(lambda: app("fun", runtime=None, sku=None, existing_app_id=site, functions={"storage_account_id": known}))
    assert "naming='functions'" in said


def test_the_component_is_the_same_one():
    assert component(made(), "fun").type == "azure-connect:index:ManagedIdentityApp"
