"""Microsoft.EventGrid: topics, domains, namespaces with their topics and subscriptions."""

from __future__ import annotations

from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

from ._plain import listing, part, reading, top

__all__ = ["SERVICE"]


def _host(write: Write) -> str:
    place = (text(write.inputs, "location") or "").replace(" ", "").lower()
    return f"{write.arm.name}.{place}-1.eventgrid.azure.net"


def _endpoint(write: Write) -> JsonDict:
    return {"endpoint": f"https://{_host(write)}/api/events", "metricResourceId": write.cloud.new_guid("metrics " + write.id)}


def _namespace(write: Write) -> JsonDict:
    return {"topicsConfiguration": {**table(write.outputs, "topicsConfiguration"), "hostname": _host(write)}}


def _keys(_: Record, keys: list[str]) -> JsonDict:
    return {"key1": keys[0], "key2": keys[1]}


_TOPIC = top("eventgrid:Topic", "Microsoft.EventGrid/topics", "topicName", _endpoint)
_DOMAIN = top("eventgrid:Domain", "Microsoft.EventGrid/domains", "domainName", _endpoint)
_NAMESPACE = top("eventgrid:Namespace", "Microsoft.EventGrid/namespaces", "namespaceName", _namespace)
_INNER = part(_NAMESPACE, "eventgrid:NamespaceTopic", "topics", "topicName")

SERVICE = Service(
    "Microsoft.EventGrid",
    (
        _TOPIC,
        _DOMAIN,
        _NAMESPACE,
        _INNER,
        part(_DOMAIN, "eventgrid:DomainTopic", "topics", "domainTopicName"),
        part(_INNER, "eventgrid:NamespaceTopicEventSubscription", "eventSubscriptions", "eventSubscriptionName"),
    ),
    {
        "azure-native:eventgrid:getTopic": reading(_TOPIC),
        "azure-native:eventgrid:getDomain": reading(_DOMAIN),
        "azure-native:eventgrid:getNamespace": reading(_NAMESPACE),
        "azure-native:eventgrid:listTopicSharedAccessKeys": listing(_TOPIC, "listKeys/action", _keys),
        "azure-native:eventgrid:listDomainSharedAccessKeys": listing(_DOMAIN, "listKeys/action", _keys),
        "azure-native:eventgrid:listNamespaceSharedAccessKeys": listing(_NAMESPACE, "listKeys/action", _keys),
    },
)
