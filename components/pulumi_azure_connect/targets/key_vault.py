"""Key Vault secrets that the app reads by itself, with an SDK: of a whole vault, or one secret."""

from pulumi_azure_connect.grants import vault_access
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

SECRETS_USER = Role("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6")

KEY_VAULT = Target(
    kind="keyvault",
    title="Azure Key Vault",
    resource_types={
        "azure-native:keyvault:Vault": "Microsoft.KeyVault/vaults",
        "azure-native:keyvault:Secret": "Microsoft.KeyVault/vaults/secrets",
    },
    grant=vault_access,
    access={Access.READ: (SECRETS_USER,)},
    prefix="AZURE_KEYVAULT",
    settings={
        "AZURE_KEYVAULT_RESOURCEENDPOINT": "https://{vaults}.{suffix:vault}/",
        "AZURE_KEYVAULT_SCOPE": "https://{suffix:management}/.default",
    },
    client_id_setting={"AZURE_KEYVAULT_CLIENTID": "{client_id}"},
    differs=("Service Connector grants certificates too; an app that reads secrets needs none.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-key-vault",),
)
