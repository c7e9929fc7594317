"""Azure Monitor ingestion: sending logs and metrics through a data collection rule."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Lookup, Target, Value

_RULES = "Microsoft.Insights/dataCollectionRules"
_NAMES = {"resource_group_name": "resourceGroups", "data_collection_rule_name": "dataCollectionRules"}

MONITOR_INGESTION = Target(
    kind="monitor-ingestion",
    title="Azure Monitor ingestion",
    resource_types={"azure-native:monitor:DataCollectionRule": _RULES},
    grant=role_assignment,
    access={Access.SEND: (Role("Monitoring Metrics Publisher", "3913510d-42f4-4e42-8a64-420c390055eb"),)},
    exceptions={
        "Microsoft.Insights/Register/Action": "in the only role that sends; it registers a resource provider, which changes no data",
        "Microsoft.Support/*": "in the only role that sends; it opens support tickets",
    },
    prefix="AZURE_MONITORINGESTION",
    settings={"AZURE_MONITORINGESTION_RESOURCEENDPOINT": "{endpoint}", "AZURE_MONITORINGESTION_RULEID": "{rule_id}"},
    client_id_setting={"AZURE_MONITORINGESTION_CLIENTID": "{client_id}"},
    lookups={"rule_id": Lookup(function="monitor:get_data_collection_rule_output", arguments=_NAMES, result="immutable_id", of=_RULES)},
    values={"endpoint": Value("ingestion URL of the data collection endpoint")},
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview",),
)
