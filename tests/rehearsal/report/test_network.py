"""Whether public switches, firewalls and subnet rules of a target let an app through."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.core.state import Record
from azure_rehearsal.report.network import network_finding
from azure_rehearsal.report.verdict import Finding, Verdict
from tests.rehearsal.world import Made, World

SUBNET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/apps"
OTHER = SUBNET + "-other"
OUTBOUND = ("198.51.100.7", "198.51.100.8")


class Way:
    """An app, and a target whose record the test writes itself: what Azure would refuse to make is another test's subject."""

    def __init__(self, token: str, *, subnet: str | None = None, routed: bool = False, **inputs: Any) -> None:
        self.world = World()
        self.app: Made = self.world.site()
        site = self.world.cloud.state.get(self.app.id)
        assert site is not None
        self.site = site
        assert site.outputs["outboundIpAddresses"] == ",".join(OUTBOUND)
        site.inputs |= {"virtualNetworkSubnetId": subnet} if subnet else {}
        site.inputs |= {"siteConfig": {"vnetRouteAllEnabled": True}} if routed else {}
        self.token = f"azure-native:{token}"
        self.target = f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.X/things/{token.rpartition(':')[2].lower()}"
        self.world.cloud.state.put(Record(self.target, self.token, inputs))

    def child(self, type: str, **inputs: Any) -> Way:
        id = f"{self.target}/{type}/{len(self.world.cloud.state.within(self.target))}"
        self.world.cloud.state.put(Record(id, f"{self.token.rpartition(':')[0]}:{type}", inputs))
        return self

    def endpoint(self, *groups: str) -> Way:
        link = {"privateLinkServiceId": self.target, "groupIds": list(groups)}
        inputs: Any = {"subnet": {"id": OTHER}, "privateLinkServiceConnections": [link]}
        id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/endpoint"
        self.world.cloud.state.put(Record(id, "azure-native:network:PrivateEndpoint", inputs))
        return self

    def finding(self, below: str = "") -> Finding | None:
        return network_finding(self.world.cloud, self.site, self.target + below)

    def verdict(self, below: str = "") -> Verdict:
        found = self.finding(below)
        return Verdict.WORKS if found is None else found.verdict


def rule(start: str, end: str | None = None) -> dict[str, Any]:
    return {"startIpAddress": start, "endIpAddress": end or start, "startIP": start, "endIP": end or start}


@pytest.mark.parametrize("token", ["sql:Server", "dbforpostgresql:Server", "dbformysql:Server"])
def test_a_database_server_admits_nobody_without_a_rule(token: str):
    assert Way(token).verdict() is Verdict.BROKEN
    assert Way(token).child("FirewallRule", **rule("203.0.113.1")).verdict() is Verdict.BROKEN
    assert Way(token).child("FirewallRule", **rule(OUTBOUND[0])).verdict() is Verdict.BROKEN, "the app has a second address"
    assert Way(token).child("FirewallRule", **rule(*OUTBOUND)).verdict() is Verdict.WORKS
    assert Way(token).child("FirewallRule", **rule("0.0.0.0")).verdict() is Verdict.WORKS
    found = Way(token).finding()
    assert found is not None
    assert "no rule names its outbound addresses" in found.text
    assert found.source.startswith("learn.microsoft.com")


