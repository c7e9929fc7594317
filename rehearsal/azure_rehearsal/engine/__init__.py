"""Runs the Pulumi engine on the simulated Azure."""
