"""Zones of DNS: links to networks that exist, names of records, and names that a zone can't have."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def nowhere(world: World, kind: str) -> str:
    return f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/{kind}/nowhere"


@pytest.mark.behaviour(beside="test_a_container_app_needs_its_environment")
def test_a_zone_is_linked_to_a_network_that_is_there(world: World):
    # learn.microsoft.com/azure/dns/private-dns-virtual-network-links
    world.make(NATIVE + "privatedns:PrivateZone", {"privateZoneName": "corp.example", "location": "global"})
    network = {"id": nowhere(world, "Microsoft.Network/virtualNetworks")}
    with pytest.raises(AzureError, match=r"ResourceNotFound.*nowhere"):
        world.make(
            NATIVE + "privatedns:VirtualNetworkLink",
            {"privateZoneName": "corp.example", "virtualNetworkLinkName": "x", "virtualNetwork": network, "location": "global"},
        )


def test_a_record_is_named_in_its_zone(world: World):
    world.make(NATIVE + "dns:Zone", {"zoneName": "shop.example", "location": "global"})
    record = {"zoneName": "shop.example", "recordType": "A", "relativeRecordSetName": "www", "ttl": 60}
    assert world.make(NATIVE + "dns:RecordSet", record)["fqdn"] == "www.shop.example."


def test_a_record_needs_its_zone(world: World):
    record = {"zoneName": "absent.example", "recordType": "A", "relativeRecordSetName": "www", "ttl": 60}
    with pytest.raises(AzureError, match=r"ParentResourceNotFound.*absent\.example"):
        world.make(NATIVE + "dns:RecordSet", record)


@pytest.mark.parametrize("token", ["dns:Zone", "privatedns:PrivateZone"])
def test_a_zone_has_at_least_two_labels(world: World, token: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Network)
    name = "zoneName" if token == "dns:Zone" else "privateZoneName"
    checked = world.cloud.check(NATIVE + token, {"resourceGroupName": "rg", name: "example", "location": "global"}, urn_name="zone")
    assert [failure.property for failure in checked.failures] == [name]
