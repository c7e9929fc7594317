"""What Azure refuses of Service Bus and Event Hubs beyond the schema."""

from __future__ import annotations

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:servicebus:Topic", "azure-native:eventhub:ConsumerGroup")
def more_than_basic_has(write: Write) -> None:
    """learn.microsoft.com/azure/service-bus-messaging/service-bus-premium-messaging and learn.microsoft.com/azure/event-hubs/compare-tiers: Basic has
    neither topics nor consumer groups of one's own. Words: after learn.microsoft.com/azure/service-bus-messaging/service-bus-resource-manager-exceptions.
    """
    namespace = write.cloud.state.get(write.arm.top())
    if namespace is None or (text(namespace.inputs, "sku", "name") or "Standard").lower() != "basic" or write.arm.name == "$Default":
        return
    noun = "Topic" if write.type.token.endswith("Topic") else "ConsumerGroup"
    raise bad_request(
        f"SubCode=40000. The operation '{noun}' can't be performed because the namespace '{write.arm.names[0]}' is using 'Basic' tier. "
        "To know more visit https://aka.ms/sbResourceMgrExceptions.",
        "MessagingGatewayBadRequest",
    )
