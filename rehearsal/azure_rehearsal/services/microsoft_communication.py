"""Microsoft.Communication: Communication Services and their keys."""

from __future__ import annotations

from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

from ._plain import listing, reading, top

__all__ = ["SERVICE"]


def _service(write: Write) -> JsonDict:
    return {
        "hostName": f"{write.arm.name}.communication.azure.com",
        "immutableResourceId": write.cloud.new_guid("communication " + write.id),
        "version": "1",
    }


def _keys(record: Record, keys: list[str]) -> JsonDict:
    start = f"endpoint=https://{text(record.outputs, 'hostName')}/;accesskey="
    return {
        "primaryKey": keys[0],
        "secondaryKey": keys[1],
        "primaryConnectionString": start + keys[0],
        "secondaryConnectionString": start + keys[1],
    }


_SERVICE = top("communication:CommunicationService", "Microsoft.Communication/communicationServices", "communicationServiceName", _service)

SERVICE = Service(
    "Microsoft.Communication",
    (_SERVICE,),
    {
        "azure-native:communication:getCommunicationService": reading(_SERVICE),
        "azure-native:communication:listCommunicationServiceKeys": listing(_SERVICE, "listKeys/action", _keys),
    },
)
