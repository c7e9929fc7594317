"""What the targets of a Cosmos DB account share: its key, its data roles, how keys are turned off."""

from collections.abc import Mapping

from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Lookup

ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
ACCOUNTS: Mapping[str, str] = {"azure-native:cosmosdb:DatabaseAccount": ACCOUNT}

_NAMES = {"resource_group_name": "resourceGroups", "account_name": "databaseAccounts"}
KEYS: Mapping[str, Lookup] = {
    "key": Lookup(function="cosmosdb:list_database_account_keys_output", arguments=_NAMES, result="primary_master_key")
}
LOCAL_AUTH = LocalAuth("azure-native:cosmosdb:DatabaseAccount", ACCOUNT, "disable_local_auth")

# The same two ids in every account: learn.microsoft.com/azure/cosmos-db/nosql/reference-data-plane-security
DATA_ROLES: Mapping[Access, tuple[Role, ...]] = {
    Access.READ: (Role("Cosmos DB Built-in Data Reader", "00000000-0000-0000-0000-000000000001"),),
    Access.WRITE: (Role("Cosmos DB Built-in Data Contributor", "00000000-0000-0000-0000-000000000002"),),
}
