"""Microsoft.ServiceBus: namespaces, queues, topics, subscriptions."""

from __future__ import annotations

from azure_rehearsal.core.resource_type import Service
from azure_rehearsal.services.shared.messaging import namespace_keys, namespace_outputs

from ._plain import part, top

__all__ = ["SERVICE"]

_NAMESPACE = top("servicebus:Namespace", "Microsoft.ServiceBus/namespaces", "namespaceName", namespace_outputs)
_TOPIC = part(_NAMESPACE, "servicebus:Topic", "topics", "topicName")

SERVICE = Service(
    "Microsoft.ServiceBus",
    (
        _NAMESPACE,
        _TOPIC,
        part(_NAMESPACE, "servicebus:Queue", "queues", "queueName"),
        part(_TOPIC, "servicebus:Subscription", "subscriptions", "subscriptionName"),
    ),
    {"azure-native:servicebus:listNamespaceKeys": namespace_keys(_NAMESPACE)},
)
