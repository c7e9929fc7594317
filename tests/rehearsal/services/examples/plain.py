"""Services whose resources only stand there: one of each type, with what it lies in."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.world import Made, World

PLACE = {"location": "westeurope"}
SKU = {"sku": {"name": "Standard"}}
# Each resource with what it lies in before it, and the end of the last one's id.
CHAINS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "Microsoft.AppConfiguration/configurationStores/firstone": [
        ("appconfiguration:ConfigurationStore", {"configStoreName": "firstone", **SKU})
    ],
    "Microsoft.EventHub/namespaces/firstone/eventhubs/two/consumergroups/three": [
        ("eventhub:Namespace", {"namespaceName": "firstone"}),
        ("eventhub:EventHub", {"namespaceName": "firstone", "eventHubName": "two"}),
        ("eventhub:ConsumerGroup", {"namespaceName": "firstone", "eventHubName": "two", "consumerGroupName": "three"}),
    ],
    "Microsoft.ServiceBus/namespaces/firstone/topics/two/subscriptions/three": [
        ("servicebus:Namespace", {"namespaceName": "firstone"}),
        ("servicebus:Topic", {"namespaceName": "firstone", "topicName": "two"}),
        ("servicebus:Subscription", {"namespaceName": "firstone", "topicName": "two", "subscriptionName": "three"}),
    ],
    "Microsoft.SignalRService/signalR/firstone": [("signalrservice:SignalR", {"resourceName": "firstone"})],
    "Microsoft.SignalRService/webPubSub/firstone": [("webpubsub:WebPubSub", {"resourceName": "firstone"})],
    "Microsoft.Search/searchServices/firstone": [("search:Service", {"searchServiceName": "firstone"})],
    "Microsoft.ContainerRegistry/registries/firstone": [("containerregistry:Registry", {"registryName": "firstone", **SKU})],
    "Microsoft.EventGrid/topics/firstone": [("eventgrid:Topic", {"topicName": "firstone"})],
    "Microsoft.EventGrid/domains/firstone/topics/two": [
        ("eventgrid:Domain", {"domainName": "firstone"}),
        ("eventgrid:DomainTopic", {"domainName": "firstone", "domainTopicName": "two"}),
    ],
    "Microsoft.EventGrid/namespaces/firstone/topics/two/eventSubscriptions/three": [
        ("eventgrid:Namespace", {"namespaceName": "firstone"}),
        ("eventgrid:NamespaceTopic", {"namespaceName": "firstone", "topicName": "two"}),
        ("eventgrid:NamespaceTopicEventSubscription", {"namespaceName": "firstone", "topicName": "two", "eventSubscriptionName": "three"}),
    ],
    "Microsoft.Maps/accounts/firstone": [("maps:Account", {"accountName": "firstone", "sku": {"name": "G2"}})],
    "Microsoft.Communication/communicationServices/firstone": [
        ("communication:CommunicationService", {"communicationServiceName": "firstone", "dataLocation": "Europe"})
    ],
    "Microsoft.Insights/dataCollectionRules/firstone": [("monitor:DataCollectionRule", {"dataCollectionRuleName": "firstone"})],
    "Microsoft.OperationalInsights/workspaces/plain-logs/tables/Two_CL": [
        ("operationalinsights:Workspace", {"workspaceName": "plain-logs"}),
        ("operationalinsights:Table", {"workspaceName": "plain-logs", "tableName": "Two_CL"}),
    ],
    "Microsoft.CognitiveServices/accounts/firstone/projects/two": [
        ("cognitiveservices:Account", {"accountName": "firstone", "kind": "AIServices", "sku": {"name": "S0"}}),
        ("cognitiveservices:Project", {"accountName": "firstone", "projectName": "two"}),
    ],
}
QUEUE = ("azure-native:servicebus:Queue", {"namespaceName": "firstone", "queueName": "two"})


def build(world: World) -> dict[str, list[Made]]:
    """Make all of them; by the end of the last id of each chain."""
    made: dict[str, list[Made]] = {}
    for end, chain in CHAINS.items():
        tops = [{**PLACE, **inputs} if at == 0 else inputs for at, (_, inputs) in enumerate(chain)]
        made[end] = [world.make(f"azure-native:{token}", inputs) for (token, _), inputs in zip(chain, tops, strict=True)]
    return made


def make(world: World) -> list[Made]:
    return [*(one for chain in build(world).values() for one in chain), world.make(*QUEUE)]
