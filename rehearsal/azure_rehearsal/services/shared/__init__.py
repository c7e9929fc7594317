"""What several services share: identities, keys, network rules, data rights, database users."""
