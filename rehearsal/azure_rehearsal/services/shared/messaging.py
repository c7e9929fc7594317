"""What Event Hubs, Service Bus, Relay and Notification Hubs share: namespaces, and the keys of their shared access policies."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, resource_not_found
from azure_rehearsal.core.name_rules import GlobalName
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Cloud, Invoke, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.keys import key_of_account, require_local_auth

__all__ = ["NAMESPACE_TAKEN", "namespace_outputs", "policy_keys"]

# learn.microsoft.com/azure/service-bus-messaging/service-bus-resource-manager-exceptions (40901)
NAMESPACE_TAKEN = GlobalName("NamespaceUnavailable", "Namespace name '{name}' is not available.", 400)
"""Namespaces of all messaging services share one domain; Azure says this to the second one."""
_FIRST = "RootManageSharedAccessKey"
"""The policy that a namespace has from the beginning: learn.microsoft.com/azure/service-bus-messaging/service-bus-sas."""


def namespace_outputs(write: Write) -> JsonDict:
    """What Azure adds to a namespace."""
    return {
        "serviceBusEndpoint": f"https://{write.arm.name}.servicebus.windows.net:443/",
        "createdAt": write.cloud.clock.iso(),
        "updatedAt": write.cloud.clock.iso(),
        "status": "Active",
    }


def policy_keys(token: str, rule_input: str = "authorizationRuleName", *, defaults: frozenset[str] = frozenset()) -> Invoke:
    """The function that tells the keys of one shared access policy of a namespace, or of a queue, topic or hub in it.

    `token`: the type that has the policy. `defaults`: policies that come with it; a namespace has its root policy.
    """

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = _holder(cloud, cloud.type_of(token), args)
        rule = text(args, rule_input) or ""
        cloud.authorise(record.id, f"{cloud.type_of(token).kind}/authorizationRules/listKeys/action")
        namespace, name = ArmId.parse(record.id).top(), ArmId.parse(record.id).name
        whole = namespace == record.id
        require_local_auth(cloud.state.get(namespace) or record)
        known = defaults or (frozenset({_FIRST}) if whole else frozenset[str]())
        if rule not in known and cloud.state.get(f"{record.id}/authorizationRules/{rule}") is None:
            # recorded of queues, topics and hubs: Azure/azure-service-operator, Test_ServiceBus_Namespace and Test_EventHub_Namespace
            raise AzureError("NotFound", f"The requested resource {rule} does not exist. CorrelationId: {cloud.tenant_id}", 404)
        keys = [key_of_account(record, f"{rule} {number}", 32) for number in (1, 2)]
        # EntityPath: learn.microsoft.com/azure/event-hubs/event-hubs-get-connection-string; Notification Hubs names the hub apart
        path = "" if whole or "notificationhubs" in token else f";EntityPath={name}"
        start = f"Endpoint=sb://{ArmId.parse(namespace).name}.servicebus.windows.net/;SharedAccessKeyName={rule};SharedAccessKey="
        return {
            "keyName": rule,
            "primaryKey": keys[0],
            "secondaryKey": keys[1],
            "primaryConnectionString": start + keys[0] + path,
            "secondaryConnectionString": start + keys[1] + path,
        }

    return call


def _holder(cloud: Cloud, kind: ResourceType, args: JsonDict) -> Record:
    resource_id = cloud.id_of(kind.token, args) or ""
    record = cloud.state.get(resource_id)
    if record is None:
        raise resource_not_found(kind.kind, "/".join(ArmId.parse(resource_id).names), text(args, "resourceGroupName"))
    return record
