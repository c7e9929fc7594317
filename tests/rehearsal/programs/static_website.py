"""Pages in the container that a static website brings along; its address is an output of the account."""

import pulumi
from pulumi_azure_native import resources, storage

group = resources.ResourceGroup("pages", location="westeurope")
account = storage.StorageAccount("pages", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
website = storage.StorageAccountStaticWebsite(
    "website", account_name=account.name, resource_group_name=group.name, index_document="index.html"
)
page = storage.Blob(
    "index.html",
    account_name=account.name,
    resource_group_name=group.name,
    container_name=website.container_name,
    source=pulumi.StringAsset("<p>hello</p>"),
    content_type="text/html",
)
pulumi.export("address", account.primary_endpoints.web)
