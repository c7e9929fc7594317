"""Services whose resources only stand there: ids as Azure writes them, what Azure adds, keys for those who may list them."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict
from tests.rehearsal.services.examples.plain import PLACE, build
from tests.rehearsal.world import World

# The function, its arguments beside the group, the right that it takes, and where the key is.
KEYS: list[tuple[str, str, dict[str, str], str, list[Any]]] = [
    (
        "appconfiguration",
        "listConfigurationStoreKeys",
        {"configStoreName": "firstone"},
        "AppConfiguration/configurationStores",
        ["value", 0, "value"],
    ),
    (
        "eventhub",
        "listNamespaceKeys",
        {"namespaceName": "firstone", "authorizationRuleName": "RootManageSharedAccessKey"},
        "EventHub/namespaces",
        ["primaryKey"],
    ),
    (
        "servicebus",
        "listNamespaceKeys",
        {"namespaceName": "firstone", "authorizationRuleName": "RootManageSharedAccessKey"},
        "ServiceBus/namespaces",
        ["primaryKey"],
    ),
    ("signalrservice", "listSignalRKeys", {"resourceName": "firstone"}, "SignalRService/signalR", ["primaryKey"]),
    ("webpubsub", "listWebPubSubKeys", {"resourceName": "firstone"}, "SignalRService/webPubSub", ["primaryKey"]),
    ("search", "listAdminKey", {"searchServiceName": "firstone"}, "Search/searchServices", ["primaryKey"]),
    ("eventgrid", "listTopicSharedAccessKeys", {"topicName": "firstone"}, "EventGrid/topics", ["key1"]),
    ("eventgrid", "listDomainSharedAccessKeys", {"domainName": "firstone"}, "EventGrid/domains", ["key1"]),
    ("eventgrid", "listNamespaceSharedAccessKeys", {"namespaceName": "firstone"}, "EventGrid/namespaces", ["key1"]),
    ("maps", "listAccountKeys", {"accountName": "firstone"}, "Maps/accounts", ["primaryKey"]),
    (
        "communication",
        "listCommunicationServiceKeys",
        {"communicationServiceName": "firstone"},
        "Communication/communicationServices",
        ["primaryKey"],
    ),
]
READ = [
    ("eventgrid:getTopic", {"topicName": "firstone"}, "endpoint"),
    ("eventgrid:getDomain", {"domainName": "firstone"}, "endpoint"),
    ("eventgrid:getNamespace", {"namespaceName": "firstone"}, "topicsConfiguration"),
    ("maps:getAccount", {"accountName": "firstone"}, "properties"),
    ("containerregistry:getRegistry", {"registryName": "firstone"}, "loginServer"),
    ("communication:getCommunicationService", {"communicationServiceName": "firstone"}, "hostName"),
    ("monitor:getDataCollectionRule", {"dataCollectionRuleName": "firstone"}, "immutableId"),
    ("operationalinsights:getWorkspace", {"workspaceName": "plain-logs"}, "customerId"),
    ("cognitiveservices:getAccount", {"accountName": "firstone"}, "location"),
]


@pytest.fixture
def world() -> World:
    return World()


def test_ids_are_azures(world: World):
    for end, (*_, made) in build(world).items():
        assert made.id.endswith(f"/resourceGroups/rg/providers/{end}")
        assert world.cloud.type_of(made.token).grade == "exact"


def test_a_part_needs_what_it_lies_in(world: World):
    with pytest.raises(AzureError, match="ParentResourceNotFound"):
        world.make("azure-native:servicebus:Queue", {"namespaceName": "nowhere", "queueName": "two"})


@pytest.mark.behaviour(
    "Messaging, search, registries, maps, configuration", "Keys are listed for who may list them; reading tells what Azure added."
)
@pytest.mark.parametrize(("module", "function", "names", "kind", "path"), KEYS, ids=[f"{one[0]}-{one[1]}" for one in KEYS])
def test_keys_are_listed_for_who_may(world: World, module: str, function: str, names: dict[str, str], kind: str, path: list[Any]):
    build(world)
    token = f"azure-native:{module}:{function}"
    arguments: JsonDict = {"resourceGroupName": "rg", **names}
    found: Any = world.cloud.invoke(token, arguments)
    again: Any = world.cloud.invoke(token, arguments)
    for step in path:
        found, again = found[step], again[step]
    assert found == again
    assert len(str(found)) >= 40


@pytest.mark.behaviour(beside="test_keys_are_listed_for_who_may")
@pytest.mark.parametrize(("module", "function", "names", "kind", "path"), KEYS, ids=[f"{one[0]}-{one[1]}" for one in KEYS])
def test_keys_are_refused_to_who_may_only_read(world: World, module: str, function: str, names: dict[str, str], kind: str, path: list[Any]):
    build(world)
    reader = Cloud.load(world.cloud.dump(), options=Options(deployer_roles=("Reader",)))
    with pytest.raises(AzureError, match=f"(?i)AuthorizationFailed.*Microsoft.{kind}/.*key"):
        reader.invoke(f"azure-native:{module}:{function}", {"resourceGroupName": "rg", **names})


@pytest.mark.behaviour(beside="test_keys_are_listed_for_who_may")
@pytest.mark.parametrize(("function", "names", "output"), READ, ids=[one[0] for one in READ])
def test_reading_tells_what_azure_added(world: World, function: str, names: dict[str, str], output: str):
    build(world)
    assert world.cloud.invoke(f"azure-native:{function}", {"resourceGroupName": "rg", **names})[output]
    with pytest.raises(AzureError, match="ResourceNotFound"):
        world.cloud.invoke(f"azure-native:{function}", {"resourceGroupName": "rg", **dict.fromkeys(names, "nothing")})


def test_what_azure_made_once_stays(world: World):
    made = world.make("azure-native:maps:Account", {**PLACE, "accountName": "firstone", "sku": {"name": "G2"}})
    rule = world.make("azure-native:monitor:DataCollectionRule", {**PLACE, "dataCollectionRuleName": "firstone"})
    assert world.change(made, tags={"a": "b"})["properties"]["uniqueId"] == made["properties"]["uniqueId"]
    assert world.change(rule, tags={"a": "b"})["immutableId"] == rule["immutableId"]
