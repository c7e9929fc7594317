"""Azure Cosmos DB for MongoDB (request units): by the account's key."""

from pulumi_azure_connect.targets.target import Secret, Target

from ._cosmos import ACCOUNTS, KEYS, LOCAL_AUTH

_STRING = (
    "mongodb://{databaseAccounts}:{uri:key}@{databaseAccounts}.{suffix:cosmos_mongo}:10255/?ssl=true&replicaSet=globaldb"
    "&retrywrites=false&maxIdleTimeMS=120000&appName=@{databaseAccounts}@"
)

COSMOS_MONGO = Target(
    kind="cosmos-mongo",
    title="Azure Cosmos DB for MongoDB",
    resource_types={
        **ACCOUNTS,
        "azure-native:cosmosdb:MongoDBResourceMongoDBDatabase": "Microsoft.DocumentDB/databaseAccounts/mongodbDatabases",
    },
    prefix="AZURE_COSMOS",
    secret=Secret(
        settings={"AZURE_COSMOS_CONNECTIONSTRING": _STRING},
        keys=KEYS,
    ),
    local_auth=LOCAL_AUTH,
    differs=(
        "Service Connector's identity lists the account's keys and then uses one: an identity in name only. Here it is the key alone.",
    ),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-db",),
)
