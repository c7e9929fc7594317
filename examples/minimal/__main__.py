"""A web app that writes to a storage account by managed identity, and has one key of a third party in Key Vault."""

import pulumi
from pulumi_azure_native import resources, storage

from pulumi_azure_connect import (
    STORAGE_BLOB,
    Access,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
)

group = resources.ResourceGroup("minimal", location="westeurope")
account = storage.StorageAccount(
    "uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False
)
app = ManagedIdentityApp("web", ManagedIdentityAppArgs(resource_group_name=group.name, runtime="PYTHON|3.12"))
app.connect("uploads", STORAGE_BLOB, to=account, access=Access.WRITE)
key = pulumi.Config().require_secret("paymentKey")
SecretBackedConnection("payment", SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": key}, because="a third party's API"), app=app)

pulumi.export("url", app.default_host_name.apply(lambda host: f"https://{host}"))
