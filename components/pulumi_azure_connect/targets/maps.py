"""Azure Maps."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_ACCOUNTS = "Microsoft.Maps/accounts"
_NAMES = {"resource_group_name": "resourceGroups", "account_name": "accounts"}
_ENDPOINT = {"AZURE_MAPS_RESOURCEENDPOINT": "https://{suffix:maps}"}

MAPS = Target(
    kind="maps",
    title="Azure Maps",
    resource_types={"azure-native:maps:Account": _ACCOUNTS},
    grant=role_assignment,
    access={
        Access.READ: (Role("Azure Maps Data Reader", "423170ca-a8f6-4b0f-8487-9e4eb8f49bfa"),),
        Access.WRITE: (Role("Azure Maps Data Contributor", "8f5e0ce6-4f7b-4dcf-bddf-e6f48634a204"),),
    },
    exceptions={"Microsoft.Maps/accounts/*/action": "batches of requests; no narrower role writes data"},
    prefix="AZURE_MAPS",
    # A request by identity names the account in the header x-ms-client-id: that is not the identity's client id.
    settings={**_ENDPOINT, "AZURE_MAPS_ACCOUNTID": "{account_id}"},
    client_id_setting={"AZURE_MAPS_CLIENTID": "{client_id}"},
    lookups={"account_id": Lookup(function="maps:get_account_output", arguments=_NAMES, result="properties.unique_id", of=_ACCOUNTS)},
    secret=Secret(
        settings={**_ENDPOINT, "AZURE_MAPS_KEY": "{key}"},
        keys={"key": Lookup(function="maps:list_account_keys_output", arguments=_NAMES, result="primary_key")},
    ),
    local_auth=LocalAuth("azure-native:maps:Account", _ACCOUNTS, "properties.disable_local_auth"),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/azure-maps/azure-maps-authentication",),
)
