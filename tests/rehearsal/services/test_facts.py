"""Facts that stand in the description of each exact type: which names it can have, and which of them are unique in all of Azure."""

from __future__ import annotations

import re
from typing import Any

import pytest

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.name_rules import PAGE, any_name
from azure_rehearsal.core.resource_type import ResourceType
from azure_rehearsal.services import SERVICES
from tests.rehearsal.world import GROUP, World

NAMED = [kind for service in SERVICES for kind in service.types if kind.name and kind.token.startswith("azure-native:")]
RULED = [kind for kind in NAMED if kind.name_rule and kind.name_rule.pattern != any_name("").pattern]
KNOWN_SOURCE = re.compile(rf"{re.escape(PAGE)}|github\.com/Azure/azure-rest-api-specs, Microsoft\.\w+(/\w+)*@[\d-]+|learn\.microsoft\.com/")
# The types whose scope is "global" on PAGE, and those whose names are host names of one domain: the page says nothing of them.
ON_THE_PAGE = {
    *("Microsoft.Cache/redis", "Microsoft.Cdn/profiles/endpoints", "Microsoft.ContainerRegistry/registries"),
    *("Microsoft.DBforMySQL/flexibleServers", "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.DocumentDB/databaseAccounts"),
    *("Microsoft.EventHub/namespaces", "Microsoft.KeyVault/vaults", "Microsoft.Kusto/clusters", "Microsoft.ServiceBus/namespaces"),
    *("Microsoft.SignalRService/signalR", "Microsoft.Sql/servers", "Microsoft.Storage/storageAccounts", "Microsoft.Web/sites"),
}
HOST_NAMES = {
    "Microsoft.AppConfiguration/configurationStores",  # <name>.azconfig.io
    "Microsoft.Communication/communicationServices",  # <name>.communication.azure.com
    "Microsoft.Search/searchServices",  # <name>.search.windows.net
    "Microsoft.SignalRService/webPubSub",  # <name>.webpubsub.azure.com
}


@pytest.mark.parametrize("kind", NAMED, ids=[kind.token for kind in NAMED])
def test_each_type_says_which_names_it_can_have_and_who_says_so(kind: ResourceType):
    assert kind.name_rule is not None, 'give it a rule, or any_name("where there is none")'
    said_by_itself = kind.name_rule.pattern == any_name("").pattern and ("its behaviour" in kind.name_rule.source)
    borrowed = "taken as its neighbours" in kind.name_rule.source
    assert KNOWN_SOURCE.match(kind.name_rule.source) or said_by_itself or borrowed


@pytest.mark.parametrize("kind", RULED, ids=[kind.token for kind in RULED])
def test_a_name_that_breaks_the_rule_is_said_before_anything_is_made(kind: ResourceType):
    world = World()
    assert kind.name is not None
    assert kind.name_rule is not None
    checked = world.cloud.check(kind.token, {kind.name: "?" + "a" * 2000}, urn_name="thing")
    assert kind.name_rule.words in " ".join(failure.reason for failure in checked.failures if failure.property == kind.name)


def test_most_types_have_a_rule():
    """Of the others neither the page nor the specification says anything, or their behaviour refuses in the service's words."""
    assert len(NAMED) - len(RULED) <= 20


def test_global_names_are_those_of_the_page_and_host_names():
    marked = {kind.kind for service in SERVICES for kind in service.types if kind.global_name}
    assert marked == ON_THE_PAGE | HOST_NAMES


@pytest.mark.parametrize("token", ["azure-native:servicebus:Namespace", "azure-native:relay:Namespace"], ids=["exact", "generic"])
def test_a_global_name_is_taken_in_every_group_in_any_case(token: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: scope "global"
    world = World()
    world.make(token, {"location": "westeurope", "namespaceName": "only-one"})
    world.make(GROUP, {"resourceGroupName": "second", "location": "westeurope"})
    with pytest.raises(AzureError, match="NamespaceUnavailable"):
        world.make(token, {"location": "westeurope", "namespaceName": "Only-One"}, group="second")


@pytest.mark.parametrize(
    ("token", "inputs", "code"),
    [
        ("appconfiguration:ConfigurationStore", {"configStoreName": "only-one", "sku": {"name": "Standard"}}, "NameUnavailable"),
        (
            "apimanagement:ApiManagementService",
            {
                "serviceName": "only-one",
                "sku": {"name": "Developer", "capacity": 1},
                "publisherEmail": "a@shop.example",
                "publisherName": "shop",
            },
            "ServiceAlreadyExists",
        ),
    ],
)
def test_the_second_owner_of_a_global_name_hears_the_services_code(token: str, inputs: dict[str, Any], code: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: scope "global"
    world = World()
    world.make(f"azure-native:{token}", {"location": "westeurope", **inputs})
    world.make(GROUP, {"resourceGroupName": "second", "location": "westeurope"})
    with pytest.raises(AzureError) as refused:
        world.make(f"azure-native:{token}", {"location": "westeurope", **inputs}, group="second")
    assert refused.value.code == code
