"""Microsoft Entra ID through the azuread provider: people, applications, their credentials, and the directory."""
