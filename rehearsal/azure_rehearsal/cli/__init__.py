"""The command `azure-rehearsal`."""
