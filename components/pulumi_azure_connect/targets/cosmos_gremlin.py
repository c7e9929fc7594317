"""Azure Cosmos DB for Apache Gremlin: one graph, by the account's key."""

from pulumi_azure_connect.targets.target import Secret, Target

from ._cosmos import KEYS, LOCAL_AUTH

_GRAPHS = "Microsoft.DocumentDB/databaseAccounts/gremlinDatabases/graphs"

COSMOS_GREMLIN = Target(
    kind="cosmos-gremlin",
    title="Azure Cosmos DB for Apache Gremlin",
    resource_types={"azure-native:cosmosdb:GremlinResourceGremlinGraph": _GRAPHS},
    prefix="AZURE_COSMOS",
    secret=Secret(
        settings={
            "AZURE_COSMOS_HOSTNAME": "{databaseAccounts}.{suffix:cosmos_gremlin}",
            "AZURE_COSMOS_PORT": "443",
            "AZURE_COSMOS_USERNAME": "/dbs/{gremlinDatabases}/colls/{graphs}",
            "AZURE_COSMOS_PASSWORD": "{key}",
        },
        keys=KEYS,
    ),
    local_auth=LOCAL_AUTH,
    differs=(
        "Service Connector's identity lists the account's keys and then uses one: an identity in name only. Here it is the key alone.",
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-gremlin",),
)
