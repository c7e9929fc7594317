"""The file that keeps a cloud: what it holds after any sequence of saves, and how much each of them writes."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.core.tables import Table, row
from azure_rehearsal.memory.store import Overtaken, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "cloud.db")
    yield made
    made.close()


def read(path: Path) -> Any:
    """What another process finds."""
    store = Store(path)
    try:
        return store.read()
    finally:
        store.close()


def test_nothing_saved_is_nothing_there(store: Store):
    assert store.read() is None
    assert store.stamp() is None
    assert not store.path.exists(), "to look makes no file"


def test_a_file_that_died_before_its_first_save_is_a_new_one(store: Store):
    store.path.touch()
    assert store.read() is None
    store.save({"a": [row("x", 1)]})
    assert read(store.path) == {"a": {"x": 1}}


def test_it_is_for_its_owner_only_and_alone(store: Store):
    store.save({"a": [row("x", 1)]})
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    store.close()
    assert [one.name for one in store.path.parent.iterdir()] == ["cloud.db"]


def test_only_what_differs_is_written(store: Store):
    store.save({"a": [row(str(at), at) for at in range(1000)], "b": [row("x", 1)]})
    assert store.written == 1001
    store.save({"a": [row("7", 7), row("8", "other"), ("9", None), ("unknown", None)]})
    assert store.written == 1003
    store.save(
        {"a": [*(row(str(at), at) for at in range(8)), row("8", "other"), *(row(str(at), at) for at in range(10, 1000))]}, everything=True
    )
    assert store.written == 1003


def test_what_is_told_as_everything_is_all_there_is(store: Store):
    store.save({"a": [row("x", 1), row("y", 2)], "b": [row("x", 1)]})
    store.save({"a": [row("y", 2)]}, everything=True)
    assert read(store.path) == {"a": {"y": 2}, "b": {"x": 1}}
    store.save({"a": []}, everything=True)
    assert read(store.path) == {"b": {"x": 1}}


def test_the_order_is_put_right(store: Store):
    store.save({"a": [row("x", 1), row("y", 2)]})
    store.save({"a": [row("y", 2), row("z", 3), row("x", 1)]}, everything=True)
    assert [*read(store.path)["a"]] == ["y", "z", "x"]


def test_what_others_saved_is_no_surprise(store: Store):
    store.save({"a": [row("x", 1), row("y", 2)]})
    stamp = store.stamp()
    other = Store(store.path)
    other.save({"a": [row("x", 3), ("y", None), row("z", 4)]})
    other.close()
    assert store.stamp() != stamp
    assert store.overtaken
    store.save({"a": [row("x", 1), row("y", 2), row("ours", 5)]}, everything=True)
    assert read(store.path) == {"a": {"x": 3, "z": 4, "ours": 5}}, "what both had is as they left it; what we changed is there too"
    assert not store.overtaken


@pytest.mark.parametrize("theirs", [row("x", 3), ("x", None)])
@pytest.mark.parametrize("ours", [row("x", 2), ("x", None)])
def test_two_changes_of_one_row_are_no_guess(store: Store, ours: tuple[str, str | None], theirs: tuple[str, str | None]):
    store.save({"a": [row("x", 1), row("y", 2)]})
    other = Store(store.path)
    other.save({"a": [theirs]})
    other.close()
    left = read(store.path)
    if ours == theirs:
        store.save({"a": [ours]})
    else:
        with pytest.raises(Overtaken, match="Do it again"):
            store.save({"a": [row("y", 5), ours]})
    assert read(store.path) == left


def test_a_file_that_was_removed_meanwhile_is_written_whole(store: Store):
    store.save({"a": [row("x", 1)]})
    store.close()
    store.path.unlink()
    store.save({"a": [row("x", 1), row("y", 2)]}, everything=True)
    assert read(store.path) == {"a": {"x": 1, "y": 2}}


def test_who_changes_nothing_disturbs_nobody(store: Store):
    store.save({"a": [row("x", 1)]})
    stamp = store.stamp()
    store.save({"a": [row("x", 1)]}, everything=True)
    assert store.stamp() == stamp


def test_a_failed_save_leaves_what_was_there_and_the_next_one_works(store: Store):
    store.save({"a": [row("x", 1)]})
    store._open().execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.save({"a": [row("x", 2)], "b": [row("y", "too much" * 10000)]})
    assert read(store.path) == {"a": {"x": 1}}
    store._open().execute("PRAGMA max_page_count = 1000")
    store.save({"a": [row("x", 1)], "b": [row("y", 3)]})
    assert read(store.path) == {"a": {"x": 1}, "b": {"y": 3}}


def test_what_is_forgotten_is_gone_from_the_file(store: Store):
    store.save({"a": [row("x", "canary-1b7e"), row("y", "canary-1b7e" * 1000)]})
    assert b"canary-1b7e" in store.path.read_bytes()
    store.save({"a": [("x", None), row("y", "")]})
    assert b"canary-1b7e" not in store.path.read_bytes()


@pytest.mark.parametrize("content", [b'{"version": 0}', b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_such_file_is_told(store: Store, content: bytes):
    store.path.write_bytes(content)
    with pytest.raises(ProjectProblem, match=r"cloud\.db can't be read .*`azure-rehearsal reset`"):
        store.read()


def test_another_version_is_told(store: Store):
    store.save({"a": []})
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ProjectProblem, match="version 99; this azure-rehearsal reads 1"):
        read(store.path)
    with pytest.raises(ProjectProblem, match="version 99"):
        store.save({"a": [row("x", 1)]})


KEYS = st.sampled_from("abcd")
STEPS = st.lists(st.tuples(st.sampled_from(["set", "change", "remove", "save", "all", "elsewhere"]), KEYS, st.integers(0, 9)), max_size=25)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_after_any_sequence_the_file_has_what_the_table_has(steps: list[tuple[str, str, int]]):
    table: Table[dict[str, int]] = Table(dict)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "cloud.db")
        for what, key, value in [*steps, ("save", "", 0)]:
            if what == "set":
                table[key] = {"value": value}
            elif what == "change" and key in table:
                table[key]["value"] = value
            elif what == "remove":
                table.pop(key, None)
            elif what == "elsewhere":
                store.close()
                store = Store(store.path)
            else:
                store.save({"a": table.changed(everything=what == "all")}, everything=what == "all")
        assert [*(read(store.path) or {}).get("a", {}).items()] == [*table.items()], "the same entries in the same order"
        store.close()


DIES = """
import os, signal, sys
from pathlib import Path
from azure_rehearsal.memory.store import Store
from azure_rehearsal.core.tables import row

store = Store(Path(sys.argv[1]))
store.save({"a": [row(str(at), "x" * 1000) for at in range(500)]})
with store._transaction() as connection:
    store._write(connection, "a", [], [row(str(at), "y" * 1000) for at in range(500)], {})
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("PRAGMA cache_size = 1")
    store._write(connection, "a", [], [row(str(at), "z" * 1000) for at in range(500)], {})
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_in_the_middle_of_a_save_it_is_as_before(store: Store):
    done = subprocess.run([sys.executable, "-c", DIES, str(store.path)], env={**os.environ}, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [one.name for one in store.path.parent.iterdir()] != ["cloud.db"], "it died with a journal beside the file"
    assert read(store.path) == {"a": {str(at): "x" * 1000 for at in range(500)}}
