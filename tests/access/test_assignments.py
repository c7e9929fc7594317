"""Decisions over grants: scopes, time, reasons; and that nothing is allowed which no grant explains."""

from __future__ import annotations

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_access.assignments import AccessTable, RoleAssignment
from azure_access.callers import Caller, Groups
from azure_access.conditions import Attributes
from azure_access.deny_assignments import DenyAssignment
from azure_access.roles import Permission, Role

READER = Role("r", "Reader", (Permission(actions=("*/read",)),))
WRITER = Role("w", "Writer", (Permission(actions=("*/write",)),))
SEGMENTS = st.lists(st.sampled_from(["a", "b", "ab"]), max_size=4)
GRANTS = st.lists(
    st.tuples(st.sampled_from(["one", "TWO"]), st.sampled_from([READER, WRITER]), SEGMENTS, st.sampled_from([0.0, 5.0])), max_size=6
)


def decide(access: AccessTable, principals: list[str], action: str, scope: str, now: float = 0.0):
    return access.decide(Caller(principals[0]), action, scope, data=False, now=now, code="No")


def test_nobody_may_do_anything():
    decision = decide(AccessTable(), ["one"], "x/read", "/a")
    assert (decision.allowed, decision.code) == (False, "No")
    assert "'one'" in decision.reason


def test_the_reason_names_the_grant_and_the_line():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a"))
    assert all(part in decide(access, ["one"], "x/read", "/a/b").reason for part in ("Reader", "'/a'", "*/read", "id-1"))


def test_a_grant_next_door_is_named():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a"))
    decision = decide(access, ["one"], "x/read", "/b")
    assert not decision.allowed
    assert "'/a'" in decision.reason


def test_a_grant_to_come_is_said_to_come():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a", effective_from=10))
    assert decide(access, ["one"], "x/read", "/a", now=4).waiting
    assert "6 s" in decide(access, ["one"], "x/read", "/a", now=4).reason
    assert decide(access, ["one"], "x/read", "/a", now=10).allowed


def test_a_removed_grant_ends_at_once():
    access = AccessTable()
    access.add(RoleAssignment("ID-1", "one", READER, "/a"))
    access.remove("id-1")
    assert not decide(access, ["one"], "x/read", "/a").allowed
    assert access.of("one") == []


def test_an_assignment_gives_what_it_says_last():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a"))
    access.add(RoleAssignment("ID-1", "two", WRITER, "/b"))
    assert access.of("one") == []
    assert not decide(access, ["two"], "x/read", "/a").allowed
    assert decide(access, ["two"], "x/write", "/b").allowed


@given(GRANTS, st.sampled_from(["one", "two"]), st.sampled_from(["x/read", "x/write", "x/delete"]), SEGMENTS, st.sampled_from([0.0, 5.0]))
def test_allowed_is_exactly_what_some_grant_explains(grants, who, action, path, now):
    access = AccessTable()
    for at, (principal, role, scope, since) in enumerate(grants):
        access.add(RoleAssignment(str(at), principal, role, "/" + "/".join(scope), since))
    expected = any(
        principal.lower() == who
        and action.endswith("/read" if role is READER else "/write")
        and path[: len(scope)] == scope
        and since <= now
        for principal, role, scope, since in grants
    )
    assert decide(access, [who], action, "/" + "/".join(path), now).allowed is expected


def test_a_condition_counts_only_for_what_it_is_about():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a", condition="!(ActionMatches{'x/read'}) OR @Resource[size] NumericEquals 7"))
    assert decide(access, ["one"], "y/read", "/a").allowed
    assert access.decide(Caller("one"), "x/read", "/a", attributes=Attributes(resource={"size": 7})).allowed
    unknown = decide(access, ["one"], "x/read", "/a")
    assert not unknown.allowed
    assert "@Resource[size] isn't known" in unknown.reason
    assert access.decide(Caller("one"), "x/read", "/a", attributes=Attributes(resource={"size": 8})).why.condition_outcome == "is not met"


