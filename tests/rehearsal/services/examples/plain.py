"""Services whose resources only stand there: one of each type, with what it lies in."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.world import Made, World

PLACE = {"location": "westeurope"}
SKU = {"sku": {"name": "Standard"}}
# Each resource with what it lies in before it, and the end of the last one's id.
CHAINS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "Microsoft.AppConfiguration/configurationStores/one": [("appconfiguration:ConfigurationStore", {"configStoreName": "one", **SKU})],
    "Microsoft.EventHub/namespaces/one/eventhubs/two/consumergroups/three": [
        ("eventhub:Namespace", {"namespaceName": "one"}),
        ("eventhub:EventHub", {"namespaceName": "one", "eventHubName": "two"}),
        ("eventhub:ConsumerGroup", {"namespaceName": "one", "eventHubName": "two", "consumerGroupName": "three"}),
    ],
    "Microsoft.ServiceBus/namespaces/one/topics/two/subscriptions/three": [
        ("servicebus:Namespace", {"namespaceName": "one"}),
        ("servicebus:Topic", {"namespaceName": "one", "topicName": "two"}),
        ("servicebus:Subscription", {"namespaceName": "one", "topicName": "two", "subscriptionName": "three"}),
    ],
    "Microsoft.SignalRService/signalR/one": [("signalrservice:SignalR", {"resourceName": "one"})],
    "Microsoft.SignalRService/webPubSub/one": [("webpubsub:WebPubSub", {"resourceName": "one"})],
    "Microsoft.Search/searchServices/one": [("search:Service", {"searchServiceName": "one"})],
    "Microsoft.ContainerRegistry/registries/one": [("containerregistry:Registry", {"registryName": "one", **SKU})],
    "Microsoft.EventGrid/topics/one": [("eventgrid:Topic", {"topicName": "one"})],
    "Microsoft.EventGrid/domains/one/topics/two": [
        ("eventgrid:Domain", {"domainName": "one"}),
        ("eventgrid:DomainTopic", {"domainName": "one", "domainTopicName": "two"}),
    ],
    "Microsoft.EventGrid/namespaces/one/topics/two/eventSubscriptions/three": [
        ("eventgrid:Namespace", {"namespaceName": "one"}),
        ("eventgrid:NamespaceTopic", {"namespaceName": "one", "topicName": "two"}),
        ("eventgrid:NamespaceTopicEventSubscription", {"namespaceName": "one", "topicName": "two", "eventSubscriptionName": "three"}),
    ],
    "Microsoft.Maps/accounts/one": [("maps:Account", {"accountName": "one", "sku": {"name": "G2"}})],
    "Microsoft.Communication/communicationServices/one": [
        ("communication:CommunicationService", {"communicationServiceName": "one", "dataLocation": "Europe"})
    ],
    "Microsoft.Insights/dataCollectionRules/one": [("monitor:DataCollectionRule", {"dataCollectionRuleName": "one"})],
    "Microsoft.OperationalInsights/workspaces/plain-logs/tables/Two_CL": [
        ("operationalinsights:Workspace", {"workspaceName": "plain-logs"}),
        ("operationalinsights:Table", {"workspaceName": "plain-logs", "tableName": "Two_CL"}),
    ],
    "Microsoft.CognitiveServices/accounts/one/projects/two": [
        ("cognitiveservices:Account", {"accountName": "one", "kind": "AIServices", "sku": {"name": "S0"}}),
        ("cognitiveservices:Project", {"accountName": "one", "projectName": "two"}),
    ],
}
QUEUE = ("azure-native:servicebus:Queue", {"namespaceName": "one", "queueName": "two"})


def build(world: World) -> dict[str, list[Made]]:
    """Make all of them; by the end of the last id of each chain."""
    made: dict[str, list[Made]] = {}
    for end, chain in CHAINS.items():
        tops = [{**PLACE, **inputs} if at == 0 else inputs for at, (_, inputs) in enumerate(chain)]
        made[end] = [world.make(f"azure-native:{token}", inputs) for (token, _), inputs in zip(chain, tops, strict=True)]
    return made


def make(world: World) -> list[Made]:
    return [*(one for chain in build(world).values() for one in chain), world.make(*QUEUE)]
