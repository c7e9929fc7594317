"""`ManagedIdentityApp`: site, slots, identity, settings and authentication."""
