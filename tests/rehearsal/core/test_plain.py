"""Looks into plain data never raise, and only `child` connects."""

from __future__ import annotations

from azure_rehearsal.core.plain import at, child, clone, entries, flag, set_default, table, tables, text, texts

DATA = {"a": {"b": "x", "n": 1, "t": True, "l": ["p", 2, {"q": "r"}]}, "none": None}


def test_each_look_answers_for_its_own_kind_only():
    assert (text(DATA, "a", "b"), text(DATA, "a", "n"), text(DATA, "z", "b")) == ("x", None, None)
    assert (flag(DATA, "a", "t"), flag(DATA, "a", "n")) == (True, None)
    assert (table(DATA, "a", "b"), table(DATA, "none")) == ({}, {})
    assert (entries(DATA, "a"), texts(DATA, "a", "l"), tables(DATA, "a", "l")) == ([], ["p"], [{"q": "r"}])
    assert at(DATA, "a", "l", "q") is None


def test_child_connects_and_clone_does_not():
    data = clone(DATA)
    child(data, "none")["x"] = 1
    child(data, "a")["b"] = "y"
    assert data["none"] == {"x": 1}
    assert DATA["a"]["b"] == "x"


def test_none_counts_as_absent():
    data = {"a": None, "b": False}
    set_default(data, "a", 1)
    set_default(data, "b", 1)
    assert data == {"a": 1, "b": False}
