"""Azure Service Bus: of a namespace, one queue, one topic, or one subscription."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target, Value

_NAMES = {"resource_group_name": "resourceGroups", "namespace_name": "namespaces", "authorization_rule_name": "{rule}"}
_SPACE = "Microsoft.ServiceBus/namespaces"
_STRING = "Endpoint=sb://{namespaces}.{suffix:servicebus}/;SharedAccessKeyName={rule};SharedAccessKey={key}"

SERVICE_BUS = Target(
    kind="servicebus",
    title="Azure Service Bus",
    resource_types={
        "azure-native:servicebus:Namespace": _SPACE,
        "azure-native:servicebus:Queue": f"{_SPACE}/queues",
        "azure-native:servicebus:Topic": f"{_SPACE}/topics",
        "azure-native:servicebus:Subscription": f"{_SPACE}/topics/subscriptions",
    },
    grant=role_assignment,
    access={
        Access.SEND: (Role("Azure Service Bus Data Sender", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),),
        Access.RECEIVE: (Role("Azure Service Bus Data Receiver", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),),
    },
    levels={f"{_SPACE}/topics/subscriptions": (Access.RECEIVE,)},
    prefix="AZURE_SERVICEBUS",
    settings={"AZURE_SERVICEBUS_FULLYQUALIFIEDNAMESPACE": "{namespaces}.{suffix:servicebus}"},
    client_id_setting={"AZURE_SERVICEBUS_CLIENTID": "{client_id}"},
    functions={"fullyQualifiedNamespace": "{namespaces}.{suffix:servicebus}"},
    secret=Secret(
        settings={"AZURE_SERVICEBUS_CONNECTIONSTRING": _STRING},
        keys={"key": Lookup(function="servicebus:list_namespace_keys_output", arguments=_NAMES, result="primary_key")},
        values={"rule": Value("shared access policy of the namespace whose key is used; RootManageSharedAccessKey may do everything")},
    ),
    local_auth=LocalAuth("azure-native:servicebus:Namespace", _SPACE, "disable_local_auth"),
    differs=("Service Connector always grants to send and to receive, in the whole namespace.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-service-bus",),
)
