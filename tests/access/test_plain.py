"""Looks into plain data never raise."""

from __future__ import annotations

from azure_access.plain import at, flag, packaged, table, tables, text, texts

DATA = {"a": {"b": "x", "n": 1, "t": True, "l": ["p", 2, {"q": "r"}]}, "none": None}


def test_each_look_answers_for_its_own_kind_only():
    assert (text(DATA, "a", "b"), text(DATA, "a", "n"), text(DATA, "z", "b"), text(None)) == ("x", None, None, None)
    assert (flag(DATA, "a", "t"), flag(DATA, "a", "n")) == (True, None)
    assert (table(DATA, "a", "b"), table(DATA, "none"), table(DATA, "a", "n")) == ({}, {}, {})
    assert (texts(DATA, "a"), texts(DATA, "a", "l"), tables(DATA, "a", "l")) == ([], ["p"], [{"q": "r"}])
    assert at(DATA, "a", "l", "q") is None


def test_the_packages_own_files_are_found():
    assert isinstance(packaged("builtin_roles.json"), list)
