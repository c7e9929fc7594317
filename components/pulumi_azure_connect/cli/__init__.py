"""The command `azure-connect`."""
