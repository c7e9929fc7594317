"""Azure Cosmos DB for Apache Cassandra: one keyspace, by the account's key."""

from pulumi_azure_connect.targets.target import Secret, Target

from ._cosmos import KEYS, LOCAL_AUTH

_KEYSPACES = "Microsoft.DocumentDB/databaseAccounts/cassandraKeyspaces"

COSMOS_CASSANDRA = Target(
    kind="cosmos-cassandra",
    title="Azure Cosmos DB for Apache Cassandra",
    resource_types={"azure-native:cosmosdb:CassandraResourceCassandraKeyspace": _KEYSPACES},
    prefix="AZURE_COSMOS",
    secret=Secret(
        settings={
            "AZURE_COSMOS_CONTACTPOINT": "{databaseAccounts}.{suffix:cosmos_cassandra}",
            "AZURE_COSMOS_PORT": "10350",
            "AZURE_COSMOS_KEYSPACE": "{cassandraKeyspaces}",
            "AZURE_COSMOS_USERNAME": "{databaseAccounts}",
            "AZURE_COSMOS_PASSWORD": "{key}",
        },
        keys=KEYS,
    ),
    local_auth=LOCAL_AUTH,
    differs=(
        "Service Connector's identity lists the account's keys and then uses one: an identity in name only. Here it is the key alone.",
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-cassandra",),
)
