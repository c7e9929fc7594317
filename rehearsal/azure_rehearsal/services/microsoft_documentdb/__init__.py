"""Microsoft.DocumentDB: Cosmos DB accounts, databases, containers, and their own role assignments."""
