"""Key Vault's data plane over HTTPS."""
