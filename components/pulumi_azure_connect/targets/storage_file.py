"""Azure Files: by the account's key."""

from pulumi_azure_connect.targets.target import Target

from ._storage import ACCOUNT, LOCAL_AUTH, account_key

STORAGE_FILE = Target(
    kind="storage-file",
    title="Azure Files",
    resource_types={
        "azure-native:storage:StorageAccount": ACCOUNT,
        "azure-native:storage:FileShare": "Microsoft.Storage/storageAccounts/fileServices/shares",
    },
    prefix="AZURE_STORAGEFILE",
    secret=account_key("AZURE_STORAGEFILE_CONNECTIONSTRING"),
    local_auth=LOCAL_AUTH,
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-storage-file",),
)
