"""What Event Hubs and Service Bus share: namespaces, and the keys of their shared access policies."""

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.name_rules import GlobalName
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Cloud, Invoke, ResourceType, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.keys import key_of_account, require_local_auth, with_right

__all__ = ["NAMESPACE_TAKEN", "namespace_keys", "namespace_outputs"]


# learn.microsoft.com/azure/service-bus-messaging/service-bus-resource-manager-exceptions (40901)
NAMESPACE_TAKEN = GlobalName("NamespaceUnavailable", "Namespace name '{name}' is not available.", 400)
"""Namespaces of all messaging services share one domain; Azure says this to the second one."""


def namespace_outputs(write: Write) -> JsonDict:
    """What Azure adds to a namespace."""
    return {
        "serviceBusEndpoint": f"https://{write.arm.name}.servicebus.windows.net:443/",
        "createdAt": write.cloud.clock.iso(),
        "updatedAt": write.cloud.clock.iso(),
        "status": "Active",
    }


def namespace_keys(kind: ResourceType) -> Invoke:
    """The keys of one shared access policy of a namespace."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, kind.token, args, "authorizationRules/listKeys/action")
        require_local_auth(record)
        rule = text(args, "authorizationRuleName") or ""
        if rule != "RootManageSharedAccessKey" and cloud.state.get(f"{record.id}/authorizationRules/{rule}") is None:
            # recorded of queues, topics and hubs: Azure/azure-service-operator, Test_ServiceBus_Namespace and Test_EventHub_Namespace
            raise AzureError("NotFound", f"The requested resource {rule} does not exist. CorrelationId: {cloud.tenant_id}", 404)
        keys = [key_of_account(record, f"{rule} {number}", 32) for number in (1, 2)]
        start = f"Endpoint=sb://{text(record.outputs, 'name')}.servicebus.windows.net/;SharedAccessKeyName={rule};SharedAccessKey="
        return {
            "keyName": rule,
            "primaryKey": keys[0],
            "secondaryKey": keys[1],
            "primaryConnectionString": start + keys[0],
            "secondaryConnectionString": start + keys[1],
        }

    return call
