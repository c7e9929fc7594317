"""Azure SignalR Service: as its app server, or through its REST API."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_NAMES = {"resource_group_name": "resourceGroups", "resource_name": "signalR"}
_SETTING = "AZURE_SIGNALR_CONNECTIONSTRING"
_ENDPOINT = "Endpoint=https://{signalR}.{suffix:signalr}"

SIGNALR = Target(
    kind="signalr",
    title="Azure SignalR Service",
    resource_types={"azure-native:signalrservice:SignalR": "Microsoft.SignalRService/signalR"},
    grant=role_assignment,
    access={
        Access.READ: (Role("SignalR REST API Reader", "ddde6b66-c0df-4114-a159-3618637b3035"),),
        Access.SEND: (Role("SignalR REST API Owner", "fd53cd77-2268-407a-8f46-7e7863d0f521"),),
        Access.USE: (Role("SignalR App Server", "420fcaa2-552c-430f-98ca-3264be4806c7"),),
    },
    prefix="AZURE_SIGNALR",
    settings={_SETTING: f"{_ENDPOINT};AuthType=aad;Version=1.0;"},
    functions={"serviceUri": "https://{signalR}.{suffix:signalr}"},
    client_id_setting={_SETTING: f"{_ENDPOINT};AuthType=aad;ClientId={{client_id}};Version=1.0;"},
    secret=Secret(
        settings={_SETTING: f"{_ENDPOINT};AccessKey={{key}};Version=1.0;"},
        keys={"key": Lookup(function="signalrservice:list_signal_r_keys_output", arguments=_NAMES, result="primary_key")},
    ),
    local_auth=LocalAuth("azure-native:signalrservice:SignalR", "Microsoft.SignalRService/signalR", "disable_local_auth"),
    differs=("Service Connector grants SignalR Service Owner. Here USE is an app that runs hubs, SEND one in serverless mode.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-signalr",),
)
