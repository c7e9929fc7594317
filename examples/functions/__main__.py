"""A function app on Flex Consumption: Service Bus triggers it, and it writes to Cosmos DB. No key exists in any of the three."""

import pulumi
from pulumi_azure_native import cosmosdb, resources, servicebus, storage

from pulumi_azure_connect import COSMOS_NOSQL, SERVICE_BUS, Access, FunctionsArgs, ManagedIdentityApp, ManagedIdentityAppArgs

group = resources.ResourceGroup("functions", location="westeurope")
host = storage.StorageAccount(
    "host", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False
)
namespace = servicebus.Namespace(
    "orders", resource_group_name=group.name, sku={"name": servicebus.SkuName.STANDARD}, disable_local_auth=True
)
queue = servicebus.Queue("incoming", resource_group_name=group.name, namespace_name=namespace.name)
documents = cosmosdb.DatabaseAccount(
    "documents",
    resource_group_name=group.name,
    database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
    locations=[{"location_name": "westeurope", "failover_priority": 0}],
    disable_local_auth=True,
)

worker = ManagedIdentityApp(
    "worker",
    ManagedIdentityAppArgs(
        resource_group_name=group.name,
        runtime="PYTHON|3.12",
        sku="FC1",
        functions=FunctionsArgs(storage_account_id=host.id, triggers=["service-bus"]),
    ),
)
worker.connect("incoming", SERVICE_BUS, to=queue, access=Access.RECEIVE, naming="functions")
worker.connect("documents", COSMOS_NOSQL, to=documents, access=Access.WRITE)

pulumi.export("url", worker.default_host_name)
