"""Wrong networks, security rules, addresses and private endpoints, places, tags and global names."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.world import GROUP, NETWORK, SUBNET, Made, World

from .wrong import Row

NATIVE = "azure-native:"
ENDPOINT, RULE, SECURITY = (NATIVE + "network:" + one for one in ("PrivateEndpoint", "SecurityRule", "NetworkSecurityGroup"))
RULES = "learn.microsoft.com/azure/virtual-network/network-security-groups-overview"
LINKS = "learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource"
NAMES = "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
ERRORS = "learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors"


def subnet(world: World, prefix: str, name: str = "extra", **inputs: Any) -> Made:
    return world.make(
        SUBNET,
        {
            "virtualNetworkName": world.network(apps=None).inputs["virtualNetworkName"],
            "subnetName": name,
            "addressPrefix": prefix,
            **inputs,
        },
    )


def space(world: World, prefix: str, **subnets: str) -> Made:
    listed = [{"name": name, "addressPrefix": one} for name, one in subnets.items()]
    return world.make(NETWORK, {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": [prefix]}, "subnets": listed})


def rule(name: str = "a", priority: int = 100, direction: str = "Inbound") -> dict[str, Any]:
    plain = {"access": "Allow", "protocol": "Tcp", "sourcePortRange": "*", "destinationPortRange": "80"}
    return {
        "name": name,
        "priority": priority,
        "direction": direction,
        **plain,
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
    }


def security(world: World, *rules: dict[str, Any]) -> Made:
    return world.make(SECURITY, {"networkSecurityGroupName": "nsg", "securityRules": list(rules)})


def apart(world: World, *rules: dict[str, Any]) -> list[Made]:
    security(world)
    return [world.make(RULE, {"networkSecurityGroupName": "nsg", "securityRuleName": one["name"], **one}) for one in rules]


def endpoint(world: World, target: Made, *groups: str, delegation: str | None = None, subnet: str = "links") -> Made:
    network = world.network(links=delegation)
    link = {"name": "one", "privateLinkServiceId": target.id, "groupIds": list(groups)}
    inputs = {"privateEndpointName": "pe", "subnet": {"id": f"{network.id}/subnets/{subnet}"}, "privateLinkServiceConnections": [link]}
    return world.make(ENDPOINT, inputs)


def registry(world: World, name: str = "images", sku: str = "Basic", *, group: str = "rg", **inputs: Any) -> Made:
    return world.make(NATIVE + "containerregistry:Registry", {"registryName": name, "sku": {"name": sku}, **inputs}, group=group)


def account(world: World, **inputs: Any) -> Made:
    return world.make(
        NATIVE + "storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, **inputs}
    )


def public(world: World, sku: str, method: str) -> Made:
    return world.make(
        NATIVE + "network:PublicIPAddress", {"publicIpAddressName": "ip", "sku": {"name": sku}, "publicIPAllocationMethod": method}
    )


def interface(world: World, address: str) -> Made:
    here = {
        "name": "i",
        "subnet": {"id": f"{world.network(apps=None).id}/subnets/apps"},
        "privateIPAllocationMethod": "Static",
        "privateIPAddress": address,
    }
    return world.make(NATIVE + "network:NetworkInterface", {"networkInterfaceName": "nic", "ipConfigurations": [here]})


def twice(world: World, token: str, name_input: str, **inputs: Any) -> Made:
    """The same name in two groups."""
    world.make(GROUP, {"resourceGroupName": "other", "location": "westeurope"})
    world.make(NATIVE + token, {name_input: "taken123", **inputs})
    return world.make(NATIVE + token, {name_input: "taken123", **inputs}, group="other")


def walled_vault(world: World, address: str) -> Made:
    return world.vault(networkAcls={"defaultAction": "Deny", "bypass": "None", "ipRules": [{"value": address}]})


NETWORK_ROWS = (
    Row(
        "subnet outside of its network",
        lambda w: subnet(w, "192.168.0.0/24"),
        "github.com/Azure/azure-powershell, tests of Network",
        "NetcfgInvalidSubnet",
        "Subnet 'extra' is not valid in virtual network 'net'",
    ),
    Row(
        "subnet larger than its network",
        lambda w: subnet(w, "10.0.0.0/8"),
        "github.com/Azure/azure-powershell, tests of Network",
        "NetcfgInvalidSubnet",
        "is not valid",
    ),
    Row(
        "overlapping subnets",
        lambda w: subnet(w, "10.0.0.128/25"),
        "learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
        "NetcfgSubnetRangesOverlap",
        "existing subnet 'apps'",
    ),
    Row(
        "overlapping subnets inside of a network",
        lambda w: space(w, "10.0.0.0/16", a="10.0.1.0/24", b="10.0.1.0/25"),
        "learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
        "NetcfgSubnetRangesOverlap",
        "existing subnet 'a'",
    ),
    Row("subnet beside the others", lambda w: subnet(w, "10.0.9.0/24"), "learn.microsoft.com/azure/virtual-network/virtual-networks-faq"),
    Row(
        "subnet with an IPv6 range",
        lambda w: subnet(w, "10.0.9.0/24", addressPrefixes=["2001:db8::/64"]),
        "learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview",
        "NetcfgInvalidSubnet",
        "is not valid",
    ),
    Row(
        "prefix that is none",
        lambda w: space(w, "10.0.0.0/160"),
        "github.com/hashicorp/terraform-provider-azurerm, quoted by users",
        "InvalidAddressPrefixFormat",
        "should follow CIDR notation",
    ),
    Row(
        "prefix with bits of hosts",
        lambda w: space(w, "10.0.1.1/16"),
        "github.com/hashicorp/terraform-provider-azurerm, quoted by users",
        "InvalidCIDRNotation",
        "should be 10.0.0.0/16",
    ),
    Row("two rules of one priority", lambda w: security(w, rule("a"), rule("b")), RULES, "SecurityRuleConflict", "b conflicts with rule a"),
    Row("one priority in two directions", lambda w: security(w, rule("a"), rule("b", direction="Outbound")), RULES),
    Row(
        "two rules of one priority, apart",
        lambda w: apart(w, rule("a"), rule("b")),
        RULES,
        "SecurityRuleConflict",
        "same Priority and Direction",
    ),
    Row(
        "priority below the range",
        lambda w: apart(w, rule(priority=50)),
        RULES,
        "SecurityRuleInvalidPriority",
        "Value provided: 50 Allowed range 100-4096",
    ),
    Row(
        "basic public address",
        lambda w: public(w, "Basic", "Static"),
        "learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance",
        "IPv4BasicSkuPublicIpCountLimitReached",
        "more than 0 IPv4 Basic SKU",
    ),
    Row(
        "dynamic standard address",
        lambda w: public(w, "Standard", "Dynamic"),
        "learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#sku",
        "PublicIPAddressInvalidAllocationMethodForSku",
        "must have AllocationMethod set to Static",
    ),
    Row(
        "private address outside of the subnet",
        lambda w: interface(w, "10.9.9.9"),
        ERRORS,
        "PrivateIPAddressNotInSubnet",
        "does not belong to the range of subnet prefix 10.0.0.0/24",
    ),
    Row("private address inside of the subnet", lambda w: interface(w, "10.0.0.9"), ERRORS),
    Row("endpoint with a wrong group", lambda w: endpoint(w, w.vault(), "keyvault"), LINKS, "BadRequest", "'keyvault' is not one of vault"),
    Row(
        "endpoint with the group in the plural",
        lambda w: endpoint(w, account(w), "blobs"),
        LINKS,
        "BadRequest",
        "'blobs' is not one of blob",
    ),
    Row(
        "endpoint without a group",
        lambda w: endpoint(w, account(w)),
        "github.com/hashicorp/terraform-provider-azurerm/issues/9058",
        "MissingParameterOnPrivateLinkServiceConnection",
        "missing required parameter 'group Id'",
    ),
    Row(
        "endpoint of a slot",
        lambda w: endpoint(w, w.site(plan=w.plan("S1")), "sites-staging"),
        "learn.microsoft.com/azure/app-service/overview-private-endpoint",
    ),
    Row(
        "endpoint in a delegated subnet",
        lambda w: endpoint(w, w.vault(), "vault", delegation="Microsoft.Web/serverFarms"),
        "learn.microsoft.com/azure/virtual-network/subnet-delegation-overview",
        "PrivateEndpointCannotBeCreatedInSubnet",
        "delegated to Microsoft.Web/serverFarms",
    ),
    Row(
        "endpoint in a subnet that isn't there",
        lambda w: endpoint(w, w.vault(), "vault", subnet="none"),
        ERRORS,
        "ResourceNotFound",
        "net/none",
    ),
    Row(
        "endpoint of a free app",
        lambda w: endpoint(w, w.site(plan=w.plan("F1")), "sites"),
        "learn.microsoft.com/azure/app-service/overview-private-endpoint",
        "BadRequest",
        "SkuCode 'Free' is invalid",
    ),
    Row(
        "endpoint of a consumption app",
        lambda w: endpoint(w, w.site(plan=w.plan("Y1"), kind="functionapp"), "sites"),
        "learn.microsoft.com/azure/azure-functions/functions-networking-options",
        "BadRequest",
        "SkuCode 'Dynamic' is invalid",
    ),
    Row(
        "endpoint of a basic registry",
        lambda w: endpoint(w, registry(w), "registry"),
        "learn.microsoft.com/azure/container-registry/container-registry-private-link#prerequisites",
        "BadRequest",
        "not supported for the SKU Basic",
    ),
    Row(
        "endpoint of a free search service",
        lambda w: endpoint(w, w.make(NATIVE + "search:Service", {"searchServiceName": "find", "sku": {"name": "free"}}), "searchService"),
        "learn.microsoft.com/azure/search/service-create-private-endpoint#prerequisites",
        "BadRequest",
        "billable tier",
    ),
    Row(
        "group in a region that isn't one",
        lambda w: w.make(GROUP, {"resourceGroupName": "x", "location": "mars"}),
        "recorded: Azure/azure-service-operator v2/internal/genericarmclient/recordings/Test_NewResourceGroup_Error.yaml, 2021",
        "LocationNotAvailableForResourceGroup",
        "'mars' is not available for resource group",
    ),
    Row(
        "region said for people",
        lambda w: w.make(GROUP, {"resourceGroupName": "x", "location": "West US 2"}),
        "recordings of 2023 show both names",
    ),
    Row(
        "sixty tags",
        lambda w: w.make(GROUP, {"resourceGroupName": "x", "location": "westeurope", "tags": {f"t{at}": "x" for at in range(60)}}),
        "learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations",
        "InvalidTagCount",
        "exceeds the limit of 50",
    ),
    Row(
        "tag name with a slash",
        lambda w: account(w, tags={"a/b": "c"}),
        "learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations",
        "InvalidTagNameCharacters",
        "a/b",
    ),
    Row(
        "registry of somebody else's name",
        lambda w: twice(w, "containerregistry:Registry", "registryName", sku={"name": "Basic"}),
        NAMES,
        "AlreadyInUse",
        "taken123.azurecr.io is already in use",
    ),
    Row(
        "bus of somebody else's name",
        lambda w: twice(w, "servicebus:Namespace", "namespaceName", sku={"name": "Standard"}),
        NAMES,
        "NamespaceUnavailable",
        "not available",
    ),
    Row(
        "search service of somebody else's name",
        lambda w: twice(w, "search:Service", "searchServiceName", sku={"name": "basic"}),
        NAMES,
        "ServiceNameUnavailable",
        "not available",
    ),
    Row(
        "vault rule that is no address",
        lambda w: walled_vault(w, "10.0.0.300"),
        "learn.microsoft.com/azure/key-vault/general/network-security",
        "BadRequest",
        r"Invalid value found at properties.networkAcls.ipRules\[0\].value",
    ),
    Row(
        "vault rule that is a range",
        lambda w: walled_vault(w, "203.0.113.0/24"),
        "learn.microsoft.com/azure/key-vault/general/network-security",
    ),
    Row(
        "network with inline and separate subnets",
        lambda w: w.make(
            SUBNET,
            {
                "virtualNetworkName": space(w, "10.0.0.0/16", a="10.0.0.0/24").inputs["virtualNetworkName"],
                "subnetName": "b",
                "addressPrefix": "10.0.1.0/24",
            },
        ),
        "learn.microsoft.com/azure/virtual-network/manage-virtual-network: taken, though a later write of the network drops what it doesn't list",
    ),
)
