"""Microsoft.KeyVault: vaults, secrets, keys, and who may read them."""
