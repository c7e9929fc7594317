"""Microsoft.SignalRService: SignalR and Web PubSub."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from collections.abc import Callable

from azure_rehearsal.core.name_rules import GlobalName, NameRule, specification
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource, listing

__all__ = ["SERVICE"]


def _at(domain: str) -> Callable[[Write], JsonDict]:
    def more(write: Write) -> JsonDict:
        return {
            "hostName": f"{write.arm.name}.{domain}",
            "hostNamePrefix": write.arm.name,
            "externalIP": "192.0.2.1",
            "publicPort": 443,
            "serverPort": 443,
            "version": "1.0",
        }

    return more


def _keys(record: Record, keys: list[str]) -> JsonDict:
    start = f"Endpoint=https://{text(record.outputs, 'hostName')};AccessKey="
    return {
        "primaryKey": keys[0],
        "secondaryKey": keys[1],
        "primaryConnectionString": f"{start}{keys[0]};Version=1.0;",
        "secondaryConnectionString": f"{start}{keys[1]};Version=1.0;",
    }


_NAME = NameRule(
    r"[A-Za-z][A-Za-z0-9-]{1,61}[A-Za-z0-9]",
    "3-63 letters, digits and hyphens, beginning with a letter, not ending with a hyphen",
    source=specification("Microsoft.SignalRService", "2024-03-01"),
)
_SIGNALR = ResourceType(
    token="azure-native:signalrservice:SignalR",
    kind="Microsoft.SignalRService/signalR",
    path=GROUP + "/providers/Microsoft.SignalRService/signalR/{resourceName}",
    name="resourceName",
    global_name=GlobalName(),
    name_rule=_NAME,
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_at("service.signalr.net")),
)
_PUBSUB = ResourceType(
    token="azure-native:webpubsub:WebPubSub",
    kind="Microsoft.SignalRService/webPubSub",
    path=GROUP + "/providers/Microsoft.SignalRService/webPubSub/{resourceName}",
    name="resourceName",
    global_name=GlobalName(),
    name_rule=_NAME,
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_at("webpubsub.azure.com")),
)

SERVICE = Service(
    "Microsoft.SignalRService",
    (_SIGNALR, _PUBSUB),
    {
        "azure-native:signalrservice:listSignalRKeys": listing(_SIGNALR, "listKeys/action", _keys),
        "azure-native:webpubsub:listWebPubSubKeys": listing(_PUBSUB, "listKeys/action", _keys),
    },
)
