"""Deny assignments, by the page that describes them."""

from __future__ import annotations

import pytest

from azure_access import EVERYBODY, Caller, DenyAssignment, Groups
from azure_access.conditions import Attributes
from azure_access.deny_assignments import DenyTable
from azure_access.scopes import Scopes

BODY = {
    "denyAssignmentName": "managed",
    "permissions": [{"actions": ["*"], "notActions": ["*/read"], "dataActions": ["x/secret/action"]}],
    "principals": [{"id": EVERYBODY, "type": "SystemDefined"}],
    "excludePrincipals": [{"id": "OPERATORS", "type": "Group"}],
}


def find(body, caller, action, resource="/a/b", *, data=False, attributes=None):
    table = DenyTable()
    table.add(DenyAssignment.parse("deny-1", "/A", {**BODY, **body}))
    found = table.find(caller, action, resource, Scopes().over(resource), data=data, attributes=attributes)
    return found and found[1]


@pytest.mark.parametrize(
    ("action", "data", "line"),
    [("x/write", False, "*"), ("x/read", False, None), ("x/secret/action", True, "x/secret/action"), ("x/write", True, None)],
)
def test_everybody_is_denied_what_it_says(action, data, line):
    assert find({}, Caller("one"), action, data=data) == line


def test_who_is_left_out_is_left_out_through_groups():
    assert find({}, Groups({"operators": ["one"]}).caller("ONE"), "x/write") is None


def test_a_named_group_denies_its_members():
    body = {"principals": [{"id": "G"}], "excludePrincipals": []}
    assert find(body, Groups({"g": ["one"]}).caller("one"), "x/write") == "*"
    assert find(body, Caller("two"), "x/write") is None


def test_it_may_hold_at_its_scope_alone():
    assert find({"doNotApplyToChildScopes": True}, Caller("one"), "x/write") is None
    assert find({"doNotApplyToChildScopes": True}, Caller("one"), "x/write", "/a") == "*"


def test_a_condition_lifts_it_only_when_it_is_known_not_to_be_met():
    body = {"condition": "@Resource[size] NumericEquals 7"}
    assert find(body, Caller("one"), "x/write") == "*"
    assert find(body, Caller("one"), "x/write", attributes=Attributes(resource={"size": 8})) is None


def test_a_removed_one_denies_nothing():
    table = DenyTable()
    table.add(DenyAssignment.parse("Deny-1", "/a", BODY))
    table.remove("deny-1")
    assert table.find(Caller("one"), "x/write", "/a", ("/a", "/"), data=False, attributes=None) is None
