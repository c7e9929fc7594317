"""What the network rules of a resource say, read by its type's row of the table."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from azure_rehearsal.core.state import Record, State
from azure_rehearsal.services.network_rules import Admission, Public, read_rules
from azure_rehearsal.services.network_table import RULES

GROUP = "/subscriptions/s/resourceGroups/g/providers"
SUBNET = f"{GROUP}/Microsoft.Network/virtualNetworks/net/subnets/apps"


def admission(token: str, inputs: dict[str, Any], **children: dict[str, Any]) -> Admission:
    """The rules of a resource of that type; a child's name is that of its type."""
    full = f"azure-native:{token}"
    state, record = State(), Record(f"{GROUP}/Microsoft.X/things/thing", full, inputs)
    state.put(record)
    for name, of_child in children.items():
        state.put(Record(f"{record.id}/{name}/one", f"{full.rpartition(':')[0]}:{name}", of_child))
        state.put(Record(f"{record.id}-neighbour/{name}/one", f"{full.rpartition(':')[0]}:{name}", {"defaultAction": "Deny"}))
    return read_rules(state, record, RULES[full])


def number(address: str) -> int:
    return int(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("token", "inputs", "public"),
    [
        ("search:Service", {}, Public.ON),
        ("search:Service", {"publicNetworkAccess": "disabled"}, Public.OFF),
        ("search:Service", {"publicNetworkAccess": "Enabled"}, Public.ON),
        ("storage:StorageAccount", {"publicNetworkAccess": "SecuredByPerimeter"}, Public.PERIMETER),
        ("keyvault:Vault", {"properties": {"publicNetworkAccess": "disabled"}}, Public.OFF),
        ("dbforpostgresql:Server", {"network": {"publicNetworkAccess": "Disabled"}}, Public.OFF),
        ("eventgrid:Topic", {"publicNetworkAccess": "Disabled"}, Public.OFF),
        ("maps:Account", {"publicNetworkAccess": "Disabled"}, Public.ON),
    ],
)
def test_the_public_switch(token: str, inputs: dict[str, Any], public: Public):
    assert admission(token, inputs).public is public


def test_the_switch_of_a_namespaces_rule_set_counts_too():
    assert admission("servicebus:Namespace", {}, NamespaceNetworkRuleSet={"publicNetworkAccess": "Disabled"}).public is Public.OFF


@pytest.mark.parametrize(
    ("token", "inputs", "closed"),
    [
        ("sql:Server", {}, True),
        ("search:Service", {}, False),
        ("search:Service", {"networkRuleSet": {"ipRules": [{"value": "203.0.113.0/24"}]}}, True),
        ("storage:StorageAccount", {"networkRuleSet": {"defaultAction": "Allow", "ipRules": [{"iPAddressOrRange": "203.0.113.1"}]}}, False),
        ("storage:StorageAccount", {"networkRuleSet": {"defaultAction": "Deny"}}, True),
        ("cosmosdb:DatabaseAccount", {"isVirtualNetworkFilterEnabled": True}, True),
        ("appconfiguration:ConfigurationStore", {}, False),
        ("signalrservice:SignalR", {"networkACLs": {"defaultAction": "Deny"}}, True),
        ("signalrservice:SignalR", {"networkACLs": {"defaultAction": "Deny", "publicNetwork": {"allow": ["ServerConnection"]}}}, False),
        ("signalrservice:SignalR", {"networkACLs": {"publicNetwork": {"deny": ["ServerConnection"]}}}, True),
        ("signalrservice:SignalR", {"networkACLs": {"publicNetwork": {"deny": ["ClientConnection"]}}}, False),
        ("webpubsub:WebPubSub", {"networkACLs": {"publicNetwork": {"deny": ["RESTAPI"]}}}, True),
    ],
)
def test_what_closes_a_resource_to_public_addresses(token: str, inputs: dict[str, Any], closed: bool):
    assert admission(token, inputs).closed is closed


def test_the_default_action_of_a_namespaces_rule_set_closes_it_and_that_of_a_neighbour_does_not():
    assert admission("eventhub:Namespace", {}, NamespaceNetworkRuleSet={"defaultAction": "Deny"}).closed
    assert not admission("eventhub:Namespace", {}, NamespaceNetworkRuleSet={"defaultAction": "Allow"}).closed


@pytest.mark.parametrize(
    ("token", "inputs", "low", "high"),
    [
        ("cosmosdb:DatabaseAccount", {"ipRules": [{"ipAddressOrRange": "203.0.113.0/30"}]}, "203.0.113.0", "203.0.113.3"),
        ("keyvault:Vault", {"properties": {"networkAcls": {"ipRules": [{"value": "203.0.113.9"}]}}}, "203.0.113.9", "203.0.113.9"),
        ("kusto:Cluster", {"allowedIpRangeList": ["203.0.113.4/31"]}, "203.0.113.4", "203.0.113.5"),
    ],
)
def test_addresses_of_a_resources_own_rules(token: str, inputs: dict[str, Any], low: str, high: str):
    assert admission(token, inputs).ranges == ((number(low), number(high)),)


def test_addresses_and_subnets_of_its_children():
    addresses = {"startIpAddress": "198.51.100.1", "endIpAddress": "198.51.100.9"}
    found = admission("sql:Server", {}, FirewallRule=addresses, VirtualNetworkRule={"virtualNetworkSubnetId": SUBNET})
    assert found.ranges == ((number("198.51.100.1"), number("198.51.100.9")),)
    assert found.subnets == (SUBNET,)
    assert not found.azure


@pytest.mark.parametrize(("token", "child", "azure"), [("sql:Server", "FirewallRule", True), ("redis:Redis", "FirewallRule", False)])
def test_the_address_0_0_0_0_means_all_of_azure_where_the_service_says_so(token: str, child: str, azure: bool):
    everything = {"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0", "startIP": "0.0.0.0", "endIP": "0.0.0.0"}
    assert admission(token, {}, **{child: everything}).azure is azure


def test_a_text_that_is_no_address_admits_nobody():
    assert admission("kusto:Cluster", {"allowedIpRangeList": ["*", "AzureCloud"]}).ranges == ()


@pytest.mark.parametrize(
    ("token", "inputs"),
    [("redis:Redis", {"subnetId": SUBNET}), ("dbformysql:Server", {"network": {"delegatedSubnetResourceId": SUBNET}})],
)
def test_a_resource_that_lies_in_a_subnet(token: str, inputs: dict[str, Any]):
    assert admission(token, inputs).subnet == SUBNET
