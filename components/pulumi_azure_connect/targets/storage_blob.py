"""Azure Storage blobs: of a whole account, or of one container."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

from ._storage import ACCOUNT, LOCAL_AUTH, account_key

_BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
_TRIGGER = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger"
_NO_NARROWER = "no narrower role writes blobs; with a container in `to` it is that container alone"

STORAGE_BLOB = Target(
    kind="storage-blob",
    title="Azure Blob Storage",
    resource_types={"azure-native:storage:StorageAccount": ACCOUNT, "azure-native:storage:BlobContainer": f"{_BLOBS}/containers"},
    grant=role_assignment,
    access={
        Access.READ: (Role("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),),
        Access.WRITE: (Role("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),),
        Access.MANAGE: (Role("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),),
    },
    exceptions={
        f"{_BLOBS}/generateUserDelegationKey/action": "in every blob role; such a key signs no more than the app itself may do",
        **dict.fromkeys((f"{_BLOBS}/containers/delete", f"{_BLOBS}/containers/write"), _NO_NARROWER),
        f"{_BLOBS}/containers/*": "the only role that sets owners and access lists of files also manages containers",
    },
    prefix="AZURE_STORAGEBLOB",
    settings={"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "https://{storageAccounts}.blob.{suffix:storage}/"},
    client_id_setting={"AZURE_STORAGEBLOB_CLIENTID": "{client_id}"},
    functions={f"{part}ServiceUri": f"https://{{storageAccounts}}.{part}.{{suffix:storage}}" for part in ("blob", "queue")},
    trigger_only=("queueServiceUri",),  # a blob that fails five times goes to the queue webjobs-blobtrigger-poison of the account
    trigger_roles=(Role("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),),
    trigger_type=ACCOUNT,
    secret=account_key("AZURE_STORAGEBLOB_CONNECTIONSTRING"),
    local_auth=LOCAL_AUTH,
    differs=("Service Connector always grants write access, to the whole account.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-storage-blob", _TRIGGER),
)
