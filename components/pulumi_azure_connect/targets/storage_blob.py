"""Azure Storage blobs: of a whole account, or of one container."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.target import Access, Role, Target

STORAGE_BLOB = Target(
    kind="storage-blob",
    title="Azure Blob Storage",
    resource_types={
        "azure-native:storage:StorageAccount": "Microsoft.Storage/storageAccounts",
        "azure-native:storage:BlobContainer": "Microsoft.Storage/storageAccounts/blobServices/containers",
    },
    grant=role_assignment,
    access={
        Access.READ: (Role("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),),
        Access.WRITE: (Role("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),),
    },
    prefix="AZURE_STORAGEBLOB",
    settings={"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "https://{storageAccounts}.blob.{suffix:storage}/"},
    client_id_setting={"AZURE_STORAGEBLOB_CLIENTID": "{client_id}"},
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-storage-blob",),
)
