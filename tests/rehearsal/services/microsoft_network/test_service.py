"""Virtual networks and their subnets, inline and as resources."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import NETWORK, SUBNET, World


def network(world: World, *subnets: str):
    listed = [{"name": name, "addressPrefix": f"10.0.{at}.0/24"} for at, name in enumerate(subnets)]
    inputs = {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": listed}
    return world.make(NETWORK, inputs)


def test_inline_subnets_are_resources(world: World):
    made = network(world, "front", "back")
    ids = [one["id"] for one in made["subnets"]]
    assert ids == [f"{made.id}/subnets/front", f"{made.id}/subnets/back"]
    assert all(world.cloud.state.get(resource_id) is not None for resource_id in ids)


def test_inline_subnets_go_with_their_network(world: World):
    made = network(world, "front")
    world.drop(made)
    assert world.cloud.state.get(f"{made.id}/subnets/front") is None


def test_a_subnet_needs_its_network(world: World):
    with pytest.raises(AzureError, match=r"ParentResourceNotFound.*absent"):
        world.make(SUBNET, {"virtualNetworkName": "absent", "subnetName": "front", "addressPrefix": "10.0.0.0/24"})


@pytest.mark.parametrize(("name", "valid"), [("n", False), ("ne", True), ("a" * 64, True), ("a" * 65, False), ("net-", False)])
def test_names_of_networks_have_2_to_64_characters(world: World, name: str, valid: bool):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Network)
    checked = world.cloud.check(NETWORK, {"resourceGroupName": "rg", "virtualNetworkName": name}, urn_name="net")
    assert [failure.property for failure in checked.failures] == ([] if valid else ["virtualNetworkName"])
