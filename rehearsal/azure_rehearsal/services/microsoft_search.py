"""Microsoft.Search: AI Search services and their admin keys."""

from __future__ import annotations

from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.values import JsonDict

from ._plain import listing, top

__all__ = ["SERVICE"]


def _service(write: Write) -> JsonDict:
    return {"endpoint": f"https://{write.arm.name}.search.windows.net", "status": "running", "statusDetails": ""}


_SEARCH = top("search:Service", "Microsoft.Search/searchServices", "searchServiceName", _service)

SERVICE = Service(
    "Microsoft.Search",
    (_SEARCH,),
    {
        "azure-native:search:listAdminKey": listing(
            _SEARCH, "listAdminKeys/action", lambda _, keys: {"primaryKey": keys[0], "secondaryKey": keys[1]}
        )
    },
)
