"""Function apps on Flex Consumption, as the simulated Azure takes them."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from tests.rehearsal.world import World

CONTAINER = "azure-native:storage:BlobContainer"


def storage(world: World) -> None:
    world.make("azure-native:storage:StorageAccount", {"accountName": "host", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
    world.make(CONTAINER, {"accountName": "host", "containerName": "packages"})


def config(value: str = "https://host.blob.core.windows.net/packages", **authentication: Any) -> dict[str, Any]:
    given = authentication or {"type": "SystemAssignedIdentity"}
    return {
        "runtime": {"name": "python", "version": "3.12"},
        "deployment": {"storage": {"type": "blobContainer", "value": value, "authentication": given}},
    }


def function_app(world: World, sku: str = "FC1", **inputs: Any):
    return world.site("fun", plan=world.plan(sku), kind="functionapp,linux", **inputs)


def test_a_flex_app_says_where_its_package_lies(world):
    storage(world)
    made = function_app(world, functionAppConfig=config())
    assert made["sku"] == "FlexConsumption"
    assert made["functionAppConfig"]["runtime"]["name"] == "python"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "needs runtime and deployment.storage"),
        ({"functionAppConfig": {"runtime": {"name": "python", "version": "3.12"}}}, "needs runtime and deployment.storage"),
        ({"functionAppConfig": config("host/packages")}, "not the address"),
        ({"functionAppConfig": config("https://host.blob.core.windows.net/nowhere")}, "'nowhere' was not found"),
        ({"functionAppConfig": config("https://other.blob.core.windows.net/packages")}, "storage account 'other'"),
        ({"functionAppConfig": config(type="UserAssignedIdentity", userAssignedIdentityResourceId="/x")}, "not assigned to the site"),
    ],
)
def test_what_flex_does_not_take_is_refused(world, given, says):
    storage(world)
    with pytest.raises(AzureError, match=says):
        function_app(world, **given)


def test_other_plans_take_no_flex_configuration(world):
    storage(world)
    function_app(world, "Y1")
    with pytest.raises(AzureError, match="Flex Consumption only"):
        world.site("other", plan=world.plan("EP1", name="more"), functionAppConfig=config())


def test_an_identity_that_is_attached_may_fetch_the_package(world):
    storage(world)
    who = world.identity()
    function_app(world, identity=who, functionAppConfig=config(type="UserAssignedIdentity", userAssignedIdentityResourceId=who.id))


def test_a_flex_plan_has_no_slots(world):
    storage(world)
    made = function_app(world, functionAppConfig=config())
    with pytest.raises(AzureError, match="number of slots"):
        world.make(
            "azure-native:web:WebAppSlot",
            {"name": "fun", "slot": "staging", "serverFarmId": made.inputs["serverFarmId"], "functionAppConfig": config()},
        )


def test_an_identity_that_the_site_has_not_fetches_nothing(world):
    storage(world)
    with pytest.raises(AzureError, match="no system-assigned identity"):
        function_app(world, identity=world.identity(), functionAppConfig=config())
