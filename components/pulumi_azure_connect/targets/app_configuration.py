"""Azure App Configuration: the settings and feature flags of a store."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_KEYS = "appconfiguration:list_configuration_store_keys_output"
_NAMES = {"resource_group_name": "resourceGroups", "config_store_name": "configurationStores"}
_ENDPOINT = "https://{configurationStores}.{suffix:appconfig}"

APP_CONFIGURATION = Target(
    kind="appconfig",
    title="Azure App Configuration",
    resource_types={"azure-native:appconfiguration:ConfigurationStore": "Microsoft.AppConfiguration/configurationStores"},
    grant=role_assignment,
    access={
        Access.READ: (Role("App Configuration Data Reader", "516239f1-63e1-4d78-a4de-a74fb236a071"),),
        Access.WRITE: (Role("App Configuration Data Owner", "5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b"),),
    },
    exceptions={"Microsoft.AppConfiguration/configurationStores/*/action": "snapshots; no narrower role writes settings"},
    prefix="AZURE_APPCONFIGURATION",
    settings={"AZURE_APPCONFIGURATION_ENDPOINT": _ENDPOINT},
    client_id_setting={"AZURE_APPCONFIGURATION_CLIENTID": "{client_id}"},
    secret=Secret(
        settings={"AZURE_APPCONFIGURATION_CONNECTIONSTRING": f"Endpoint={_ENDPOINT};Id={{id}};Secret={{key}}"},
        keys={
            "id": Lookup(function=_KEYS, arguments=_NAMES, result="value.0.id"),
            "key": Lookup(function=_KEYS, arguments=_NAMES, result="value.0.value"),
        },
    ),
    local_auth=LocalAuth(
        "azure-native:appconfiguration:ConfigurationStore", "Microsoft.AppConfiguration/configurationStores", "disable_local_auth"
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-app-configuration",),
)
