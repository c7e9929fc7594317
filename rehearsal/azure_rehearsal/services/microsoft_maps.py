"""Microsoft.Maps: accounts and their keys."""

from __future__ import annotations

from azure_rehearsal.core.plain import table
from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.values import JsonDict

from ._plain import listing, reading, top

__all__ = ["SERVICE"]


def _account(write: Write) -> JsonDict:
    unique = (
        write.cloud.new_guid("maps " + write.id) if write.previous is None else table(write.previous.outputs, "properties").get("uniqueId")
    )
    return {"properties": {**table(write.outputs, "properties"), "uniqueId": unique, "provisioningState": "Succeeded"}}


_ACCOUNT = top("maps:Account", "Microsoft.Maps/accounts", "accountName", _account)

SERVICE = Service(
    "Microsoft.Maps",
    (_ACCOUNT,),
    {
        "azure-native:maps:getAccount": reading(_ACCOUNT),
        "azure-native:maps:listAccountKeys": listing(
            _ACCOUNT, "listKeys/action", lambda _, keys: {"primaryKey": keys[0], "secondaryKey": keys[1]}
        ),
    },
)
