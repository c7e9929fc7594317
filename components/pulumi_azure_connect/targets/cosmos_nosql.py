"""Azure Cosmos DB for NoSQL: an account, one of its databases, or one container."""

from pulumi_azure_connect.grants import cosmos_role
from pulumi_azure_connect.targets.target import Secret, Target

from ._cosmos import ACCOUNTS, DATA_ROLES, KEYS, LOCAL_AUTH

_ENDPOINT = "https://{databaseAccounts}.{suffix:cosmos}:443/"

COSMOS_NOSQL = Target(
    kind="cosmos-sql",
    title="Azure Cosmos DB for NoSQL",
    resource_types={
        **ACCOUNTS,
        "azure-native:cosmosdb:SqlResourceSqlDatabase": "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
        "azure-native:cosmosdb:SqlResourceSqlContainer": "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
    },
    grant=cosmos_role,
    role_is_definition=False,
    access=DATA_ROLES,
    prefix="AZURE_COSMOS",
    settings={"AZURE_COSMOS_RESOURCEENDPOINT": _ENDPOINT},
    client_id_setting={"AZURE_COSMOS_CLIENTID": "{client_id}"},
    functions={"accountEndpoint": _ENDPOINT},
    secret=Secret(
        settings={"AZURE_COSMOS_CONNECTIONSTRING": f"AccountEndpoint={_ENDPOINT};AccountKey={{key}}"},
        keys=KEYS,
    ),
    local_auth=LOCAL_AUTH,
    differs=(
        "Service Connector grants DocumentDB Account Contributor, with which the app lists the account's keys; here it is a data role.",
        "AZURE_COSMOS_LISTCONNECTIONSTRINGURL and AZURE_COSMOS_SCOPE, which serve to list keys, are not written.",
    ),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-sql",
        "https://learn.microsoft.com/azure/cosmos-db/nosql/security/how-to-grant-data-plane-role-based-access",
    ),
)
