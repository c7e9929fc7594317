"""A web app whose staging slot has settings of its own, which stay with the slot in a swap."""

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

group = resources.ResourceGroup("slots", location="westeurope")
uploads = storage.StorageAccount(
    "uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False
)
app = ManagedIdentityApp(
    "web",
    ManagedIdentityAppArgs(
        resource_group_name=group.name,
        runtime="PYTHON|3.12",
        sku="S1",
        settings={"GREETING": "hello", "BANNER": "none"},
        sticky_settings=["BANNER"],
    ),
)
app.add_slot("staging", settings={"BANNER": "this is staging"})
# Both are for every slot: each slot has an identity of its own unless the app's is user-assigned and shared.
app.connect("uploads", STORAGE_BLOB, to=uploads, access=Access.WRITE)
key = pulumi.Config().require_secret("paymentKey")
SecretBackedConnection("payment", SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": key}, because="a third party's API"), app=app)

pulumi.export("url", app.default_host_name)
