"""Microsoft.Resources: resource groups, and deployments of templates."""
