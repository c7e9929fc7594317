"""Microsoft.Network, as far as it decides who reaches whom: virtual networks, subnets, private endpoints."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from dataclasses import replace

from azure_rehearsal.core.name_rules import NETWORK_NAME, NameRule
from azure_rehearsal.core.plain import set_default, tables, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonValue

from .appliances import APPLIANCES
from .dns import DNS

__all__ = ["SERVICE"]

_NETWORK = GROUP + "/providers/Microsoft.Network/virtualNetworks/{virtualNetworkName}"
_SUBNET = "azure-native:network:Subnet"


class _Part(Behaviour):
    def fill(self, write: Write) -> None:
        write.outputs["provisioningState"] = "Succeeded"
        write.outputs["etag"] = f'W/"{write.cloud.new_guid(write.id)}"'


class _Network(_Part):
    """Subnets given inline are resources too, made and replaced with their network."""

    def fill(self, write: Write) -> None:
        super().fill(write)
        write.outputs["resourceGuid"] = write.cloud.new_guid(write.id)
        listed: list[JsonValue] = [
            {**one, "id": f"{write.id}/subnets/{text(one, 'name')}", "provisioningState": "Succeeded"}
            for one in tables(write.inputs, "subnets")
        ]
        write.outputs["subnets"] = listed
        set_default(write.outputs, "enableDdosProtection", False)

    def written(self, write: Write, record: Record) -> None:
        for one in tables(write.inputs, "subnets"):
            subnet_id = f"{record.id}/subnets/{text(one, 'name')}"
            standing = write.cloud.state.get(subnet_id)
            if standing is None or standing.made_by_azure:
                write.cloud.state.put(Record(subnet_id, _SUBNET, {**one}, {**one}, made_by_azure=True))


SERVICE = Service(
    "Microsoft.Network",
    (
        ResourceType(
            token="azure-native:network:VirtualNetwork",
            kind="Microsoft.Network/virtualNetworks",
            path=_NETWORK,
            name="virtualNetworkName",
            name_rule=NameRule(
                r"[A-Za-z0-9][\w.-]{0,62}\w", "2-64 letters, digits, . _ -, beginning with a letter or digit, ending with one of these or _"
            ),
            replaces=frozenset({"location"}),  # provider/pkg/gen/replacement.go
            location=True,
            behaviour=_Network(),
        ),
        ResourceType(
            token=_SUBNET,
            kind="Microsoft.Network/virtualNetworks/subnets",
            path=_NETWORK + "/subnets/{subnetName}",
            name="subnetName",
            name_rule=NETWORK_NAME,
            behaviour=_Part(),
        ),
        ResourceType(
            token="azure-native:network:PrivateEndpoint",
            kind="Microsoft.Network/privateEndpoints",
            path=GROUP + "/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}",
            name="privateEndpointName",
            name_rule=replace(NETWORK_NAME, source="the page has no line for it; taken as its neighbours"),
            replaces=frozenset({"subnet"}),  # provider/pkg/gen/replacement.go
            location=True,
            behaviour=_Part(),
        ),
        *APPLIANCES,
        *DNS,
    ),
)
