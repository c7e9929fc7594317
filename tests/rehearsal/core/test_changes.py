"""What differs between two sets of inputs, and what forces a new resource."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.changes import difference
from azure_rehearsal.core.naming import CREATE_FIRST
from azure_rehearsal.core.values import UNKNOWN, JsonDict

SITE = Cloud().type_of("azure-native:web:WebApp")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3),
    max_leaves=8,
)


def test_paths_and_kinds_are_the_providers():
    # azure-native provider/pkg/provider/diff.go
    old: JsonDict = {"siteConfig": {"appSettings": [{"name": "A", "value": "1"}], "old": 1}}
    new: JsonDict = {"siteConfig": {"appSettings": [{"name": "A", "value": "2"}, {"name": "B"}]}, "httpsOnly": True}
    assert difference(SITE, old, new).kinds == {
        "siteConfig.appSettings[0].value": "update",
        "siteConfig.appSettings[1]": "add",
        "siteConfig.old": "delete",
        "httpsOnly": "add",
    }


@pytest.mark.behaviour(
    "Every type",
    "What makes the id, and what the provider lists, forces a replacement; a random name lets the new resource come first.",
)
def test_what_makes_the_id_or_is_listed_forces_a_new_resource():
    diff = difference(SITE, {"name": "a", "kind": "app", "tags": {}}, {"name": "b", "kind": "linux", "tags": {"x": "y"}})
    assert sorted(diff.replaces) == ["kind", "name"]
    assert diff.delete_before_replace


@pytest.mark.behaviour(beside="test_what_makes_the_id_or_is_listed_forces_a_new_resource")
def test_a_random_name_lets_the_new_one_come_first():
    diff = difference(SITE, {"kind": "app", CREATE_FIRST: True}, {"kind": "linux", CREATE_FIRST: True})
    assert diff.replaces == ["kind"]
    assert not diff.delete_before_replace
    assert diff.changed == ["kind"]


def test_a_location_may_be_spelt_in_two_ways():
    assert difference(SITE, {"location": "West Europe"}, {"location": "westeurope"}).changed == []
    assert difference(SITE, {"location": "West Europe"}, {"location": "northeurope"}).replaces == ["location"]


def test_the_unknown_differs_from_all_that_is_known():
    assert difference(SITE, {"a": "1"}, {"a": UNKNOWN}).changed == ["a"]


def test_true_is_not_one():
    assert difference(SITE, {"a": 1}, {"a": True}).changed == ["a"]
    assert difference(SITE, {"a": 1}, {"a": 1.0}).changed == []


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), JSON, max_size=4))
def test_nothing_differs_from_itself(inputs):
    assert difference(SITE, inputs, inputs).changed == []


@given(*[st.dictionaries(st.text("abc", min_size=1, max_size=2), JSON, max_size=4)] * 2)
def test_a_difference_is_seen_from_both_sides(one, two):
    there, back = difference(SITE, one, two).kinds, difference(SITE, two, one).kinds
    swap = {"add": "delete", "delete": "add", "update": "update"}
    assert {path: swap[kind] for path, kind in there.items()} == back
