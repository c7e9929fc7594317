"""The simulated Azure: one tenant, its subscriptions, and every resource in them."""
