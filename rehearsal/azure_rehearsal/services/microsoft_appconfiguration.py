"""Microsoft.AppConfiguration: stores and their access keys."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import GlobalName, NameRule, specification
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource, listing

__all__ = ["SERVICE"]


def _store(write: Write) -> JsonDict:
    return {"endpoint": f"https://{write.arm.name}.azconfig.io", "creationDate": write.cloud.clock.iso()}


def _keys(record: Record, keys: list[str]) -> JsonDict:
    endpoint = record.outputs["endpoint"]
    return {
        "value": [
            {
                "id": f"id-{number}",
                "name": words,
                "value": key,
                "connectionString": f"Endpoint={endpoint};Id=id-{number};Secret={key}",
                "readOnly": False,
                "lastModified": record.outputs["creationDate"],
            }
            for number, (words, key) in enumerate(zip(("Primary", "Secondary"), keys, strict=True))
        ]
    }


STORE = ResourceType(
    token="azure-native:appconfiguration:ConfigurationStore",
    kind="Microsoft.AppConfiguration/configurationStores",
    path=GROUP + "/providers/Microsoft.AppConfiguration/configurationStores/{configStoreName}",
    name="configStoreName",
    global_name=GlobalName("NameUnavailable", "The specified name '{name}' is already in use."),
    name_rule=NameRule(
        r"[A-Za-z0-9_-]{5,50}",
        "5-50 letters, digits, _ and -",
        source=specification("Microsoft.AppConfiguration/configurationStores", "2024-06-01"),
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_store),
)

SERVICE = Service(
    "Microsoft.AppConfiguration",
    (STORE,),
    {"azure-native:appconfiguration:listConfigurationStoreKeys": listing(STORE, "ListKeys/action", _keys)},
)
