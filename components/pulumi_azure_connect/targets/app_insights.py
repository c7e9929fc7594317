"""Application Insights: telemetry, with Entra authentication or by the connection string alone."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret, Target

_COMPONENTS = "Microsoft.Insights/components"
_NAMES = {"resource_group_name": "resourceGroups", "resource_name": "components"}
_STRING = Lookup(function="applicationinsights:get_component_output", arguments=_NAMES, result="connection_string", of=_COMPONENTS)

APP_INSIGHTS = Target(
    kind="app-insights",
    title="Application Insights",
    resource_types={"azure-native:applicationinsights:Component": _COMPONENTS},
    grant=role_assignment,
    access={Access.SEND: (Role("Monitoring Metrics Publisher", "3913510d-42f4-4e42-8a64-420c390055eb"),)},
    exceptions={
        "Microsoft.Insights/Register/Action": "in the only role that sends; it registers a resource provider, which changes no data",
        "Microsoft.Support/*": "in the only role that sends; it opens support tickets",
    },
    prefix="AZURE_APPINSIGHTS",
    # By identity the string is an address and no credential. Azure's agents, SDKs and the Functions host read the names that start with
    # APPLICATIONINSIGHTS (https://learn.microsoft.com/azure/azure-monitor/app/connection-strings); the first is Service Connector's.
    settings={
        "AZURE_APPINSIGHTS_CONNECTIONSTRING": "{connection_string}",
        "APPLICATIONINSIGHTS_CONNECTION_STRING": "{connection_string}",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "Authorization=AAD",
    },
    client_id_setting={"APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "Authorization=AAD;ClientId={client_id}"},
    lookups={"connection_string": _STRING},
    secret=Secret(settings={"AZURE_APPINSIGHTS_CONNECTIONSTRING": "{key}"}, keys={"key": _STRING}),
    local_auth=LocalAuth("azure-native:applicationinsights:Component", _COMPONENTS, "disable_local_auth"),
    differs=("Service Connector has no identity here: Entra ingestion is ours, and needs local authentication off to mean anything.",),
    sources=("https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication",),
)
