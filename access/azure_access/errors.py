"""The package's own family of errors."""

from __future__ import annotations

__all__ = ["AccessError", "InvalidCondition", "UnknownRole"]


class AccessError(ValueError):
    """Something handed to this package is wrong; the text says what, and what is allowed."""


class UnknownRole(AccessError):
    """No built-in role has that name or id."""


class InvalidCondition(AccessError):
    """A condition that Azure doesn't take; the text says where it can't be read, or what else is wrong."""
