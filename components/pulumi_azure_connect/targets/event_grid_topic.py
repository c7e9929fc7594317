"""Azure Event Grid: a custom topic."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_TOPICS = "Microsoft.EventGrid/topics"
_NAMES = {"resource_group_name": "resourceGroups", "topic_name": "topics"}
_ENDPOINT = {"AZURE_EVENTGRID_RESOURCEENDPOINT": "{endpoint}"}

EVENT_GRID_TOPIC = Target(
    kind="eventgrid-topic",
    title="Azure Event Grid topic",
    resource_types={"azure-native:eventgrid:Topic": _TOPICS},
    grant=role_assignment,
    access={Access.SEND: (Role("EventGrid Data Sender", "d5a91429-5739-47e2-a06b-3470a27159e7"),)},
    prefix="AZURE_EVENTGRID",
    settings=_ENDPOINT,
    client_id_setting={"AZURE_EVENTGRID_CLIENTID": "{client_id}"},
    functions={"topicEndpointUri": "{endpoint}"},
    lookups={"endpoint": Lookup(function="eventgrid:get_topic_output", arguments=_NAMES, result="endpoint", of=_TOPICS)},
    secret=Secret(
        settings={**_ENDPOINT, "AZURE_EVENTGRID_KEY": "{key}"},
        keys={"key": Lookup(function="eventgrid:list_topic_shared_access_keys_output", arguments=_NAMES, result="key1")},
    ),
    local_auth=LocalAuth("azure-native:eventgrid:Topic", _TOPICS, "disable_local_auth"),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id",),
)
