"""Secrets in Key Vault: `SecretBackedConnection`, vaults and stored secrets."""
