"""Azure Web PubSub."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_NAMES = {"resource_group_name": "resourceGroups", "resource_name": "webPubSub"}
_STRING = "Endpoint=https://{webPubSub}.{suffix:webpubsub};AccessKey={key};Version=1.0;"

WEB_PUBSUB = Target(
    kind="webpubsub",
    title="Azure Web PubSub",
    resource_types={"azure-native:webpubsub:WebPubSub": "Microsoft.SignalRService/webPubSub"},
    grant=role_assignment,
    access={
        Access.READ: (Role("Web PubSub Service Reader", "bfb1c7d2-fb1a-466b-b2ba-aee63b92deaf"),),
        Access.USE: (Role("Web PubSub Service Owner", "12cf5a90-567b-43ae-8102-96cf46c7d9b4"),),
    },
    prefix="AZURE_WEBPUBSUB",
    settings={"AZURE_WEBPUBSUB_HOST": "{webPubSub}.{suffix:webpubsub}"},
    client_id_setting={"AZURE_WEBPUBSUB_CLIENTID": "{client_id}"},
    secret=Secret(
        settings={"AZURE_WEBPUBSUB_CONNECTIONSTRING": _STRING},
        keys={"key": Lookup(function="webpubsub:list_web_pub_sub_keys_output", arguments=_NAMES, result="primary_key")},
    ),
    local_auth=LocalAuth("azure-native:webpubsub:WebPubSub", "Microsoft.SignalRService/webPubSub", "disable_local_auth"),
    differs=("Service Connector grants SignalR/Web PubSub Contributor, which manages the resource and lists its keys.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-web-pubsub",),
)
