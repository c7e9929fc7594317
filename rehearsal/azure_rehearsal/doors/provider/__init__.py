"""Pulumi's provider protocol: what the engine talks to."""
