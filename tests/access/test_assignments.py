"""Decisions over grants: scopes, time, reasons; and that nothing is allowed which no grant explains."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from azure_access.assignments import AccessTable, RoleAssignment
from azure_access.callers import Caller
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
