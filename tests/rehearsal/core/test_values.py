"""The value that isn't known yet, and walking plain data."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.core.values import UNKNOWN, Unknown, contains_unknown, get, parse_path, path_text, walk

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just(UNKNOWN)
json_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3))


def test_there_is_one_unknown():
    assert Unknown() is UNKNOWN
    assert copy.deepcopy({"a": UNKNOWN})["a"] is UNKNOWN
    assert copy.copy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN  # noqa: S301 - our own bytes
    assert repr(UNKNOWN) == "<unknown>"


def test_an_unknown_is_not_a_truth():
    with pytest.raises(TypeError, match="is UNKNOWN"):
        bool(UNKNOWN)


@given(json_values)
def test_each_leaf_is_found_at_its_path(value):
    for path, leaf in walk(value):
        found = get(value, path)
        assert found is leaf
        assert found is UNKNOWN or found in ([], {}) or not isinstance(found, list | dict)


@given(json_values)
def test_contains_unknown_is_what_the_text_says(value):
    assert contains_unknown(value) == ("<unknown>" in repr(value).replace("'<unknown>'", ""))


def test_an_unknown_on_the_way_is_the_answer():
    assert get({"a": UNKNOWN}, ("a", "b", 0)) is UNKNOWN


@pytest.mark.parametrize("path", [("b",), ("a", "b"), ("a", 0, "c")])
def test_a_path_that_leads_nowhere(path):
    with pytest.raises((KeyError, IndexError)):
        get({"a": [1]}, path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("properties", "accessPolicies", 0, "objectId"), "properties.accessPolicies[0].objectId"),
        (("properties", "MY-KEY"), 'properties["MY-KEY"]'),
        (("MY_KEY",), "MY_KEY"),
    ],
)
def test_paths_read_as_people_write_them(path, text):
    assert path_text(path) == text
    assert parse_path(text) == path


names = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1, max_size=5)


@given(st.lists(names | st.integers(0, 99), max_size=4).map(tuple))
def test_any_path_can_be_read_back(path):
    assert parse_path(path_text(path)) == path
