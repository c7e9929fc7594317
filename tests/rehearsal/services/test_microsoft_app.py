"""Container Apps: host names in an environment, and what they need to exist."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def nowhere(world: World, kind: str) -> str:
    return f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/{kind}/nowhere"


@pytest.mark.behaviour(beside="test_a_container_app_needs_its_environment")
def test_a_container_app_has_a_host_name_in_its_environment(world: World):
    home = world.make(NATIVE + "app:ManagedEnvironment", {"environmentName": "boxes"})
    inputs = {"containerAppName": "shop", "managedEnvironmentId": home.id, "configuration": {"ingress": {"targetPort": 80}}}
    app = world.make(NATIVE + "app:ContainerApp", inputs)
    assert app["configuration"]["ingress"]["fqdn"] == f"shop.{home['defaultDomain']}"
    without = world.make(NATIVE + "app:ContainerApp", {"containerAppName": "inner", "managedEnvironmentId": home.id})
    assert "configuration" not in without


@pytest.mark.behaviour(
    "Networks, container apps, monitoring, DNS",
    "What an input refers to must exist in the subscription; host names follow from names and places.",
)
def test_a_container_app_needs_its_environment(world: World):
    # learn.microsoft.com/azure/container-apps/environment
    with pytest.raises(AzureError, match=r"ResourceNotFound.*nowhere"):
        world.make(
            NATIVE + "app:ContainerApp",
            {"containerAppName": "shop", "managedEnvironmentId": nowhere(world, "Microsoft.App/managedEnvironments")},
        )


@pytest.mark.parametrize("name", ["Shop", "1shop", "s", "shop-", "a" * 33])
def test_a_container_app_is_not_named(world: World, name: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.App)
    checked = world.cloud.check(NATIVE + "app:ContainerApp", {"resourceGroupName": "rg", "containerAppName": name}, urn_name="shop")
    assert [failure.property for failure in checked.failures] == ["containerAppName"]


def test_a_job_needs_its_environment_and_is_ready(world: World):
    # learn.microsoft.com/azure/container-apps/jobs
    home = world.make(NATIVE + "app:ManagedEnvironment", {"environmentName": "boxes"})
    assert world.make(NATIVE + "app:Job", {"jobName": "nightly", "environmentId": home.id})["runningState"] == "Ready"
    with pytest.raises(AzureError, match=r"ResourceNotFound.*nowhere"):
        world.make(NATIVE + "app:Job", {"jobName": "lost", "environmentId": nowhere(world, "Microsoft.App/managedEnvironments")})
