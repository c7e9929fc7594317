"""Microsoft.Cdn: profiles and endpoints of CDN and Front Door."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.plain_resource import PlainResource, guid, id_hash

__all__ = ["SERVICE"]

SERVICE = Service(
    "Microsoft.Cdn",
    (
        # provider/pkg/gen/replacement.go
        ResourceType(
            token="azure-native:cdn:Profile",
            kind="Microsoft.Cdn/profiles",
            path=GROUP + "/providers/Microsoft.Cdn/profiles/{profileName}",
            name="profileName",
            replaces=frozenset({"location", "sku.name"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {"resourceState": "Active", "frontDoorId": guid(write, "profile"), "kind": "cdn"}
            ),
        ),
        # learn.microsoft.com/azure/cdn/cdn-create-endpoint-how-to
        ResourceType(
            token="azure-native:cdn:Endpoint",
            kind="Microsoft.Cdn/profiles/endpoints",
            path=GROUP + "/providers/Microsoft.Cdn/profiles/{profileName}/endpoints/{endpointName}",
            name="endpointName",
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(outputs=lambda write: {"resourceState": "Running", "hostName": f"{write.arm.name}.azureedge.net"}),
        ),
        # learn.microsoft.com/azure/frontdoor/endpoint
        ResourceType(
            token="azure-native:cdn:AFDEndpoint",
            kind="Microsoft.Cdn/profiles/afdEndpoints",
            path=GROUP + "/providers/Microsoft.Cdn/profiles/{profileName}/afdEndpoints/{endpointName}",
            name="endpointName",
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {"deploymentStatus": "NotStarted", "hostName": f"{write.arm.name}-{id_hash(write)}.z01.azurefd.net"}
            ),
        ),
    ),
)
