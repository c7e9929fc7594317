"""Azure Storage queues: of a whole account, or one queue."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

from ._storage import ACCOUNT, LOCAL_AUTH, account_key

_QUEUES = "Microsoft.Storage/storageAccounts/queueServices/queues"

STORAGE_QUEUE = Target(
    kind="storage-queue",
    title="Azure Queue Storage",
    resource_types={"azure-native:storage:StorageAccount": ACCOUNT, "azure-native:storage:Queue": _QUEUES},
    grant=role_assignment,
    access={
        Access.READ: (Role("Storage Queue Data Reader", "19e7f393-937e-4f77-808e-94535e297925"),),
        Access.SEND: (Role("Storage Queue Data Message Sender", "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"),),
        Access.RECEIVE: (Role("Storage Queue Data Message Processor", "8a0f0c08-91a1-4084-bc3d-661d67233fed"),),
        Access.WRITE: (Role("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),),
    },
    exceptions={
        f"{_QUEUES}/delete": "no narrower role changes a message; with a queue in `to` it is that queue alone",
        f"{_QUEUES}/write": "no narrower role changes a message; with a queue in `to` it is that queue alone",
    },
    prefix="AZURE_STORAGEQUEUE",
    settings={"AZURE_STORAGEQUEUE_RESOURCEENDPOINT": "https://{storageAccounts}.queue.{suffix:storage}/"},
    client_id_setting={"AZURE_STORAGEQUEUE_CLIENTID": "{client_id}"},
    functions={"queueServiceUri": "https://{storageAccounts}.queue.{suffix:storage}"},
    secret=account_key("AZURE_STORAGEQUEUE_CONNECTIONSTRING"),
    local_auth=LOCAL_AUTH,
    differs=("Service Connector always grants write access, to all queues of the account.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-storage-queue",),
)
