"""The few T-SQL statements that user scripts consist of. Anything else is refused, not skipped."""

from __future__ import annotations

from azure_rehearsal.errors import AzureError

__all__ = ["execute"]

Users = dict[str, tuple[str, list[str]]]


def execute(script: str, users: Users) -> Users:
    """The users after the script."""
    raise AzureError("", "scripts are not simulated yet", 0)
