"""The pytest fixtures."""
