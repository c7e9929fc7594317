"""Upgrades of stacks that an earlier version deployed."""
