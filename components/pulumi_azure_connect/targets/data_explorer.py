"""Azure Data Explorer (Kusto): one database of a cluster."""

from pulumi_azure_connect.grants import kusto_principal
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Lookup, Target

_NAMES = {"resource_group_name": "resourceGroups", "cluster_name": "clusters"}
_VIEWER, _INGESTOR = Role("Viewer"), Role("Ingestor")

DATA_EXPLORER = Target(
    kind="data-explorer",
    title="Azure Data Explorer",
    resource_types={"azure-native:kusto:ReadWriteDatabase": "Microsoft.Kusto/clusters/databases"},
    grant=kusto_principal,
    role_is_definition=False,
    access={
        Access.READ: (_VIEWER,),
        Access.SEND: (_INGESTOR,),
        Access.WRITE: (_VIEWER, _INGESTOR),
        Access.MANAGE: (Role("User"), _INGESTOR),
    },
    prefix="AZURE_DATAEXPLORER",
    # Not one of Service Connector's targets: the names follow its scheme.
    settings={
        "AZURE_DATAEXPLORER_RESOURCEENDPOINT": "https://{clusters}.{location}.{suffix:kusto}",
        "AZURE_DATAEXPLORER_INGESTIONENDPOINT": "https://ingest-{clusters}.{location}.{suffix:kusto}",
        "AZURE_DATAEXPLORER_DATABASE": "{databases}",
    },
    client_id_setting={"AZURE_DATAEXPLORER_CLIENTID": "{client_id}"},
    lookups={"location": Lookup(function="kusto:get_cluster_output", arguments=_NAMES, result="location")},
    differs=("Not a target of Service Connector.",),
    sources=("https://learn.microsoft.com/kusto/access-control/role-based-access-control",),
)