@pytest.mark.parametrize(
    ("token", "off"),
    [
        ("sql:Server", {"publicNetworkAccess": "Disabled"}),
        ("dbforpostgresql:Server", {"network": {"publicNetworkAccess": "Disabled"}}),
        ("dbformysql:Server", {"network": {"publicNetworkAccess": "Disabled"}}),
        ("redis:Redis", {"publicNetworkAccess": "Disabled"}),
        ("redisenterprise:RedisEnterprise", {"publicNetworkAccess": "Disabled"}),
        ("search:Service", {"publicNetworkAccess": "disabled"}),
        ("cosmosdb:DatabaseAccount", {"publicNetworkAccess": "Disabled"}),
        ("storage:StorageAccount", {"publicNetworkAccess": "Disabled"}),
        ("keyvault:Vault", {"properties": {"publicNetworkAccess": "disabled"}}),
        ("cognitiveservices:Account", {"properties": {"publicNetworkAccess": "Disabled"}}),
        ("servicebus:Namespace", {"publicNetworkAccess": "Disabled"}),
        ("eventhub:Namespace", {"publicNetworkAccess": "Disabled"}),
        ("eventgrid:Topic", {"publicNetworkAccess": "Disabled"}),
        ("appconfiguration:ConfigurationStore", {"publicNetworkAccess": "Disabled"}),
        ("containerregistry:Registry", {"publicNetworkAccess": "Disabled"}),
        ("signalrservice:SignalR", {"publicNetworkAccess": "Disabled"}),
        ("webpubsub:WebPubSub", {"publicNetworkAccess": "Disabled"}),
        ("kusto:Cluster", {"publicNetworkAccess": "Disabled"}),
        ("operationalinsights:Workspace", {"publicNetworkAccessForQuery": "Disabled"}),
        ("applicationinsights:Component", {"publicNetworkAccessForIngestion": "Disabled"}),
        ("monitor:DataCollectionEndpoint", {"networkAcls": {"publicNetworkAccess": "Disabled"}}),
        ("web:WebApp", {"publicNetworkAccess": "Disabled"}),
    ],
)
def test_public_access_that_is_off_breaks_the_way_and_a_private_endpoint_leaves_it_open(token: str, off: dict[str, Any]):
    """With an endpoint, and an app in a network, routes and DNS decide: that isn't checked."""
    found = Way(token, **off).finding()
    assert found is not None
    assert (found.verdict, "public network access of" in found.text) == (Verdict.BROKEN, True)
    assert Way(token, **off).child("FirewallRule", **rule("0.0.0.0")).verdict() is Verdict.BROKEN, "rules don't count behind the switch"
    assert Way(token, subnet=SUBNET, **off).verdict() is Verdict.BROKEN
    assert Way(token, subnet=SUBNET, **off).endpoint().verdict() is Verdict.UNCHECKED
    lone = Way(token, **off).endpoint().finding()
    assert lone is not None
    assert (lone.verdict, "isn't integrated with a network" in lone.text) == (Verdict.BROKEN, True)


@pytest.mark.parametrize(
    ("token", "rules"),
    [
        ("search:Service", {"networkRuleSet": {"ipRules": [{"value": "{}"}]}}),
        ("cosmosdb:DatabaseAccount", {"ipRules": [{"ipAddressOrRange": "{}"}]}),
        ("cognitiveservices:Account", {"properties": {"networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "{}"}]}}}),
        ("eventgrid:Domain", {"inboundIpRules": [{"ipMask": "{}", "action": "Allow"}]}),
        ("containerregistry:Registry", {"networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "{}"}]}}),
        ("kusto:Cluster", {"allowedIpRangeList": ["{}"]}),
    ],
)
def test_a_firewall_admits_the_app_by_its_addresses_alone(token: str, rules: dict[str, Any]):
    def with_addresses(value: Any, address: str) -> Any:
        if isinstance(value, dict):
            return {key: with_addresses(item, address) for key, item in value.items()}
        if isinstance(value, list):
            return [with_addresses(item, address) for item in value]
        return address if value == "{}" else value

    assert Way(token, **with_addresses(rules, "203.0.113.0/24")).verdict() is Verdict.BROKEN
    assert Way(token, **with_addresses(rules, "198.51.100.0/24")).verdict() is Verdict.WORKS
    routed = Way(token, subnet=SUBNET, routed=True, **with_addresses(rules, "198.51.100.0/24"))
    assert routed.verdict() is Verdict.UNCHECKED, "traffic leaves through the subnet: nobody knows from which address"


@pytest.mark.parametrize("token", ["storage:StorageAccount", "keyvault:Vault"])
def test_address_rules_do_not_count_where_the_service_says_so(token: str):
    inner = {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "198.51.100.0/24", "value": "198.51.100.0/24"}]}
    inputs = {"networkRuleSet": inner, "properties": {"networkAcls": inner}}
    assert Way(token, **inputs).verdict() is Verdict.BROKEN


@pytest.mark.parametrize(
    ("token", "rules"),
    [
        (
            "storage:StorageAccount",
            {"networkRuleSet": {"defaultAction": "Deny", "virtualNetworkRules": [{"virtualNetworkResourceId": SUBNET.upper()}]}},
        ),
        ("keyvault:Vault", {"properties": {"networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": SUBNET}]}}}),
        ("cosmosdb:DatabaseAccount", {"isVirtualNetworkFilterEnabled": True, "virtualNetworkRules": [{"id": SUBNET}]}),
    ],
)
def test_a_rule_for_the_apps_subnet_admits_it(token: str, rules: dict[str, Any]):
    assert Way(token, subnet=SUBNET, **rules).verdict() is Verdict.WORKS
    assert Way(token, subnet=OTHER, **rules).verdict() is Verdict.BROKEN
    assert Way(token, **rules).verdict() is Verdict.BROKEN


