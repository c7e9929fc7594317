"""The identity that a grant is for."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi


class IdentityKind(StrEnum):
    """The identities that an app has."""

    USER_ASSIGNED = "user-assigned"
    """One for the app and its slots; made by the component, or given."""
    SYSTEM_ASSIGNED = "system-assigned"
    """One of the app's own, and another for each slot."""
    BOTH = "both"
    """Both. Connections and references use the user-assigned one unless a connection says otherwise."""


USER_ASSIGNED = "user-assigned"
SYSTEM_ASSIGNED = "system-assigned"


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The identity that a grant is for.

    Every id's kind is in its name: four different GUIDs belong to one identity.
    """

    key: Hashable
    """Tells principals apart before their ids are known."""
    kind: str
    """`user-assigned` or `system-assigned`."""
    label: str
    """Tells principals of one app apart in child names: empty, or the slot's name."""
    principal_id: pulumi.Output[str]
    """The object id in the tenant's directory: what grants name."""
    client_id: Callable[[], pulumi.Output[str]]
    """Gives the application id: what an SDK, SQL and App Service authentication name. May take a directory lookup."""
    name: pulumi.Output[str]
    """The service principal's display name."""
    resource_id: pulumi.Output[str] | None
    """The ARM id of a user-assigned identity."""
    own: bool = False
    """Whether the program makes it: nothing else that it makes or names has the same ids then."""
    shared_name: str | None = None
    """What its grants are called after, where it was made outside and several apps may have it."""

    def described(self) -> dict[str, Any]:
        """Return the plain data of a `connections` row. A client id that takes a lookup is left out."""
        user_assigned = self.kind == USER_ASSIGNED
        return {
            "kind": self.kind,
            "principalId": self.principal_id,
            "clientId": self.client_id() if user_assigned else None,
            "resourceId": self.resource_id,
        }
