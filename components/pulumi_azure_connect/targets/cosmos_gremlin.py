"""Azure Cosmos DB for Apache Gremlin: one graph, by the account's key."""

from pulumi_azure_connect.targets.target import Lookup, Secret, Target

_NAMES = {"resource_group_name": "resourceGroups", "account_name": "databaseAccounts"}
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
        keys={"key": Lookup(function="cosmosdb:list_database_account_keys_output", arguments=_NAMES, result="primary_master_key")},
    ),
    differs=(
        "Service Connector's identity lists the account's keys and then uses one: an identity in name only. Here it is the key alone.",
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-gremlin",),
)
