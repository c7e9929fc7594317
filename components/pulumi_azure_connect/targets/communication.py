"""Azure Communication Services."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_SERVICES = "Microsoft.Communication/communicationServices"
_NAMES = {"resource_group_name": "resourceGroups", "communication_service_name": "communicationServices"}
_WIDE = "no built-in role is for using the service alone; give a custom role's GUID in roles=[...] to do with less"

COMMUNICATION = Target(
    kind="communication",
    title="Azure Communication Services",
    resource_types={"azure-native:communication:CommunicationService": _SERVICES},
    grant=role_assignment,
    access={Access.USE: (Role("Communication and Email Service Owner", "09976791-48a7-449e-bb21-39d1a415f350"),)},
    exceptions={"Microsoft.Communication/*": _WIDE},
    prefix="AZURE_COMMUNICATION",
    settings={"AZURE_COMMUNICATION_RESOURCEENDPOINT": "https://{host}/"},
    client_id_setting={"AZURE_COMMUNICATION_CLIENTID": "{client_id}"},
    lookups={"host": Lookup(function="communication:get_communication_service_output", arguments=_NAMES, result="host_name", of=_SERVICES)},
    secret=Secret(
        settings={"AZURE_COMMUNICATION_CONNECTIONSTRING": "endpoint=https://{host}/;accesskey={key}"},
        keys={"key": Lookup(function="communication:list_communication_service_keys_output", arguments=_NAMES, result="primary_key")},
    ),
    local_auth=LocalAuth("azure-native:communication:CommunicationService", _SERVICES, "disable_local_auth"),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/communication-services/concepts/authentication",),
)
