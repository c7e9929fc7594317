"""A simulated Azure that says no as Azure does, for rehearsing and unit-testing azure-native Python stacks."""
