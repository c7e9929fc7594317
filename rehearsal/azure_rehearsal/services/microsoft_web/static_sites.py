"""Static web apps."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import any_name, specification
from azure_rehearsal.core.resource_type import GROUP, ResourceType
from azure_rehearsal.services.shared.plain_resource import PlainResource, id_hash

__all__ = ["STATIC_SITES"]

STATIC_SITES: tuple[ResourceType, ...] = (
    # learn.microsoft.com/azure/static-web-apps/apis-overview
    ResourceType(
        token="azure-native:web:StaticSite",
        kind="Microsoft.Web/staticSites",
        path=GROUP + "/providers/Microsoft.Web/staticSites/{name}",
        name="name",
        name_rule=any_name(specification("Microsoft.Web/staticSites", "2025-03-01")),
        replaces=frozenset({"location"}),
        location=True,
        behaviour=PlainResource(
            outputs=lambda write: {
                "defaultHostname": f"{id_hash(write)}.azurestaticapps.net",
                "contentDistributionEndpoint": f"https://content-{id_hash(write)}.infrastructure.azurestaticapps.net",
                "keyVaultReferenceIdentity": "SystemAssigned",
            },
            defaults={"sku": {"name": "Free", "tier": "Free"}},
        ),
    ),
)
