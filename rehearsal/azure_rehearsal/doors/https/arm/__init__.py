"""Azure Resource Manager over HTTPS."""
