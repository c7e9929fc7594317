"""Facts of Azure, without Pulumi: ids, names, clouds, runtimes, setting names, Key Vault references."""
