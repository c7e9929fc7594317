"""Azure Event Grid: a namespace, one of its topics, or one subscription, read by pulling."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Lookup, Secret, Target

_SPACES = "Microsoft.EventGrid/namespaces"
_NAMES = {"resource_group_name": "resourceGroups", "namespace_name": "namespaces"}
_ENDPOINT = {"AZURE_EVENTGRIDNAMESPACE_RESOURCEENDPOINT": "https://{host}"}
_HOST = "topics_configuration.hostname"

EVENT_GRID_NAMESPACE = Target(
    kind="eventgrid-namespace",
    title="Azure Event Grid namespace",
    resource_types={
        "azure-native:eventgrid:Namespace": _SPACES,
        "azure-native:eventgrid:NamespaceTopic": f"{_SPACES}/topics",
        "azure-native:eventgrid:NamespaceTopicEventSubscription": f"{_SPACES}/topics/eventSubscriptions",
    },
    grant=role_assignment,
    access={
        Access.SEND: (Role("EventGrid Data Sender", "d5a91429-5739-47e2-a06b-3470a27159e7"),),
        Access.RECEIVE: (Role("EventGrid Data Receiver", "78cbd9e7-9798-4e2e-9b5a-547d9ebb31fb"),),
    },
    levels={f"{_SPACES}/topics/eventSubscriptions": (Access.RECEIVE,)},
    prefix="AZURE_EVENTGRIDNAMESPACE",
    settings=_ENDPOINT,
    client_id_setting={"AZURE_EVENTGRIDNAMESPACE_CLIENTID": "{client_id}"},
    lookups={"host": Lookup(function="eventgrid:get_namespace_output", arguments=_NAMES, result=_HOST, of=_SPACES)},
    secret=Secret(
        settings={**_ENDPOINT, "AZURE_EVENTGRIDNAMESPACE_KEY": "{key}"},
        keys={"key": Lookup(function="eventgrid:list_namespace_shared_access_keys_output", arguments=_NAMES, result="key1")},
    ),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/event-grid/authenticate-with-namespaces-using-json-web-tokens",),
)
