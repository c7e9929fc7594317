"""Groups: nested, in circles, and in any letter case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from azure_access.callers import Caller, Groups

NAMES = st.sampled_from(["a", "b", "c", "d", "e"])


def test_a_guid_is_the_same_in_any_letter_case():
    """RFC 9562, section 4: the hex digits of a UUID are case-insensitive on input."""
    groups = Groups({"AAAA-G": ["BBBB-M"], "cccc-g": ["aaaa-g"]})
    assert groups.caller("bbbb-m").ids == ("bbbb-m", "aaaa-g", "cccc-g")
    assert groups.caller("BBBB-M").ids == ("bbbb-m", "aaaa-g", "cccc-g")


def test_a_nested_group_names_the_way_to_it():
    groups = Groups({"inner": ["one"], "middle": ["inner"], "outer": ["middle", "inner"]})
    assert groups.paths("one") == {"inner": ("inner",), "middle": ("inner", "middle"), "outer": ("inner", "outer")}


def test_circles_do_no_harm():
    assert Groups({"a": ["b"], "b": ["a"]}).paths("a") == {"b": ("b",)}


def test_nobody_is_in_no_group():
    assert Groups({}).paths("one") == {}
    assert Caller("ONE").ids == ("one",)


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=3), max_size=5), NAMES)
def test_the_groups_of_somebody_are_those_that_a_walk_reaches(members, who):
    reached = {who}
    while more := {group for group, those in members.items() if reached & set(those)} - reached:
        reached |= more
    paths = Groups(members).paths(who)
    assert set(paths) == reached - {who}
    for group, path in paths.items():
        assert path[-1] == group
        assert all(inner in members[outer] for inner, outer in zip((who, *path), path, strict=False))
