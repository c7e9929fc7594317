"""Who may do what: role assignments evaluated over scopes, deny by default, always with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .arm_ids import is_within
from .roles import Role

__all__ = ["Access", "Decision", "Grant"]


@dataclass(frozen=True)
class Decision:
    """An answer with its reason. `code`: Azure's error code of a refusal, "" where allowed.

    `waiting`: the grant is there and only isn't effective yet; asking again later may succeed.
    """

    allowed: bool
    reason: str
    code: str = ""
    waiting: bool = False


@dataclass(frozen=True)
class Grant:
    """One role assignment in force from `since` on (simulated seconds)."""

    assignment_id: str
    principal_id: str
    role: Role
    scope: str
    since: float = 0.0
    condition: str | None = None


class Access:
    """The grants of a cloud, by principal."""

    def __init__(self) -> None:
        self._grants: dict[str, dict[str, Grant]] = {}
        self._holders: dict[str, str] = {}

    def add(self, grant: Grant) -> None:
        """Put a grant in force (from its `since`), in place of what its assignment gave before."""
        self.remove(grant.assignment_id)
        holder, assignment = grant.principal_id.lower(), grant.assignment_id.lower()
        self._grants.setdefault(holder, {})[assignment] = grant
        self._holders[assignment] = holder

    def remove(self, assignment_id: str) -> None:
        """End a grant's effect at once."""
        holder = self._holders.pop(assignment_id.lower(), None)
        if holder is not None:
            del self._grants[holder][assignment_id.lower()]

    def of(self, principal_id: str) -> list[Grant]:
        """The grants that name this principal, effective or not."""
        return list(self._grants.get(principal_id.lower(), {}).values())

    def decide(self, principals: Iterable[str], action: str, resource_id: str, *, data: bool, now: float, code: str) -> Decision:
        """Whether any of the principals (one and its groups) may do `action` on `resource_id` at the time `now`."""
        coming: Grant | None = None
        near: Grant | None = None
        conditional: Grant | None = None
        asked = list(principals)
        for principal in asked:
            for grant in self.of(principal):
                line = grant.role.line(action, data=data)
                if line is None:
                    continue
                if not is_within(resource_id, grant.scope):
                    near = near or grant
                elif grant.condition:
                    conditional = conditional or grant
                elif grant.since > now:
                    coming = coming or grant
                else:
                    reason = f"role '{grant.role.name}' at '{grant.scope}' allows '{line}' (assignment {grant.assignment_id})"
                    return Decision(True, reason)
        who = asked[0] if asked else "nobody"
        kind = "data action" if data else "action"
        if coming is not None:
            reason = (
                f"role '{coming.role.name}' at '{coming.scope}' is assigned to '{who}' but takes effect only in {coming.since - now:g} s"
            )
            return Decision(False, reason, code, waiting=True)
        if conditional is not None:
            # learn.microsoft.com/azure/role-based-access-control/conditions-overview: a condition only ever takes away
            reason = (
                f"role '{conditional.role.name}' at '{conditional.scope}' (assignment {conditional.assignment_id}) is assigned to '{who}' under "
                "a condition, which is not evaluated here: it counts as not met"
            )
            return Decision(False, reason, code)
        if near is not None:
            reason = f"'{who}' has role '{near.role.name}' at '{near.scope}', which does not cover '{resource_id}' for {kind} '{action}'"
            return Decision(False, reason, code)
        return Decision(False, f"no role assignment gives '{who}' the {kind} '{action}' on '{resource_id}'", code)
