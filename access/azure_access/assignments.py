"""Role assignments, evaluated over scopes: deny by default, always with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from .arm_ids import is_within
from .callers import Caller
from .decisions import Decision
from .roles import Role

__all__ = ["AccessTable", "RoleAssignment"]


@dataclass(frozen=True)
class RoleAssignment:
    """One role assignment, in force from `effective_from` on (seconds of the caller's own clock)."""

    id: str
    principal_id: str
    role: Role
    scope: str
    effective_from: float = 0.0
    condition: str | None = None


class AccessTable:
    """The role assignments of a tenant, by principal."""

    def __init__(self) -> None:
        self._assignments: dict[str, dict[str, RoleAssignment]] = {}
        self._holders: dict[str, str] = {}

    def add(self, assignment: RoleAssignment) -> None:
        """Put an assignment in force, in place of what its id stood for before."""
        self.remove(assignment.id)
        holder, key = assignment.principal_id.lower(), assignment.id.lower()
        self._assignments.setdefault(holder, {})[key] = assignment
        self._holders[key] = holder

    def remove(self, assignment_id: str) -> None:
        """End an assignment's effect at once."""
        holder = self._holders.pop(assignment_id.lower(), None)
        if holder is not None:
            del self._assignments[holder][assignment_id.lower()]

    def of(self, principal_id: str) -> list[RoleAssignment]:
        """The assignments that name this principal, effective or not."""
        return list(self._assignments.get(principal_id.lower(), {}).values())

    @property
    def principals(self) -> list[str]:
        """The object ids, in lower case, of those who have an assignment."""
        return [holder for holder, assignments in self._assignments.items() if assignments]

    def decide(
        self, caller: Caller, action: str, resource_id: str, *, data: bool = False, now: float = 0.0, code: str = "AuthorizationFailed"
    ) -> Decision:
        """Whether a caller may do `action` on `resource_id` at the time `now`.

        Args:
            caller: who asks, with their groups.
            action: as Azure writes it, "Microsoft.Web/sites/read".
            resource_id: the ARM id of what the action is done on, or of a scope.
            data: whether it is a data action.
            now: seconds of the clock that `RoleAssignment.effective_from` counts on.
            code: the error code that the service refuses with.
        """
        coming: RoleAssignment | None = None
        near: RoleAssignment | None = None
        conditional: RoleAssignment | None = None
        for principal in caller.ids:
            for assignment in self.of(principal):
                line = assignment.role.line(action, data=data)
                if line is None:
                    continue
                if not is_within(resource_id, assignment.scope):
                    near = near or assignment
                elif assignment.condition or assignment.role.condition:
                    conditional = conditional or assignment
                elif assignment.effective_from > now:
                    coming = coming or assignment
                else:
                    reason = f"role '{assignment.role.name}' at '{assignment.scope}' allows '{line}' (assignment {assignment.id})"
                    return Decision(True, reason)
        who = caller.object_id
        kind = "data action" if data else "action"
        if coming is not None:
            left = coming.effective_from - now
            reason = f"role '{coming.role.name}' at '{coming.scope}' is assigned to '{who}' but takes effect only in {left:g} s"
            return Decision(False, reason, code, waiting=True)
        if conditional is not None:
            # learn.microsoft.com/azure/role-based-access-control/conditions-overview: a condition only ever takes away
            reason = (
                f"role '{conditional.role.name}' at '{conditional.scope}' (assignment {conditional.id}) is assigned to '{who}' under "
                "a condition, which is not evaluated here: it counts as not met"
            )
            return Decision(False, reason, code)
        if near is not None:
            reason = f"'{who}' has role '{near.role.name}' at '{near.scope}', which does not cover '{resource_id}' for {kind} '{action}'"
            return Decision(False, reason, code)
        return Decision(False, f"no role assignment gives '{who}' the {kind} '{action}' on '{resource_id}'", code)
