"""What the targets that are accounts of Azure Cosmos DB have in common: the account's key, and how it is turned off."""

from collections.abc import Mapping

from pulumi_azure_connect.targets.target import LocalAuth, Lookup

ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
LOCAL_AUTH = LocalAuth("azure-native:cosmosdb:DatabaseAccount", ACCOUNT, "disable_local_auth")
_NAMES = {"resource_group_name": "resourceGroups", "account_name": "databaseAccounts"}
KEYS: Mapping[str, Lookup] = {
    "key": Lookup(function="cosmosdb:list_database_account_keys_output", arguments=_NAMES, result="primary_master_key")
}