def test_the_conditions_of_role_and_assignment_both_count():
    access = AccessTable()
    role = Role("r", "Reader", (Permission(actions=("*/read",)),), condition="!(ActionMatches{'x/read'})")
    access.add(RoleAssignment("id-1", "one", role, "/a", condition="!(ActionMatches{'y/read'})"))
    assert [decide(access, ["one"], action, "/a").allowed for action in ("x/read", "y/read", "z/read")] == [False, False, True]


def test_another_assignment_without_a_condition_is_enough():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a/b", condition="!(ActionMatches{'*'})"))
    access.add(RoleAssignment("id-2", "one", READER, "/a"))
    assert decide(access, ["one"], "x/read", "/a/b").why.assignment == "id-2"


def test_a_decision_is_explained_as_data():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "outer", READER, "/a", condition="ActionMatches{'x/*'}"))
    caller = Groups({"inner": ["One"], "outer": ["INNER"]}).caller("one")
    why = access.decide(caller, "x/read", "/a/b").why.plain()
    assert why == {
        "by": "role assignment",
        "principal": "one",
        "action": "x/read",
        "resource": "/a/b",
        "assignment": "id-1",
        "role": "Reader",
        "role_id": "r",
        "line": "*/read",
        "scope": "/a",
        "condition": "ActionMatches{'x/*'}",
        "condition_outcome": "is met",
        "groups": ["inner", "outer"],
    }
    assert json.loads(json.dumps(why)) == why
    assert access.decide(caller, "x/write", "/a/b").why.plain() == {"principal": "one", "action": "x/write", "resource": "/a/b"}


def test_management_groups_hand_down_what_is_assigned_to_them():
    access = AccessTable()
    access.scopes.place("/subscriptions/S", "/providers/Microsoft.Management/managementGroups/shop")
    access.scopes.place("/providers/Microsoft.Management/managementGroups/SHOP", "/providers/Microsoft.Management/managementGroups/all")
    access.add(RoleAssignment("id-1", "one", READER, "/providers/microsoft.management/managementgroups/all"))
    assert decide(access, ["one"], "x/read", "/subscriptions/s/resourceGroups/g").allowed
    assert not decide(access, ["one"], "x/read", "/subscriptions/other").allowed


def test_a_deny_assignment_wins_over_roles():
    access = AccessTable()
    access.add(RoleAssignment("id-1", "one", READER, "/a"))
    access.denied.add(DenyAssignment("deny-1", "locked", "/a/b", (Permission(actions=("x/*",)),), frozenset({"one"})))
    denied = decide(access, ["one"], "x/read", "/a/b/c")
    assert (denied.allowed, denied.code, denied.why.by, denied.why.assignment) == (False, "No", "deny assignment", "deny-1")
    assert "'locked'" in denied.reason
    assert decide(access, ["one"], "x/read", "/a").allowed


CONDITIONS = {None: True, "ActionMatches{'x/read'}": None, "!(ActionMatches{'x/read'})": None, "@Resource[size] NumericEquals 7": False}
PATHS = st.lists(st.sampled_from(["a", "b"]), max_size=3).map(lambda parts: "/" + "/".join(parts))
MEMBERS = st.dictionaries(st.sampled_from(["g1", "g2", "g3"]), st.lists(st.sampled_from(["one", "G1", "g2", "g3"]), max_size=3), max_size=3)
ROLES = [
    READER,
    WRITER,
    Role("c", "Most", (Permission(actions=("*",), not_actions=("x/write",)), Permission(data_actions=("x/*",)))),
]
ASSIGNMENTS = st.lists(
    st.tuples(
        st.sampled_from(["one", "G1", "g2", "g3"]),
        st.sampled_from(ROLES),
        PATHS,
        st.sampled_from([0.0, 5.0]),
        st.sampled_from(list(CONDITIONS)),
    ),
    max_size=8,
)
DENIALS = st.lists(
    st.tuples(st.sampled_from(["one", "g2"]), st.sampled_from(["x/read", "*"]), PATHS, st.booleans(), st.sampled_from([None, "g3"])),
    max_size=2,
)


