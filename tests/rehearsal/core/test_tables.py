"""Which entries may have changed."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.tables import Table


@pytest.fixture
def table() -> Table[dict[str, int]]:
    """Two entries, of which nothing is new."""
    made: Table[dict[str, int]] = Table(dict)
    made.update({"a": {"at": 1}, "b": {"at": 2}})
    assert made.changed() == [("a", '{"at": 1}'), ("b", '{"at": 2}')]
    return made


def test_nothing_is_told_twice(table: Table[dict[str, int]]):
    assert table.changed() == []


def test_what_is_handed_out_by_its_key_may_be_changed_where_it_lies(table: Table[dict[str, int]]):
    table["b"]["at"] = 3
    assert table.changed() == [("b", '{"at": 3}')]
    assert table.get("a") == {"at": 1}
    assert table.changed() == [("a", '{"at": 1}')]


def test_looking_at_all_touches_none(table: Table[dict[str, int]]):
    assert [one["at"] for one in table.values()] == [1, 2]
    assert [*table.items()] == [("a", {"at": 1}), ("b", {"at": 2})]
    assert "a" in table
    assert len(table) == 2
    assert table.get("c") is None
    assert table.changed() == []


def test_what_is_gone_is_told_before_what_came_in_its_place(table: Table[dict[str, int]]):
    del table["a"]
    table.pop("b")
    table["a"] = {"at": 4}
    assert table.changed() == [("a", None), ("b", None), ("a", '{"at": 4}')]
    assert [*table] == ["a"]


def test_all_there_is_in_its_order(table: Table[dict[str, int]]):
    table["a"] = {"at": 5}
    assert table.changed(everything=True) == [("a", '{"at": 5}'), ("b", '{"at": 2}')]
    assert table.changed() == []
