"""The platform's stack: one vault, and one secret in it that apps of other stacks read."""

import pulumi
from pulumi_azure_native import authorization, keyvault, resources

group = resources.ResourceGroup("platform", location="westeurope")
vault = keyvault.Vault(
    "platform",
    resource_group_name=group.name,
    properties=keyvault.VaultPropertiesArgs(
        tenant_id=authorization.get_client_config_output().tenant_id,
        sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
        enable_rbac_authorization=True,
        enable_purge_protection=True,
    ),
)
secret = keyvault.Secret(
    "maps",
    resource_group_name=group.name,
    vault_name=vault.name,
    secret_name="maps-key",  # noqa: S106  (its name)
    properties={"value": pulumi.Config().require_secret("mapsKey")},
    # Deleting a secret takes a right on the vault's data, which a deployer needn't have: it goes away with the vault.
    opts=pulumi.ResourceOptions(retain_on_delete=True),
)

pulumi.export("vaultId", vault.id)
