"""Microsoft.EventHub: namespaces, event hubs, consumer groups."""

from __future__ import annotations

from azure_rehearsal.core.resource_type import Service
from azure_rehearsal.services.shared.messaging import namespace_keys, namespace_outputs

from ._plain import part, top

__all__ = ["SERVICE"]

_NAMESPACE = top("eventhub:Namespace", "Microsoft.EventHub/namespaces", "namespaceName", namespace_outputs)
_HUB = part(_NAMESPACE, "eventhub:EventHub", "eventhubs", "eventHubName")

SERVICE = Service(
    "Microsoft.EventHub",
    (_NAMESPACE, _HUB, part(_HUB, "eventhub:ConsumerGroup", "consumergroups", "consumerGroupName")),
    {"azure-native:eventhub:listNamespaceKeys": namespace_keys(_NAMESPACE)},
)
