"""Microsoft.Authorization: role definitions, role and deny assignments, locks."""
