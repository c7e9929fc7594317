"""What stands in networks: security groups, addresses, interfaces, routes, gateways, load balancers."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NETWORK_NAME, NameRule
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import GROUP, ResourceType
from azure_rehearsal.services.shared.plain_resource import PlainResource, etag, guid, joined, place

__all__ = ["APPLIANCES"]

APPLIANCES: tuple[ResourceType, ...] = (
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    ResourceType(
        token="azure-native:network:NetworkSecurityGroup",
        kind="Microsoft.Network/networkSecurityGroups",
        path=GROUP + "/providers/Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
        name="networkSecurityGroupName",
        name_rule=NameRule(r"[A-Za-z0-9](?:[\w.-]{0,78}\w)?", "1-80 letters, digits, . _ -, beginning with a letter or digit"),
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(outputs=lambda write: {"etag": etag(write), "resourceGuid": guid(write, "resource")}),
    ),
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    ResourceType(
        token="azure-native:network:SecurityRule",
        kind="Microsoft.Network/networkSecurityGroups/securityRules",
        path=GROUP + "/providers/Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}/securityRules/{securityRuleName}",
        name="securityRuleName",
        name_rule=NETWORK_NAME,
        behaviour=PlainResource(outputs=lambda write: {"etag": etag(write)}),
    ),
    # provider/pkg/gen/replacement.go
    ResourceType(
        token="azure-native:network:PublicIPAddress",
        kind="Microsoft.Network/publicIPAddresses",
        path=GROUP + "/providers/Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
        name="publicIpAddressName",
        name_rule=NETWORK_NAME,
        replaces=frozenset({"location", "publicIPAddressVersion", "publicIPPrefix", "sku"}),
        location=True,
        behaviour=PlainResource(
            outputs=lambda write: {
                "etag": etag(write),
                "resourceGuid": guid(write, "resource"),
                "ipAddress": "203.0.113.20",
                "dnsSettings.fqdn": joined(text(write.inputs, "dnsSettings", "domainNameLabel"), f".{place(write)}.cloudapp.azure.com"),
            },
            defaults={"publicIPAllocationMethod": "Dynamic", "publicIPAddressVersion": "IPv4", "idleTimeoutInMinutes": 4},
        ),
    ),
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    ResourceType(
        token="azure-native:network:NetworkInterface",
        kind="Microsoft.Network/networkInterfaces",
        path=GROUP + "/providers/Microsoft.Network/networkInterfaces/{networkInterfaceName}",
        name="networkInterfaceName",
        name_rule=NETWORK_NAME,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(
            outputs=lambda write: {"etag": etag(write), "resourceGuid": guid(write, "resource"), "macAddress": "00-00-5E-00-53-01"}
        ),
    ),
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    ResourceType(
        token="azure-native:network:RouteTable",
        kind="Microsoft.Network/routeTables",
        path=GROUP + "/providers/Microsoft.Network/routeTables/{routeTableName}",
        name="routeTableName",
        name_rule=NETWORK_NAME,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(outputs=lambda write: {"etag": etag(write), "resourceGuid": guid(write, "resource")}),
    ),
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    ResourceType(
        token="azure-native:network:NatGateway",
        kind="Microsoft.Network/natGateways",
        path=GROUP + "/providers/Microsoft.Network/natGateways/{natGatewayName}",
        name="natGatewayName",
        name_rule=NETWORK_NAME,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(outputs=lambda write: {"etag": etag(write), "resourceGuid": guid(write, "resource")}),
    ),
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    ResourceType(
        token="azure-native:network:LoadBalancer",
        kind="Microsoft.Network/loadBalancers",
        path=GROUP + "/providers/Microsoft.Network/loadBalancers/{loadBalancerName}",
        name="loadBalancerName",
        name_rule=NETWORK_NAME,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(outputs=lambda write: {"etag": etag(write), "resourceGuid": guid(write, "resource")}),
    ),
)
