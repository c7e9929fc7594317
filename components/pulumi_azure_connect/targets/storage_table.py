"""Azure Storage tables: of a whole account, or one table."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

from ._storage import ACCOUNT, LOCAL_AUTH, account_key

_TABLES = "Microsoft.Storage/storageAccounts/tableServices/tables"

STORAGE_TABLE = Target(
    kind="storage-table",
    title="Azure Table Storage",
    resource_types={"azure-native:storage:StorageAccount": ACCOUNT, "azure-native:storage:Table": _TABLES},
    grant=role_assignment,
    access={
        Access.READ: (Role("Storage Table Data Reader", "76199698-9eea-4c19-bc75-cec21354c6b6"),),
        Access.WRITE: (Role("Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),),
    },
    exceptions={
        f"{_TABLES}/delete": "no narrower role writes entities; with a table in `to` it is that table alone",
        f"{_TABLES}/write": "no narrower role writes entities; with a table in `to` it is that table alone",
    },
    prefix="AZURE_STORAGETABLE",
    settings={"AZURE_STORAGETABLE_RESOURCEENDPOINT": "https://{storageAccounts}.table.{suffix:storage}/"},
    client_id_setting={"AZURE_STORAGETABLE_CLIENTID": "{client_id}"},
    functions={"tableServiceUri": "https://{storageAccounts}.table.{suffix:storage}"},
    secret=account_key("AZURE_STORAGETABLE_CONNECTIONSTRING"),
    local_auth=LOCAL_AUTH,
    differs=("Service Connector always grants write access, to all tables of the account.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-storage-table",),
)
