"""Microsoft.ServiceBus: namespaces, queues, topics, subscriptions."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import AUTHORIZATION_RULE, NameRule
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.messaging import NAMESPACE_TAKEN, namespace_outputs, policy_keys
from azure_rehearsal.services.shared.plain_resource import PlainResource

__all__ = ["SERVICE"]

_ENTITY = NameRule(
    r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?",
    "1-260 letters, digits, . _ - and slashes, beginning and ending with a letter or digit",
)
_NAMESPACE = ResourceType(
    token="azure-native:servicebus:Namespace",
    kind="Microsoft.ServiceBus/namespaces",
    path=GROUP + "/providers/Microsoft.ServiceBus/namespaces/{namespaceName}",
    name="namespaceName",
    global_name=NAMESPACE_TAKEN,
    name_rule=NameRule(
        r"[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]", "6-50 letters, digits and hyphens, beginning with a letter, not ending with a hyphen"
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(namespace_outputs),
)
_TOPIC = ResourceType(
    token="azure-native:servicebus:Topic",
    kind=_NAMESPACE.kind + "/topics",
    path=_NAMESPACE.path + "/topics/{topicName}",
    name="topicName",
    name_rule=_ENTITY,
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
            name_rule=_ENTITY,
            behaviour=PlainResource(),
        ),
        ResourceType(
            token="azure-native:servicebus:Subscription",
            kind=_TOPIC.kind + "/subscriptions",
            path=_TOPIC.path + "/subscriptions/{subscriptionName}",
            name="subscriptionName",
            name_rule=AUTHORIZATION_RULE,
            behaviour=PlainResource(),
        ),
        # learn.microsoft.com/azure/service-bus-messaging/service-bus-sas
        ResourceType(
            token="azure-native:servicebus:NamespaceAuthorizationRule",
            kind="Microsoft.ServiceBus/namespaces/AuthorizationRules",
            path=GROUP + "/providers/Microsoft.ServiceBus/namespaces/{namespaceName}/AuthorizationRules/{authorizationRuleName}",
            name="authorizationRuleName",
            name_rule=AUTHORIZATION_RULE,
            behaviour=PlainResource(),
        ),
    ),
    {
        "azure-native:servicebus:listNamespaceKeys": policy_keys(_NAMESPACE.token),
        "azure-native:servicebus:listQueueKeys": policy_keys("azure-native:servicebus:Queue"),
        "azure-native:servicebus:listTopicKeys": policy_keys(_TOPIC.token),
    },
)
