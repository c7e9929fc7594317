"""What lies in networks and at their edges: public addresses, load balancers, rules."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def test_parts_with_names_have_ids(world: World):
    made = world.make(NATIVE + "network:LoadBalancer", {"loadBalancerName": "b", "frontendIPConfigurations": [{"name": "front"}]})
    assert made["frontendIPConfigurations"][0]["id"] == f"{made.id}/frontendIPConfigurations/front"


def test_a_name_with_a_missing_part_is_left_out(world: World):
    made = world.make(NATIVE + "network:PublicIPAddress", {"publicIpAddressName": "front", "dnsSettings": {"reverseFqdn": "a.example."}})
    assert "fqdn" not in made["dnsSettings"]


def test_a_public_address_has_the_name_of_its_region(world: World):
    # learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#domain-name-label
    inputs = {"publicIpAddressName": "front", "location": "westeurope", "dnsSettings": {"domainNameLabel": "shop"}}
    made = world.make(NATIVE + "network:PublicIPAddress", inputs)
    assert made["dnsSettings"]["fqdn"] == "shop.westeurope.cloudapp.azure.com"


def test_a_rule_needs_its_group(world: World):
    rule = {"access": "Allow", "direction": "Inbound", "priority": 100, "protocol": "Tcp", "securityRuleName": "web"}
    with pytest.raises(AzureError, match=r"ParentResourceNotFound.*gate"):
        world.make(NATIVE + "network:SecurityRule", {"networkSecurityGroupName": "gate", **rule})


@pytest.mark.parametrize("name", ["-front", "front-", "front.", "a" * 81, "a b"])
def test_an_address_is_not_named(world: World, name: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Network)
    inputs: JsonDict = {"resourceGroupName": "rg", "publicIpAddressName": name}
    checked = world.cloud.check(NATIVE + "network:PublicIPAddress", inputs, urn_name="front")
    assert [failure.property for failure in checked.failures] == ["publicIpAddressName"]
