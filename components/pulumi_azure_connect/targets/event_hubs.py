"""Azure Event Hubs: of a namespace, one event hub, or one consumer group."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target, Value

_NAMES = {"resource_group_name": "resourceGroups", "namespace_name": "namespaces", "authorization_rule_name": "{rule}"}
_HUBS = "Microsoft.EventHub/namespaces/eventhubs"

EVENT_HUBS = Target(
    kind="eventhub",
    title="Azure Event Hubs",
    resource_types={
        "azure-native:eventhub:Namespace": "Microsoft.EventHub/namespaces",
        "azure-native:eventhub:EventHub": _HUBS,
        "azure-native:eventhub:ConsumerGroup": f"{_HUBS}/consumergroups",
    },
    grant=role_assignment,
    access={
        Access.SEND: (Role("Azure Event Hubs Data Sender", "2b629674-e913-4c01-ae53-ef4638d8f975"),),
        Access.RECEIVE: (Role("Azure Event Hubs Data Receiver", "a638d3c7-ab3a-418d-83e6-5f17a39d4fde"),),
    },
    levels={f"{_HUBS}/consumergroups": (Access.RECEIVE,)},
    prefix="AZURE_EVENTHUB",
    settings={"AZURE_EVENTHUB_FULLYQUALIFIEDNAMESPACE": "{namespaces}.{suffix:servicebus}"},
    client_id_setting={"AZURE_EVENTHUB_CLIENTID": "{client_id}"},
    functions={"fullyQualifiedNamespace": "{namespaces}.{suffix:servicebus}"},
    secret=Secret(
        settings={
            "AZURE_EVENTHUB_CONNECTIONSTRING": (
                "Endpoint=sb://{namespaces}.{suffix:servicebus}/;SharedAccessKeyName={rule};SharedAccessKey={key}"
            )
        },
        keys={"key": Lookup(function="eventhub:list_namespace_keys_output", arguments=_NAMES, result="primary_key")},
        values={"rule": Value("shared access policy of the namespace whose key is used; RootManageSharedAccessKey may do everything")},
    ),
    local_auth=LocalAuth("azure-native:eventhub:Namespace", "Microsoft.EventHub/namespaces", "disable_local_auth"),
    differs=("Service Connector always grants to send and to receive, in the whole namespace.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-event-hubs",),
)