def test_all_of_azure_does_not_hold_an_app_whose_traffic_leaves_through_its_subnet():
    way = Way("sql:Server", subnet=SUBNET, routed=True).child("FirewallRule", **rule("0.0.0.0"))
    assert way.verdict() is not Verdict.WORKS
    assert Way("sql:Server", subnet=SUBNET).child("FirewallRule", **rule("0.0.0.0")).verdict() is Verdict.WORKS


def test_a_server_in_a_subnet_is_reached_from_a_network_only():
    inside: dict[str, Any] = {"network": {"delegatedSubnetResourceId": OTHER}}
    assert Way("dbforpostgresql:Server", **inside).verdict() is Verdict.BROKEN
    assert Way("dbforpostgresql:Server", subnet=SUBNET, **inside).verdict() is Verdict.UNCHECKED


def test_an_endpoint_for_blobs_leads_to_no_queue():
    off: dict[str, Any] = {"publicNetworkAccess": "Disabled"}
    way = Way("storage:StorageAccount", subnet=SUBNET, **off).endpoint("blob")
    assert way.verdict("/blobServices/default/containers/c") is Verdict.UNCHECKED
    assert way.verdict("/queueServices/default/queues/q") is Verdict.BROKEN


def test_a_perimeter_decides_for_itself():
    found = Way("storage:StorageAccount", publicNetworkAccess="SecuredByPerimeter").finding()
    assert found is not None
    assert (found.verdict, "perimeter" in found.text) == (Verdict.UNCHECKED, True)


@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        ([], Verdict.WORKS),
        ([{"ipAddress": "203.0.113.0/24", "action": "Allow", "priority": 100}], Verdict.BROKEN),
        ([{"ipAddress": "198.51.100.0/24", "action": "Allow", "priority": 100}], Verdict.WORKS),
        ([{"ipAddress": "AzureCloud", "tag": "ServiceTag", "action": "Allow", "priority": 100}], Verdict.WORKS),
        ([{"ipAddress": "AzureFrontDoor.Backend", "tag": "ServiceTag", "action": "Allow", "priority": 100}], Verdict.BROKEN),
        (
            [
                {"ipAddress": "Any", "action": "Deny", "priority": 200},
                {"ipAddress": "198.51.100.7/31", "action": "Allow", "priority": 100},
            ],
            Verdict.BROKEN,
        ),
    ],
)
def test_the_access_restrictions_of_an_app_that_is_called(rules: list[dict[str, Any]], verdict: Verdict):
    assert Way("web:WebApp", siteConfig={"ipSecurityRestrictions": rules}).verdict() is verdict


def test_a_type_that_nobody_described_is_not_checked_unless_its_switch_is_off():
    assert Way("signalrservice:Nobody").verdict() is Verdict.UNCHECKED
    assert Way("signalrservice:Nobody", publicNetworkAccess="Disabled").verdict() is Verdict.BROKEN
    assert Way("signalrservice:Nobody", properties={"publicNetworkAccess": "Disabled"}).verdict() is Verdict.BROKEN
