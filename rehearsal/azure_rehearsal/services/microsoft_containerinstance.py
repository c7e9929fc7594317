"""Microsoft.ContainerInstance: container groups."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.plain_resource import PlainResource, joined, place

__all__ = ["SERVICE"]

SERVICE = Service(
    "Microsoft.ContainerInstance",
    (
        # learn.microsoft.com/azure/container-instances/container-instances-container-groups
        ResourceType(
            token="azure-native:containerinstance:ContainerGroup",
            kind="Microsoft.ContainerInstance/containerGroups",
            path=GROUP + "/providers/Microsoft.ContainerInstance/containerGroups/{containerGroupName}",
            name="containerGroupName",
            name_rule=NameRule(r"(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*", "1-63 small letters, digits and single hyphens inside"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {
                    "ipAddress.ip": "203.0.113.40",
                    "ipAddress.fqdn": joined(text(write.inputs, "ipAddress", "dnsNameLabel"), f".{place(write)}.azurecontainer.io"),
                }
            ),
        ),
    ),
)
