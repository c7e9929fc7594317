"""Where each type of resource keeps its public switch and its network rules. A row without any is a service that has none.

A type that isn't here has rules that nobody has described yet: `network_rules.NetworkRules` says what a row takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from azure_rehearsal.core.plain import text
from azure_rehearsal.core.state import Record, State

from .network_rules import AddressRule, Closes, NetworkRules, RequestKinds, SubnetRule

__all__ = ["RULES", "walled"]

_SQL = "azure-native:sql:"
_POSTGRES = "azure-native:dbforpostgresql:"
_MYSQL = "azure-native:dbformysql:"
_SERVER_RULES: Final = (AddressRule((), "startIpAddress", "endIpAddress"),)
_LISTED: Final = "networkRuleSet"


def _messaging(module: str, noun: str, source: str) -> NetworkRules:
    """Service Bus and Event Hubs keep their rules in a child, whose switch counts as the namespace's own."""
    return NetworkRules(
        noun,
        source,
        closes=Closes.ACTION,
        action=("defaultAction",),
        addresses=(AddressRule(("ipRules",), "ipMask"),),
        subnets=(SubnetRule(("virtualNetworkRules",), ("subnet", "id")),),
        children=(f"azure-native:{module}:NamespaceNetworkRuleSet",),
    )


def _event_grid(noun: str) -> NetworkRules:
    return NetworkRules(
        noun,
        "learn.microsoft.com/azure/event-grid/configure-firewall",
        closes=Closes.RULES,
        addresses=(AddressRule(("inboundIpRules",), "ipMask"),),
    )


def _flexible_server(noun: str, token: str, source: str) -> NetworkRules:
    """Servers with public access admit nobody whom no rule names; with private access they lie in a subnet."""
    return NetworkRules(
        noun,
        source,
        switches=(("network", "publicNetworkAccess"),),
        closes=Closes.ALWAYS,
        addresses=_SERVER_RULES,
        children=(f"{token}FirewallRule",),
        azure=True,
        inside=(("network", "delegatedSubnetResourceId"),),
    )


def _hub(noun: str, *wanted: str) -> NetworkRules:
    """SignalR and Web PubSub admit kinds of requests; `wanted`: those of an app's server."""
    return NetworkRules(
        noun,
        "learn.microsoft.com/azure/azure-signalr/howto-network-access-control",
        closes=Closes.ACTION,
        action=("networkACLs", "defaultAction"),
        requests=RequestKinds(("networkACLs", "publicNetwork"), wanted),
    )


