"""HTTPS for real Azure clients."""
