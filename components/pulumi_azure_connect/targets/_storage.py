"""What the targets inside a storage account have in common: its key, in one connection string."""

from pulumi_azure_connect.targets.target import LocalAuth, Lookup, Secret

ACCOUNT = "Microsoft.Storage/storageAccounts"
_NAMES = {"resource_group_name": "resourceGroups", "account_name": "storageAccounts"}
LOCAL_AUTH = LocalAuth("azure-native:storage:StorageAccount", ACCOUNT, "allow_shared_key_access", off=False)


def account_key(setting: str) -> Secret:
    """Return the secret of an account as Service Connector writes it: one connection string."""
    text = "DefaultEndpointsProtocol=https;AccountName={storageAccounts};AccountKey={key};EndpointSuffix={suffix:storage}"
    return Secret(
        settings={setting: text},
        keys={"key": Lookup(function="storage:list_storage_account_keys_output", arguments=_NAMES, result="keys.0.value")},
    )
