"""Microsoft.Maps: accounts and their keys."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.plain import table
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource, listing, reading

__all__ = ["SERVICE"]


def _account(write: Write) -> JsonDict:
    unique = (
        write.cloud.new_guid("maps " + write.id) if write.previous is None else table(write.previous.outputs, "properties").get("uniqueId")
    )
    return {"properties": {**table(write.outputs, "properties"), "uniqueId": unique, "provisioningState": "Succeeded"}}


_ACCOUNT = ResourceType(
    token="azure-native:maps:Account",
    kind="Microsoft.Maps/accounts",
    path=GROUP + "/providers/Microsoft.Maps/accounts/{accountName}",
    name="accountName",
    name_rule=NameRule(r"[A-Za-z0-9][\w.-]{0,97}", "1-98 letters, digits, . _ -, beginning with a letter or digit"),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_account),
)

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
