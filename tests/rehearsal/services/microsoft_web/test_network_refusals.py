"""Integration with networks where the table of wrong programs has no row: slots, inline subnets, other subscriptions."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import NETWORK, SLOT, World

WEB = "Microsoft.Web/serverFarms"


def test_a_slot_is_asked_like_its_site():
    # github.com/Azure/terraform-azurerm-vnet/issues/46
    world = World()
    site, network = world.site(plan=world.plan("S1")), world.network(apps=None)
    with pytest.raises(AzureError, match="missing a delegation"):
        world.make(
            SLOT,
            {
                "name": "shop",
                "slot": "staging",
                "serverFarmId": site.inputs["serverFarmId"],
                "virtualNetworkSubnetId": f"{network.id}/subnets/apps",
            },
        )


def test_a_connection_of_a_slot_takes_the_plan_of_its_site():
    # learn.microsoft.com/azure/app-service/overview-vnet-integration#limitations
    world = World()
    world.site(plan=world.plan("S1"))
    network = world.network(apps=None)
    world.make(SLOT, {"name": "shop", "slot": "staging"})
    with pytest.raises(AzureError, match="missing a delegation"):
        world.make(
            "azure-native:web:WebAppSwiftVirtualNetworkConnectionSlot",
            {"name": "shop", "slot": "staging", "subnetResourceId": f"{network.id}/subnets/apps"},
        )


def test_subnets_that_a_network_declares_count():
    world = World()
    subnet = {"name": "apps", "addressPrefix": "10.0.0.0/24", "delegations": [{"name": "web", "serviceName": WEB}]}
    network = world.make(NETWORK, {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [subnet]})
    assert world.site(plan=world.plan("S1"), virtualNetworkSubnetId=f"{network.id}/subnets/apps").id


def test_the_delegation_may_come_with_a_later_write_of_the_network():
    world = World()
    subnet = {"name": "apps", "addressPrefix": "10.0.0.0/24"}
    network = world.make(NETWORK, {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [subnet]})
    world.change(network, subnets=[{**subnet, "delegations": [{"name": "web", "serviceName": WEB}]}])
    assert world.site(plan=world.plan("S1"), virtualNetworkSubnetId=f"{network.id}/subnets/apps").id


def test_what_another_subscription_has_is_not_known():
    elsewhere = (
        "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/net/subnets/s"
    )
    world = World()
    assert world.site(plan=world.plan("S1"), virtualNetworkSubnetId=elsewhere).id
