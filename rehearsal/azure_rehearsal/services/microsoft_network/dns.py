"""Zones of DNS, public and private, and their links to networks and private endpoints."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NETWORK_NAME, NameRule, any_name, specification
from azure_rehearsal.core.resource_type import GROUP, ResourceType
from azure_rehearsal.services.shared.plain_resource import PlainResource, etag, guid

__all__ = ["DNS"]

_ZONE = NameRule(r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})+", "2-34 labels of letters, digits, _ and -, with periods between them")
DNS: tuple[ResourceType, ...] = (
    # learn.microsoft.com/azure/private-link/private-endpoint-dns
    ResourceType(
        token="azure-native:network:PrivateDnsZoneGroup",
        kind="Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        path=GROUP + "/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        name="privateDnsZoneGroupName",
        name_rule=any_name(specification("Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "2025-09-01")),
        behaviour=PlainResource(outputs=lambda write: {"etag": etag(write)}, refers=("privateDnsZoneConfigs.privateDnsZoneId",)),
    ),
    # learn.microsoft.com/azure/dns/private-dns-privatednszone
    ResourceType(
        token="azure-native:privatedns:PrivateZone",
        kind="Microsoft.Network/privateDnsZones",
        path=GROUP + "/providers/Microsoft.Network/privateDnsZones/{privateZoneName}",
        name="privateZoneName",
        name_rule=_ZONE,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(
            outputs=lambda write: {
                "maxNumberOfRecordSets": 25000,
                "numberOfRecordSets": 1,
                "numberOfVirtualNetworkLinks": 0,
                "etag": guid(write, "etag"),
            }
        ),
    ),
    # learn.microsoft.com/azure/dns/private-dns-virtual-network-links
    ResourceType(
        token="azure-native:privatedns:VirtualNetworkLink",
        kind="Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        path=GROUP + "/providers/Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
        name="virtualNetworkLinkName",
        name_rule=NETWORK_NAME,
        replaces=frozenset({"location", "virtualNetwork"}),
        location=True,
        behaviour=PlainResource(
            outputs=lambda write: {"virtualNetworkLinkState": "Completed", "etag": guid(write, "etag")}, refers=("virtualNetwork.id",)
        ),
    ),
    # learn.microsoft.com/azure/dns/private-dns-privatednszone
    ResourceType(
        token="azure-native:privatedns:PrivateRecordSet",
        kind="Microsoft.Network/privateDnsZones/{recordType}",
        path=GROUP + "/providers/Microsoft.Network/privateDnsZones/{privateZoneName}/{recordType}/{relativeRecordSetName}",
        name="relativeRecordSetName",
        name_rule=any_name(specification("Microsoft.Network/privateDnsZones/A", "2024-06-01")),
        behaviour=PlainResource(
            outputs=lambda write: {
                "fqdn": f"{write.inputs['relativeRecordSetName']}.{write.inputs['privateZoneName']}.",
                "isAutoRegistered": False,
                "etag": guid(write, "etag"),
            }
        ),
    ),
    # learn.microsoft.com/azure/dns/dns-zones-records
    ResourceType(
        token="azure-native:dns:Zone",
        kind="Microsoft.Network/dnsZones",
        path=GROUP + "/providers/Microsoft.Network/dnsZones/{zoneName}",
        name="zoneName",
        name_rule=_ZONE,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(
            outputs=lambda write: {
                "nameServers": ["ns1-01.azure-dns.com.", "ns2-01.azure-dns.net.", "ns3-01.azure-dns.org.", "ns4-01.azure-dns.info."],
                "numberOfRecordSets": 2,
                "maxNumberOfRecordSets": 10000,
                "etag": guid(write, "etag"),
            },
            defaults={"zoneType": "Public"},
        ),
    ),
    # learn.microsoft.com/azure/dns/dns-zones-records
    ResourceType(
        token="azure-native:dns:RecordSet",
        kind="Microsoft.Network/dnsZones/{recordType}",
        path=GROUP + "/providers/Microsoft.Network/dnsZones/{zoneName}/{recordType}/{relativeRecordSetName}",
        name="relativeRecordSetName",
        name_rule=any_name(specification("Microsoft.Network/dnsZones/A", "2018-05-01")),
        behaviour=PlainResource(
            outputs=lambda write: {
                "fqdn": f"{write.inputs['relativeRecordSetName']}.{write.inputs['zoneName']}.",
                "etag": guid(write, "etag"),
            }
        ),
    ),
)
