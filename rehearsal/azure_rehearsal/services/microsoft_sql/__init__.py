"""Microsoft.Sql: servers, databases, and their users."""
