"""Pulumi's mocks: a program runs against the simulated Azure without the engine."""
