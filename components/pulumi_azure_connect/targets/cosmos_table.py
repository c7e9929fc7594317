"""Azure Cosmos DB for Table: an account. Its data roles know no narrower scope."""

from pulumi_azure_connect.grants import cosmos_table_role
from pulumi_azure_connect.targets.target import Secret, Target

from ._cosmos import ACCOUNTS, DATA_ROLES, KEYS, LOCAL_AUTH

_ENDPOINT = "https://{databaseAccounts}.{suffix:cosmos_table}:443/"
_KEY_STRING = f"DefaultEndpointsProtocol=https;AccountName={{databaseAccounts}};AccountKey={{key}};TableEndpoint={_ENDPOINT};"

COSMOS_TABLE = Target(
    kind="cosmos-table",
    title="Azure Cosmos DB for Table",
    resource_types=ACCOUNTS,
    grant=cosmos_table_role,
    role_is_definition=False,
    access=DATA_ROLES,
    exceptions={
        "Microsoft.DocumentDB/databaseAccounts/tables/*": "the one built-in role that writes entities also makes and deletes tables"
    },
    prefix="AZURE_COSMOS",
    settings={"AZURE_COSMOS_RESOURCEENDPOINT": _ENDPOINT},
    client_id_setting={"AZURE_COSMOS_CLIENTID": "{client_id}"},
    secret=Secret(
        settings={"AZURE_COSMOS_CONNECTIONSTRING": _KEY_STRING},
        keys=KEYS,
    ),
    local_auth=LOCAL_AUTH,
    differs=(
        "A data role of the account instead of the right to list its keys. No narrower scope of it is documented.",
        "AZURE_COSMOS_RESOURCEENDPOINT is the Table API's endpoint: the account's other one serves no tables.",
    ),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-cosmos-table",
        "https://learn.microsoft.com/azure/cosmos-db/table/security/how-to-grant-data-plane-role-based-access",
    ),
)
