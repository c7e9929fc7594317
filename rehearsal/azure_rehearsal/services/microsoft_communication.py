"""Microsoft.Communication: Communication Services and their keys."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import GlobalName, NameRule, specification
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource, listing, reading

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


_SERVICE = ResourceType(
    token="azure-native:communication:CommunicationService",
    kind="Microsoft.Communication/communicationServices",
    path=GROUP + "/providers/Microsoft.Communication/communicationServices/{communicationServiceName}",
    name="communicationServiceName",
    global_name=GlobalName(),
    name_rule=NameRule(
        r"[\w-]{1,63}", "1-63 letters, digits, _ and -", source=specification("Microsoft.Communication/communicationServices", "2026-03-18")
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_service),
)

SERVICE = Service(
    "Microsoft.Communication",
    (_SERVICE,),
    {
        "azure-native:communication:getCommunicationService": reading(_SERVICE),
        "azure-native:communication:listCommunicationServiceKeys": listing(_SERVICE, "listKeys/action", _keys),
    },
)
