"""Microsoft.SignalRService: SignalR and Web PubSub."""

from __future__ import annotations

from collections.abc import Callable

from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

from ._plain import listing, top

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


_SIGNALR = top("signalrservice:SignalR", "Microsoft.SignalRService/signalR", "resourceName", _at("service.signalr.net"))
_PUBSUB = top("webpubsub:WebPubSub", "Microsoft.SignalRService/webPubSub", "resourceName", _at("webpubsub.azure.com"))

SERVICE = Service(
    "Microsoft.SignalRService",
    (_SIGNALR, _PUBSUB),
    {
        "azure-native:signalrservice:listSignalRKeys": listing(_SIGNALR, "listKeys/action", _keys),
        "azure-native:webpubsub:listWebPubSubKeys": listing(_PUBSUB, "listKeys/action", _keys),
    },
)
