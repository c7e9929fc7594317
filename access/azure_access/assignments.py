"""Role and deny assignments, evaluated over scopes: deny by default, always with the reason.

Sources: learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource and
learn.microsoft.com/azure/role-based-access-control/deny-assignments. Eligible assignments (PIM) give nothing until they are activated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from .arm_ids import key_of
from .callers import Caller
from .conditions import Attributes, Verdict, evaluate
from .decisions import Decision, Explanation
from .deny_assignments import DenyAssignment, DenyTable
from .roles import Role
from .scopes import Scopes

__all__ = ["AccessTable", "RoleAssignment"]

_LOOKED_AT: Final = 50
"""How many roles of a principal are looked at for one that would do elsewhere, so that a refusal takes no longer with more of them."""


@dataclass(frozen=True)
class RoleAssignment:
    """One role assignment, in force from `effective_from` on (seconds of the caller's own clock)."""

    id: str
    principal_id: str
    role: Role
    scope: str
    effective_from: float = 0.0
    condition: str | None = None


@dataclass(frozen=True)
class _Question:
    """One question, with the attributes that its conditions may ask for."""

    caller: Caller
    action: str
    resource_id: str
    data: bool
    attributes: Attributes | None

    @property
    def said(self) -> str:
        return f"{'data action' if self.data else 'action'} '{self.action}'"

    def explain(self, assignment: RoleAssignment, line: str) -> Explanation:
        return Explanation(
            by="role assignment",
            principal=self.caller.object_id,
            action=self.action,
            resource=self.resource_id,
            data=self.data,
            assignment=assignment.id,
            role=assignment.role.name,
            role_id=assignment.role.id,
            line=line,
            scope=assignment.scope,
            groups=self.caller.groups.get(assignment.principal_id.lower(), ()),
        )

    def unexplained(self) -> Explanation:
        return Explanation(principal=self.caller.object_id, action=self.action, resource=self.resource_id, data=self.data)

    def condition(self, assignment: RoleAssignment) -> tuple[str, Verdict] | None:
        """The first condition, of the role or of the assignment, that isn't met; else the last one; None without any."""
        found: tuple[str, Verdict] | None = None
        for text in (assignment.role.condition, assignment.condition):
            if text:
                found = text, evaluate(text, self.action, self.resource_id, self.attributes)
                if not found[1].met:
                    break
        return found


class AccessTable:
    """The role and deny assignments of a tenant, by principal and scope, and its management groups.

    A decision looks at the scopes over a resource, of each principal that asks: its time doesn't grow with the assignments elsewhere.
    """

    def __init__(self) -> None:
        self.scopes = Scopes()
        self.denied = DenyTable()
        self._assignments: dict[str, dict[str, RoleAssignment]] = {}
        self._at: dict[str, dict[str, dict[str, RoleAssignment]]] = {}
        self._roles: dict[str, dict[Role | str, dict[str, RoleAssignment]]] = {}
        self._holders: dict[str, str] = {}

    def add(self, assignment: RoleAssignment) -> None:
        """Put an assignment in force, in place of what its id stood for before."""
        self.remove(assignment.id)
        holder, key = assignment.principal_id.lower(), assignment.id.lower()
        self._holders[key] = holder
        self._assignments.setdefault(holder, {})[key] = assignment
        self._at.setdefault(holder, {}).setdefault(key_of(assignment.scope), {})[key] = assignment
        self._roles.setdefault(holder, {}).setdefault(assignment.role.id, {})[key] = assignment

    def remove(self, assignment_id: str) -> None:
        """End an assignment's effect at once."""
        key = assignment_id.lower()
        holder = self._holders.pop(key, None)
        if holder is None:
            return
        old = self._assignments[holder].pop(key)
        for index, place in ((self._at, key_of(old.scope)), (self._roles, old.role.id)):
            held = index[holder][place]
            del held[key]
            if not held:
                del index[holder][place]

    def of(self, principal_id: str) -> list[RoleAssignment]:
        """The assignments that name this principal, effective or not."""
        return list(self._assignments.get(principal_id.lower(), {}).values())

    @property
    def principals(self) -> list[str]:
        """The object ids, in lower case, of those who have an assignment."""
        return [holder for holder, assignments in self._assignments.items() if assignments]

    def decide(
        self,
        caller: Caller,
        action: str,
        resource_id: str,
        *,
        data: bool = False,
        now: float = 0.0,
        code: str = "AuthorizationFailed",
        attributes: Attributes | None = None,
    ) -> Decision:
        """Whether a caller may do `action` on `resource_id` at the time `now`.

        Args:
            caller: who asks, with their groups.
            action: as Azure writes it, "Microsoft.Web/sites/read".
            resource_id: the ARM id of what the action is done on, or of a scope.
            data: whether it is a data action.
            now: seconds of the clock that `RoleAssignment.effective_from` counts on.
            code: the error code that the service refuses with.
            attributes: what conditions may ask for; the names in `resource_id` are known without.
        """
        question = _Question(caller, action, resource_id, data, attributes)
        over = self.scopes.over(resource_id)
        denial = self.denied.find(caller, action, resource_id, over, data=data, attributes=attributes)
        if denial is not None:
            return _denied(question, denial, code)
        coming: tuple[RoleAssignment, str] | None = None
        unmet: tuple[RoleAssignment, str, tuple[str, Verdict]] | None = None
        for assignment, line in self._reaching(question, over):
            condition = question.condition(assignment)
            if condition is not None and not condition[1].met:
                unmet = unmet or (assignment, line, condition)
            elif assignment.effective_from > now:
                if coming is None or assignment.effective_from < coming[0].effective_from:
                    coming = assignment, line
            else:
                return _allowed(question, assignment, line, condition)
        if coming is not None:
            return _coming(question, *coming, now=now, code=code)
        if unmet is not None:
            return _unmet(question, *unmet, code=code)
        return self._absent(question, code)

    def _reaching(self, question: _Question, over: tuple[str, ...]) -> Iterator[tuple[RoleAssignment, str]]:
        """The assignments at the scopes over the resource whose role has a line for the action, nearest principal and scope first."""
        for principal in question.caller.ids:
            places = self._at.get(principal)
            for scope in over if places else ():
                for assignment in places.get(scope, {}).values() if places else ():
                    line = assignment.role.line(question.action, data=question.data)
                    if line is not None:
                        yield assignment, line

    def _absent(self, question: _Question, code: str) -> Decision:
        """The refusal where no assignment reaches: with one that would do elsewhere, if there is one."""
        who = question.caller.object_id
        for principal in question.caller.ids:
            for held in islice(self._roles.get(principal, {}).values(), _LOOKED_AT):
                near = next(iter(held.values()))
                line = near.role.line(question.action, data=question.data)
                if line is not None:
                    reason = f"'{who}' has role '{near.role.name}' at '{near.scope}', which does not cover '{question.resource_id}' for {question.said}"
                    return Decision(False, reason, code, why=question.explain(near, line))
        reason = f"no role assignment gives '{who}' the {question.said} on '{question.resource_id}'"
        return Decision(False, reason, code, why=question.unexplained())


def _allowed(question: _Question, assignment: RoleAssignment, line: str, condition: tuple[str, Verdict] | None) -> Decision:
    reason = f"role '{assignment.role.name}' at '{assignment.scope}' allows '{line}' (assignment {assignment.id})"
    why = question.explain(assignment, line)
    if condition is not None:
        why = replace(why, condition=condition[0], condition_outcome=condition[1].reason)
        reason += ", and its condition is met"
    return Decision(True, reason, why=why)


def _coming(question: _Question, assignment: RoleAssignment, line: str, *, now: float, code: str) -> Decision:
    left = assignment.effective_from - now
    reason = f"role '{assignment.role.name}' at '{assignment.scope}' is assigned to '{question.caller.object_id}' but takes effect only in {left:g} s"
    return Decision(False, reason, code, waiting=True, why=question.explain(assignment, line))


def _unmet(question: _Question, assignment: RoleAssignment, line: str, condition: tuple[str, Verdict], *, code: str) -> Decision:
    text, verdict = condition
    reason = (
        f"role '{assignment.role.name}' at '{assignment.scope}' (assignment {assignment.id}) is assigned to '{question.caller.object_id}' "
        f"under a condition, which for {question.said} {verdict.reason}"
    )
    why = replace(question.explain(assignment, line), condition=text, condition_outcome=verdict.reason)
    return Decision(False, reason, code, why=why)


def _denied(question: _Question, denial: tuple[DenyAssignment, str], code: str) -> Decision:
    deny, line = denial
    who = question.caller.object_id
    reason = f"deny assignment '{deny.name}' at '{deny.scope}' denies '{who}' the {question.said} by '{line}', whatever roles allow"
    why = replace(
        question.unexplained(), by="deny assignment", assignment=deny.id, line=line, scope=deny.scope, condition=deny.condition or ""
    )
    return Decision(False, reason, code, why=why)
