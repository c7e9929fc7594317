"""The scopes over a resource: what it lies in, up to the subscription, its management groups and the root.

Source: learn.microsoft.com/azure/role-based-access-control/scope-overview.
"""

from __future__ import annotations

from .arm_ids import key_of

__all__ = ["Scopes", "management_group_id"]


def management_group_id(name: str) -> str:
    """The id of a management group."""
    return f"/providers/Microsoft.Management/managementGroups/{name}"


class Scopes:
    """Which management group holds which subscriptions and groups."""

    def __init__(self) -> None:
        self._holders: dict[str, str] = {}

    def place(self, scope: str, holder: str) -> None:
        """Put a subscription or management group into a management group, out of the one that it was in. Both are ids."""
        self._holders[key_of(scope)] = key_of(holder)

    def take_out(self, scope: str) -> None:
        """Take a subscription or management group out of the one that holds it."""
        self._holders.pop(key_of(scope), None)

    def over(self, resource_id: str) -> tuple[str, ...]:
        """The resource and each scope over it, nearest first, the root "/" last; as `key_of` writes them.

        Circles of management groups, which Azure wouldn't take, end where they begin.
        """
        key = key_of(resource_id)
        found = dict.fromkeys([key])
        while (at := key.rfind("/")) > 0:
            key = key[:at]
            found[key] = None
        holder = self._holder(list(found))
        while holder is not None and holder not in found:
            found[holder] = None
            holder = self._holders.get(holder)
        found.pop("/", None)
        return (*found, "/")

    def _holder(self, inner: list[str]) -> str | None:
        """The management group that the outermost of these scopes lies in."""
        return next((self._holders[scope] for scope in reversed(inner) if scope in self._holders), None)

    def covers(self, scope: str, resource_id: str) -> bool:
        """Whether a resource is `scope` or lies in it, through management groups too."""
        return key_of(scope) in self.over(resource_id)
