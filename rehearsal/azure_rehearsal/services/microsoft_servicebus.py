"""Microsoft.ServiceBus: namespaces, queues, topics, subscriptions."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.messaging import namespace_keys, namespace_outputs
from azure_rehearsal.services.shared.plain_resource import PlainResource

__all__ = ["SERVICE"]

_NAMESPACE = ResourceType(
    token="azure-native:servicebus:Namespace",
    kind="Microsoft.ServiceBus/namespaces",
    path=GROUP + "/providers/Microsoft.ServiceBus/namespaces/{namespaceName}",
    name="namespaceName",
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(namespace_outputs),
)
_TOPIC = ResourceType(
    token="azure-native:servicebus:Topic",
    kind=_NAMESPACE.kind + "/topics",
    path=_NAMESPACE.path + "/topics/{topicName}",
    name="topicName",
    behaviour=PlainResource(),
)

SERVICE = Service(
    "Microsoft.ServiceBus",
    (
        _NAMESPACE,
        _TOPIC,
        ResourceType(
            token="azure-native:servicebus:Queue",
            kind=_NAMESPACE.kind + "/queues",
            path=_NAMESPACE.path + "/queues/{queueName}",
            name="queueName",
            behaviour=PlainResource(),
        ),
        ResourceType(
            token="azure-native:servicebus:Subscription",
            kind=_TOPIC.kind + "/subscriptions",
            path=_TOPIC.path + "/subscriptions/{subscriptionName}",
            name="subscriptionName",
            behaviour=PlainResource(),
        ),
        # learn.microsoft.com/azure/service-bus-messaging/service-bus-sas
        ResourceType(
            token="azure-native:servicebus:NamespaceAuthorizationRule",
            kind="Microsoft.ServiceBus/namespaces/AuthorizationRules",
            path=GROUP + "/providers/Microsoft.ServiceBus/namespaces/{namespaceName}/AuthorizationRules/{authorizationRuleName}",
            name="authorizationRuleName",
            behaviour=PlainResource(),
        ),
    ),
    {"azure-native:servicebus:listNamespaceKeys": namespace_keys(_NAMESPACE)},
)
