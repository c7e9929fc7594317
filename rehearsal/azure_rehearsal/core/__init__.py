"""Values, clock, errors, state, and the contract of a resource type."""
