"""Microsoft.DBforPostgreSQL: flexible servers, databases, and their users."""
