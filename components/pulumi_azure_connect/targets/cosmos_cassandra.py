"""Azure Cosmos DB for Apache Cassandra: one keyspace, by the account's key."""

from pulumi_azure_connect.targets.target import Lookup, Secret, Target

_NAMES = {"resource_group_name": "resourceGroups", "account_name": "databaseAccounts"}
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
        keys={"key": Lookup(function="cosmosdb:list_database_account_keys_output", arguments=_NAMES, result="primary_master_key")},
    ),
    differs=(
        "Service Connector's identity lists the account's keys and then uses one: an identity in name only. Here it is the key alone.",
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-cassandra",),
)
