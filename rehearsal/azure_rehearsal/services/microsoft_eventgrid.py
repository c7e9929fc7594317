"""Microsoft.EventGrid: topics, domains, namespaces with their topics and subscriptions."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule, any_name, specification
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource, guid, listing, reading

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


_TOPIC = ResourceType(
    token="azure-native:eventgrid:Topic",
    kind="Microsoft.EventGrid/topics",
    path=GROUP + "/providers/Microsoft.EventGrid/topics/{topicName}",
    name="topicName",
    name_rule=NameRule(r"[A-Za-z0-9-]{3,50}", "3-50 letters, digits and hyphens"),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_endpoint),
)
_DOMAIN = ResourceType(
    token="azure-native:eventgrid:Domain",
    kind="Microsoft.EventGrid/domains",
    path=GROUP + "/providers/Microsoft.EventGrid/domains/{domainName}",
    name="domainName",
    name_rule=NameRule(r"[A-Za-z0-9-]{3,50}", "3-50 letters, digits and hyphens"),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_endpoint),
)
_NAMESPACE = ResourceType(
    token="azure-native:eventgrid:Namespace",
    kind="Microsoft.EventGrid/namespaces",
    path=GROUP + "/providers/Microsoft.EventGrid/namespaces/{namespaceName}",
    name="namespaceName",
    name_rule=NameRule(
        r"[A-Za-z0-9-]{3,50}", "3-50 letters, digits and hyphens", source=specification("Microsoft.EventGrid/namespaces", "2025-02-15")
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(_namespace),
)
_INNER = ResourceType(
    token="azure-native:eventgrid:NamespaceTopic",
    kind=_NAMESPACE.kind + "/topics",
    path=_NAMESPACE.path + "/topics/{topicName}",
    name="topicName",
    name_rule=NameRule(
        r"[A-Za-z0-9-]{3,50}",
        "3-50 letters, digits and hyphens",
        source=specification("Microsoft.EventGrid/namespaces/topics", "2025-02-15"),
    ),
    behaviour=PlainResource(),
)

SERVICE = Service(
    "Microsoft.EventGrid",
    (
        _TOPIC,
        _DOMAIN,
        _NAMESPACE,
        _INNER,
        ResourceType(
            token="azure-native:eventgrid:DomainTopic",
            kind=_DOMAIN.kind + "/topics",
            path=_DOMAIN.path + "/topics/{domainTopicName}",
            name="domainTopicName",
            name_rule=NameRule(r"[A-Za-z0-9-]{3,50}", "3-50 letters, digits and hyphens"),
            behaviour=PlainResource(),
        ),
        ResourceType(
            token="azure-native:eventgrid:NamespaceTopicEventSubscription",
            kind=_INNER.kind + "/eventSubscriptions",
            path=_INNER.path + "/eventSubscriptions/{eventSubscriptionName}",
            name="eventSubscriptionName",
            name_rule=NameRule(
                r"[A-Za-z0-9-]{3,50}",
                "3-50 letters, digits and hyphens",
                source=specification("Microsoft.EventGrid/namespaces/topics/eventSubscriptions", "2025-02-15"),
            ),
            behaviour=PlainResource(),
        ),
        # learn.microsoft.com/azure/event-grid/system-topics
        ResourceType(
            token="azure-native:eventgrid:SystemTopic",
            kind="Microsoft.EventGrid/systemTopics",
            path=GROUP + "/providers/Microsoft.EventGrid/systemTopics/{systemTopicName}",
            name="systemTopicName",
            name_rule=any_name(specification("Microsoft.EventGrid/systemTopics", "2025-02-15")),
            replaces=frozenset({"location", "source", "topicType"}),
            location=True,
            behaviour=PlainResource(outputs=lambda write: {"metricResourceId": guid(write, "topic")}, refers=("source",)),
        ),
        # learn.microsoft.com/azure/event-grid/concepts
        ResourceType(
            token="azure-native:eventgrid:EventSubscription",
            kind="Microsoft.EventGrid/eventSubscriptions",
            path="/{scope}/providers/Microsoft.EventGrid/eventSubscriptions/{eventSubscriptionName}",
            name="eventSubscriptionName",
            name_rule=NameRule(r"[A-Za-z0-9-]{3,64}", "3-64 letters, digits and hyphens"),
            behaviour=PlainResource(
                outputs=lambda write: {"topic": text(write.inputs, "scope")}, defaults={"eventDeliverySchema": "EventGridSchema"}
            ),
        ),
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
