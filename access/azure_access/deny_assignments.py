"""Deny assignments: what they block, whatever roles allow.

Source: learn.microsoft.com/azure/role-based-access-control/deny-assignments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .arm_ids import key_of
from .callers import Caller
from .conditions import Attributes, evaluate
from .plain import flag, tables, text
from .roles import Permission

__all__ = ["EVERYBODY", "DenyAssignment", "DenyTable"]

EVERYBODY: Final = "00000000-0000-0000-0000-000000000000"
"""The principal of type SystemDefined: all users, groups and service principals of the directory."""


@dataclass(frozen=True)
class DenyAssignment:
    """One deny assignment. `principals` and `excluded` are object ids in lower case; EVERYBODY stands for all."""

    id: str
    name: str
    scope: str
    permissions: tuple[Permission, ...]
    principals: frozenset[str]
    excluded: frozenset[str] = frozenset()
    only_here: bool = False
    """Whether it holds at its scope alone, not within (`doNotApplyToChildScopes`)."""
    condition: str | None = None

    @classmethod
    def parse(cls, deny_id: str, scope: str, properties: Mapping[str, object]) -> DenyAssignment:
        """A deny assignment from its properties as ARM writes them."""

        def ids(key: str) -> frozenset[str]:
            return frozenset((text(one, "id") or "").lower() for one in tables(properties, key)) - {""}

        return cls(
            deny_id,
            text(properties, "denyAssignmentName") or deny_id,
            "/" + scope.strip("/"),
            tuple(Permission.parse(one) for one in tables(properties, "permissions")),
            ids("principals"),
            ids("excludePrincipals"),
            flag(properties, "doNotApplyToChildScopes") is True,
            text(properties, "condition"),
        )

    def concerns(self, caller: Caller) -> bool:
        """Whether it names the caller, or a group that holds it, and doesn't leave it out."""
        held = set(caller.ids)
        return (EVERYBODY in self.principals or bool(held & self.principals)) and not held & self.excluded

    def line(self, action: str, *, data: bool) -> str | None:
        """The line that blocks an action; None where it doesn't."""
        return next((found for one in self.permissions if (found := one.line(action, data=data))), None)


class DenyTable:
    """The deny assignments of a tenant, by scope."""

    def __init__(self) -> None:
        self._at: dict[str, dict[str, DenyAssignment]] = {}

    def add(self, deny: DenyAssignment) -> None:
        """Put a deny assignment in force, in place of what its id stood for before."""
        self.remove(deny.id)
        self._at.setdefault(key_of(deny.scope), {})[deny.id.lower()] = deny

    def remove(self, deny_id: str) -> None:
        """End a deny assignment's effect."""
        for scope, held in list(self._at.items()):
            if held.pop(deny_id.lower(), None) is not None and not held:
                del self._at[scope]

    def _reaching(self, resource_id: str, over: tuple[str, ...]) -> Iterator[DenyAssignment]:
        here = key_of(resource_id)
        for scope in over if self._at else ():
            for deny in self._at.get(scope, {}).values():
                if scope == here or not deny.only_here:
                    yield deny

    def find(
        self, caller: Caller, action: str, resource_id: str, over: tuple[str, ...], *, data: bool, attributes: Attributes | None
    ) -> tuple[DenyAssignment, str] | None:
        """The deny assignment, with its line, that blocks a caller; `over` are the scopes over the resource.

        One under a condition blocks unless the condition is known not to be met.
        """
        for deny in self._reaching(resource_id, over):
            line = deny.line(action, data=data) if deny.concerns(caller) else None
            blocks = line is not None and (not deny.condition or evaluate(deny.condition, action, resource_id, attributes).met is not False)
            if line is not None and blocks:
                return deny, line
        return None
