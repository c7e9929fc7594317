"""Microsoft.AppConfiguration: stores and their access keys."""

from __future__ import annotations

from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

from ._plain import listing, top

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


STORE = top("appconfiguration:ConfigurationStore", "Microsoft.AppConfiguration/configurationStores", "configStoreName", _store)

SERVICE = Service(
    "Microsoft.AppConfiguration",
    (STORE,),
    {"azure-native:appconfiguration:listConfigurationStoreKeys": listing(STORE, "ListKeys/action", _keys)},
)