RULES: Final[Mapping[str, NetworkRules]] = {
    f"{_SQL}Server": NetworkRules(
        "SQL server",
        "learn.microsoft.com/azure/azure-sql/database/firewall-configure",
        closes=Closes.ALWAYS,
        addresses=_SERVER_RULES,
        subnets=(SubnetRule((), ("virtualNetworkSubnetId",)),),
        children=(f"{_SQL}FirewallRule", f"{_SQL}VirtualNetworkRule"),
        azure=True,
    ),
    f"{_POSTGRES}Server": _flexible_server(
        "PostgreSQL server", _POSTGRES, "learn.microsoft.com/azure/postgresql/flexible-server/concepts-firewall-rules"
    ),
    f"{_MYSQL}Server": _flexible_server(
        "MySQL server", _MYSQL, "learn.microsoft.com/azure/mysql/flexible-server/concepts-networking-public"
    ),
    "azure-native:storage:StorageAccount": NetworkRules(
        "storage account",
        "learn.microsoft.com/azure/storage/common/storage-network-security",
        closes=Closes.ACTION,
        action=(_LISTED, "defaultAction"),
        addresses=(AddressRule((_LISTED, "ipRules"), "iPAddressOrRange"),),
        subnets=(SubnetRule((_LISTED, "virtualNetworkRules"), ("virtualNetworkResourceId",)),),
        counts_apps=False,  # address rules don't count for callers in the account's own region (same page)
        # learn.microsoft.com/azure/storage/common/storage-private-endpoints: an endpoint for each service
        groups={"blobservices": "blob", "fileservices": "file", "queueservices": "queue", "tableservices": "table"},
    ),
    "azure-native:keyvault:Vault": NetworkRules(
        "vault",
        "learn.microsoft.com/azure/key-vault/general/network-security",
        switches=(("properties", "publicNetworkAccess"),),
        closes=Closes.ACTION,
        action=("properties", "networkAcls", "defaultAction"),
        addresses=(AddressRule(("properties", "networkAcls", "ipRules"), "value"),),
        subnets=(SubnetRule(("properties", "networkAcls", "virtualNetworkRules"), ("id",)),),
        counts_apps=False,  # learn.microsoft.com/azure/app-service/app-service-key-vault-references: not to be relied on
    ),
    "azure-native:cosmosdb:DatabaseAccount": NetworkRules(
        "Cosmos DB account",
        "learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall",
        closes=Closes.RULES,
        addresses=(AddressRule(("ipRules",), "ipAddressOrRange"),),
        subnets=(SubnetRule(("virtualNetworkRules",), ("id",)),),
        subnet_switch=("isVirtualNetworkFilterEnabled",),
        azure=True,
    ),
    "azure-native:redis:Redis": NetworkRules(
        "cache",
        "learn.microsoft.com/azure/azure-cache-for-redis/cache-network-isolation",
        closes=Closes.RULES,
        addresses=(AddressRule((), "startIP", "endIP"),),
        children=("azure-native:redis:FirewallRule", "azure-native:redis:RedisFirewallRule"),
        inside=(("subnetId",),),
    ),
    "azure-native:redisenterprise:RedisEnterprise": NetworkRules("cache", "learn.microsoft.com/azure/redis/private-link"),
    "azure-native:search:Service": NetworkRules(
        "search service",
        "learn.microsoft.com/azure/search/service-configure-firewall",
        closes=Closes.RULES,
        addresses=(AddressRule((_LISTED, "ipRules"), "value"),),
    ),
    "azure-native:cognitiveservices:Account": NetworkRules(
        "AI services account",
        "learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks",
        switches=(("properties", "publicNetworkAccess"),),
        closes=Closes.ACTION,
        action=("properties", "networkAcls", "defaultAction"),
        addresses=(AddressRule(("properties", "networkAcls", "ipRules"), "value"),),
        subnets=(SubnetRule(("properties", "networkAcls", "virtualNetworkRules"), ("id",)),),
    ),
    "azure-native:servicebus:Namespace": _messaging(
        "servicebus", "Service Bus namespace", "learn.microsoft.com/azure/service-bus-messaging/service-bus-ip-filtering"
    ),
    "azure-native:eventhub:Namespace": _messaging(
        "eventhub", "Event Hubs namespace", "learn.microsoft.com/azure/event-hubs/event-hubs-ip-filtering"
    ),
    "azure-native:appconfiguration:ConfigurationStore": NetworkRules(
        "App Configuration store", "learn.microsoft.com/azure/azure-app-configuration/concept-private-endpoint", off_with_endpoint=True
    ),
    "azure-native:containerregistry:Registry": NetworkRules(
        "container registry",
        "learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks",
        closes=Closes.ACTION,
        action=(_LISTED, "defaultAction"),
        addresses=(AddressRule((_LISTED, "ipRules"), "iPAddressOrRange"),),
    ),
    "azure-native:web:WebApp": NetworkRules(
        "app",
        "learn.microsoft.com/azure/app-service/overview-access-restrictions",
        switches=(("publicNetworkAccess",), ("siteConfig", "publicNetworkAccess")),
    ),
    "azure-native:web:WebAppSlot": NetworkRules(
        "slot",
        "learn.microsoft.com/azure/app-service/overview-access-restrictions",
        switches=(("publicNetworkAccess",), ("siteConfig", "publicNetworkAccess")),
    ),
    "azure-native:signalrservice:SignalR": _hub("SignalR service", "ServerConnection"),
    "azure-native:webpubsub:WebPubSub": _hub("Web PubSub service", "RESTAPI"),
    "azure-native:eventgrid:Topic": _event_grid("Event Grid topic"),
    "azure-native:eventgrid:Domain": _event_grid("Event Grid domain"),
    "azure-native:eventgrid:Namespace": _event_grid("Event Grid namespace"),
    "azure-native:kusto:Cluster": NetworkRules(
        "Data Explorer cluster",
        "learn.microsoft.com/azure/data-explorer/security-network-restrict-public-access",
        closes=Closes.RULES,
        addresses=(AddressRule(("allowedIpRangeList",)),),
    ),
    "azure-native:operationalinsights:Workspace": NetworkRules(
        "Log Analytics workspace",
        "learn.microsoft.com/azure/azure-monitor/logs/private-link-security",
        switches=(("publicNetworkAccessForQuery",),),
    ),
    "azure-native:applicationinsights:Component": NetworkRules(
        "Application Insights component",
        "learn.microsoft.com/azure/azure-monitor/logs/private-link-security",
        switches=(("publicNetworkAccessForIngestion",),),
    ),
    "azure-native:monitor:DataCollectionEndpoint": NetworkRules(
        "data collection endpoint",
        "learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-endpoint-overview",
        switches=(("networkAcls", "publicNetworkAccess"),),
    ),
    "azure-native:monitor:DataCollectionRule": NetworkRules(
        "data collection rule",
        "learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-endpoint-overview",
        switches=(),
        follows=("dataCollectionEndpointId",),
    ),
    "azure-native:maps:Account": NetworkRules(
        "Maps account", "learn.microsoft.com/azure/azure-maps/how-to-manage-authentication (no network rules)", switches=()
    ),
    "azure-native:communication:CommunicationService": NetworkRules(
        "Communication service", "learn.microsoft.com/rest/api/communication/resourcemanager/communication-services/create-or-update"
    ),
    "azure-native:iothub:IotHubResource": NetworkRules(
        "IoT hub",
        "learn.microsoft.com/azure/iot-hub/iot-hub-ip-filtering",
        switches=(("properties", "publicNetworkAccess"),),
        closes=Closes.ACTION,
        action=("properties", "networkRuleSets", "defaultAction"),
        addresses=(AddressRule(("properties", "networkRuleSets", "ipRules"), "ipMask"),),
    ),
    "azure-native:machinelearningservices:Workspace": NetworkRules(
        "Machine Learning workspace", "learn.microsoft.com/azure/machine-learning/how-to-configure-private-link"
    ),
}
"""Type token -> where it keeps its rules."""


def walled(state: State, resource_id: str) -> Record | None:
    """Whose network rules count for a resource: its own, those of what it lies in, or those of what it follows."""
    here = resource_id.rstrip("/")
    while here:
        record = state.get(here)
        rules = RULES.get(record.token) if record is not None else None
        if record is not None and rules is not None:
            followed = text(record.inputs, *rules.follows) if rules.follows else None
            return (state.get(followed) if followed else None) or record
        here = here.rpartition("/")[0]
    return None