def _fits(action: str, patterns: tuple[str, ...]) -> bool:
    ways = {"*", action, "*/" + action.partition("/")[2], action.partition("/")[0] + "/*"}
    return bool(ways & set(patterns))


def _naive(world, action: str, resource: str, data: bool, now: float) -> bool:
    """The same question, answered by looking at everything: no index, no parser, no shared code."""
    members, assignments, denials, removed = world
    held = {"one"}
    for _ in members:
        held |= {group for group, inside in members.items() if held & {one.lower() for one in inside}}

    def inside(scope: str) -> bool:
        return scope in ("/", resource) or resource.startswith(scope + "/")

    for who, pattern, scope, only_here, excluded in denials:
        if (
            who in held
            and excluded not in held
            and _fits(action, (pattern,))
            and not data
            and (resource == scope if only_here else inside(scope))
        ):
            return False
    for at, (who, role, scope, since, condition) in enumerate(assignments):
        allowing = any(
            _fits(action, one.data_actions if data else one.actions)
            and not _fits(action, one.not_data_actions if data else one.not_actions)
            for one in role.permissions
        )
        outcome = CONDITIONS[condition]
        if outcome is None:
            outcome = (action == "x/read") is not (condition or "").startswith("!")
        if at not in removed and who.lower() in held and allowing and inside(scope) and since <= now and outcome:
            return True
    return False


@given(
    st.tuples(MEMBERS, ASSIGNMENTS, DENIALS, st.sets(st.integers(0, 7), max_size=2)),
    st.sampled_from(["x/read", "x/write", "y/delete"]),
    PATHS,
    st.booleans(),
    st.sampled_from([0.0, 5.0]),
)
def test_the_table_decides_as_a_look_at_everything_does(world, action, resource, data, now):
    members, assignments, denials, removed = world
    access = AccessTable()
    for at, (who, role, scope, since, condition) in enumerate(assignments):
        access.add(RoleAssignment(f"id-{at}", who, role, scope, since, condition))
    for at in removed:
        access.remove(f"ID-{at}")
    for at, (who, pattern, scope, only_here, excluded) in enumerate(denials):
        left_out = frozenset({excluded} if excluded else ())
        access.denied.add(DenyAssignment(f"d-{at}", "d", scope, (Permission(actions=(pattern,)),), frozenset({who}), left_out, only_here))
    decision = access.decide(Groups(members).caller("ONE"), action, resource, data=data, now=now)
    assert decision.allowed is _naive(world, action, resource, data, now)
    assert not (decision.allowed and decision.code)
    json.dumps(decision.why.plain())


def _seconds(access: AccessTable, action: str, resource: str) -> float:
    caller, start = Caller("one"), perf_counter()
    for _ in range(50):
        access.decide(caller, action, resource)
    return perf_counter() - start


@pytest.mark.parametrize(("action", "resource"), [("x/read", "/s/g7/r"), ("x/read", "/s/elsewhere"), ("x/none", "/s/g7/r")])
def test_a_decision_takes_no_longer_with_many_assignments(action, resource):
    few, many = AccessTable(), AccessTable()
    for table, count in ((few, 20), (many, 2_000)):
        for at in range(count):
            table.add(RoleAssignment(f"id-{at}", "one", READER if at % 2 else WRITER, f"/s/g{at}"))
    pairs = [(_seconds(many, action, resource), _seconds(few, action, resource)) for _ in range(40)]  # side by side: other work slows both
    assert min(slow for slow, _ in pairs) < 3 * min(quick for _, quick in pairs)
