"""Log Analytics: querying a workspace, or one of its tables."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Target

_SPACES = "Microsoft.OperationalInsights/workspaces"
_NAMES = {"resource_group_name": "resourceGroups", "workspace_name": "workspaces"}

LOG_ANALYTICS = Target(
    kind="log-analytics",
    title="Log Analytics",
    resource_types={"azure-native:operationalinsights:Workspace": _SPACES, "azure-native:operationalinsights:Table": f"{_SPACES}/tables"},
    grant=role_assignment,
    access={Access.READ: (Role("Log Analytics Data Reader", "3b03c2da-16b3-4a49-8834-0f8130efdd3b"),)},
    prefix="AZURE_LOGANALYTICS",
    settings={
        "AZURE_LOGANALYTICS_RESOURCEENDPOINT": "https://{suffix:loganalytics}",
        "AZURE_LOGANALYTICS_WORKSPACEID": "{workspace_id}",
    },
    client_id_setting={"AZURE_LOGANALYTICS_CLIENTID": "{client_id}"},
    lookups={
        "workspace_id": Lookup(function="operationalinsights:get_workspace_output", arguments=_NAMES, result="customer_id", of=_SPACES)
    },
    local_auth=LocalAuth("azure-native:operationalinsights:Workspace", _SPACES, "features.disable_local_auth"),
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/azure-monitor/logs/manage-access",),
)
