"""One app with many connections to blob containers, each given as the resource or as a `TargetId` with the resource's id."""

from __future__ import annotations

from pulumi_azure_native import resources, storage

from pulumi_azure_connect import STORAGE_BLOB, Access, ManagedIdentityApp, ManagedIdentityAppArgs, TargetId

CONTAINER = "Microsoft.Storage/storageAccounts/blobServices/containers"


def build(connections: int, *, by_id: bool = False) -> None:
    """Make `connections` containers, and an app that is connected to each."""
    group = resources.ResourceGroup("bench", location="westeurope")
    account = storage.StorageAccount(
        "benchdata", resource_group_name=group.name, kind=storage.Kind.STORAGE_V2, sku=storage.SkuArgs(name="Standard_LRS")
    )
    app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group.name, runtime="PYTHON|3.12"))
    for number in range(connections):
        name = f"c{number}"
        container = storage.BlobContainer(name, resource_group_name=group.name, account_name=account.name)
        to = TargetId(id=container.id, type=CONTAINER) if by_id else container
        app.connect(name, STORAGE_BLOB, to=to, access=Access.READ, named=True)
