"""Microsoft.EventHub: namespaces, event hubs, consumer groups."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import AUTHORIZATION_RULE, NameRule
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.messaging import NAMESPACE_TAKEN, namespace_outputs, policy_keys
from azure_rehearsal.services.shared.plain_resource import PlainResource

__all__ = ["SERVICE"]

_NAMESPACE = ResourceType(
    token="azure-native:eventhub:Namespace",
    kind="Microsoft.EventHub/namespaces",
    path=GROUP + "/providers/Microsoft.EventHub/namespaces/{namespaceName}",
    name="namespaceName",
    global_name=NAMESPACE_TAKEN,
    name_rule=NameRule(
        r"[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]", "6-50 letters, digits and hyphens, beginning with a letter, not ending with a hyphen"
    ),
    replaces=frozenset({"location"}),
    location=True,
    behaviour=PlainResource(namespace_outputs),
)
_HUB = ResourceType(
    token="azure-native:eventhub:EventHub",
    kind=_NAMESPACE.kind + "/eventhubs",
    path=_NAMESPACE.path + "/eventhubs/{eventHubName}",
    name="eventHubName",
    name_rule=NameRule(
        r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?", "1-256 letters, digits, . _ -, beginning and ending with a letter or digit"
    ),
    behaviour=PlainResource(),
)

SERVICE = Service(
    "Microsoft.EventHub",
    (
        _NAMESPACE,
        _HUB,
        ResourceType(
            token="azure-native:eventhub:ConsumerGroup",
            kind=_HUB.kind + "/consumergroups",
            path=_HUB.path + "/consumergroups/{consumerGroupName}",
            name="consumerGroupName",
            name_rule=NameRule(rf"\$Default|{AUTHORIZATION_RULE.pattern}", f"$Default, or {AUTHORIZATION_RULE.words}"),
            behaviour=PlainResource(),
        ),
        # learn.microsoft.com/azure/event-hubs/authorize-access-shared-access-signature
        ResourceType(
            token="azure-native:eventhub:NamespaceAuthorizationRule",
            kind="Microsoft.EventHub/namespaces/authorizationRules",
            path=GROUP + "/providers/Microsoft.EventHub/namespaces/{namespaceName}/authorizationRules/{authorizationRuleName}",
            name="authorizationRuleName",
            name_rule=AUTHORIZATION_RULE,
            behaviour=PlainResource(),
        ),
        # learn.microsoft.com/azure/event-hubs/authorize-access-shared-access-signature
        ResourceType(
            token="azure-native:eventhub:EventHubAuthorizationRule",
            kind="Microsoft.EventHub/namespaces/eventhubs/authorizationRules",
            path=GROUP
            + "/providers/Microsoft.EventHub/namespaces/{namespaceName}/eventhubs/{eventHubName}/authorizationRules/{authorizationRuleName}",
            name="authorizationRuleName",
            name_rule=AUTHORIZATION_RULE,
            behaviour=PlainResource(),
        ),
    ),
    {
        "azure-native:eventhub:listNamespaceKeys": policy_keys(_NAMESPACE.token),
        "azure-native:eventhub:listEventHubKeys": policy_keys(_HUB.token),
    },
)
