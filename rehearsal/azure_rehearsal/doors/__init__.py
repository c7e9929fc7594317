"""The ways into the simulated cloud: Pulumi's provider protocol, Pulumi's mocks."""
