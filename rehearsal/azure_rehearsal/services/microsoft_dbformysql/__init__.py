"""Microsoft.DBforMySQL: flexible servers, databases, and their users."""
