"""Microsoft.Search: AI Search services and their admin keys."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import GlobalName, NameRule, specification
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource, listing

__all__ = ["SERVICE"]


def _service(write: Write) -> JsonDict:
    return {"endpoint": f"https://{write.arm.name}.search.windows.net", "status": "running", "statusDetails": ""}


_SEARCH = ResourceType(
    token="azure-native:search:Service",
    kind="Microsoft.Search/searchServices",
    path=GROUP + "/providers/Microsoft.Search/searchServices/{searchServiceName}",
    name="searchServiceName",
    global_name=GlobalName(
        "ServiceNameUnavailable", "The requested name '{name}' is not available.", source="github.com/Azure/azure-cli issues"
    ),
    name_rule=NameRule(
        r"(?=.{2,60}$)[a-z0-9][a-z0-9]+(-[a-z0-9]+)*",
        "2-60 small letters, digits and single hyphens, the first two no hyphen",
        source=specification("Microsoft.Search/searchServices", "2025-05-01"),
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_service),
)

SERVICE = Service(
    "Microsoft.Search",
    (_SEARCH,),
    {
        "azure-native:search:listAdminKey": listing(
            _SEARCH, "listAdminKeys/action", lambda _, keys: {"primaryKey": keys[0], "secondaryKey": keys[1]}
        )
    },
)
