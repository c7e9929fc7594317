"""Microsoft.Cdn: profiles and endpoints of CDN and Front Door."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import GlobalName, NameRule
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.plain_resource import PlainResource, guid, id_hash

__all__ = ["SERVICE"]

_ENDPOINT = NameRule(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?", "1-50 letters, digits and hyphens inside")

SERVICE = Service(
    "Microsoft.Cdn",
    (
        # provider/pkg/gen/replacement.go
        ResourceType(
            token="azure-native:cdn:Profile",
            kind="Microsoft.Cdn/profiles",
            path=GROUP + "/providers/Microsoft.Cdn/profiles/{profileName}",
            name="profileName",
            name_rule=NameRule(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,258}[A-Za-z0-9])?", "1-260 letters, digits and hyphens inside"),
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
            global_name=GlobalName(),
            name_rule=_ENDPOINT,
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
            name_rule=_ENDPOINT,
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {"deploymentStatus": "NotStarted", "hostName": f"{write.arm.name}-{id_hash(write)}.z01.azurefd.net"}
            ),
        ),
    ),
)
