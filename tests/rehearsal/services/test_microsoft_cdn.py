"""Profiles and endpoints of CDN and Front Door."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def test_an_endpoint_has_its_own_host_name(world: World):
    # learn.microsoft.com/azure/cdn/cdn-create-endpoint-how-to
    world.make(NATIVE + "cdn:Profile", {"profileName": "edge", "sku": {"name": "Standard_Microsoft"}})
    inputs = {"profileName": "edge", "endpointName": "shop", "origins": [{"name": "one", "hostName": "shop.example"}]}
    assert world.make(NATIVE + "cdn:Endpoint", inputs)["hostName"] == "shop.azureedge.net"


def test_an_endpoint_of_front_door_has_a_name_nobody_else_has(world: World):
    # learn.microsoft.com/azure/frontdoor/endpoint: <name>-<hash>.z01.azurefd.net
    for profile in ("one", "two"):
        world.make(NATIVE + "cdn:Profile", {"profileName": profile, "sku": {"name": "Standard_AzureFrontDoor"}})
    hosts = [
        world.make(NATIVE + "cdn:AFDEndpoint", {"profileName": profile, "endpointName": "shop"})["hostName"] for profile in ("one", "two")
    ]
    assert all(host.startswith("shop-") and host.endswith(".z01.azurefd.net") for host in hosts)
    assert hosts[0] != hosts[1]


def test_an_endpoint_needs_its_profile(world: World):
    with pytest.raises(AzureError, match=r"ParentResourceNotFound.*absent"):
        world.make(NATIVE + "cdn:AFDEndpoint", {"profileName": "absent", "endpointName": "shop"})


@pytest.mark.parametrize("name", ["-shop", "shop-", "sh_op", "a" * 51])
def test_an_endpoint_is_not_named(world: World, name: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Cdn)
    inputs: JsonDict = {"resourceGroupName": "rg", "profileName": "edge", "endpointName": name}
    assert [one.property for one in world.cloud.check(NATIVE + "cdn:AFDEndpoint", inputs, urn_name="shop").failures] == ["endpointName"]
