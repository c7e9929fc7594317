"""What a grant is about: what the app may do, and the role that says so."""

from dataclasses import dataclass
from enum import StrEnum


class Access(StrEnum):
    """What the app may do with a target, in the words of the person who writes the app."""

    READ = "read"
    """See data."""
    WRITE = "write"
    """See and change data."""
    SEND = "send"
    """Put messages in."""
    RECEIVE = "receive"
    """Take messages out."""
    USE = "use"
    """Call the service's operations."""
    MANAGE = "manage"
    """Change the target's own structure: schemas, indexes."""


@dataclass(frozen=True)
class Role:
    """A role of the target's own kind of grant."""

    name: str
    """The name as the portal shows it: a role definition, a database role, an app role."""
    id: str = ""
    """The role definition's GUID; empty where the grant goes by name alone (database roles)."""
