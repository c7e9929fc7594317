"""Locks of the dead, and operations without an end."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from azure_rehearsal.core.problems import Busy
from azure_rehearsal.engine import repair
from azure_rehearsal.engine.repair import clear_locks, find_pending

GROUP = "azure-native:resources:ResourceGroup"


def write_lock(folder: Path, pid: int, host: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "one.json"
    path.write_text(
        json.dumps({"pid": pid, "username": "me", "hostname": host or socket.gethostname(), "timestamp": "2026-01-01T00:00:00Z"})
    )
    return path


@pytest.fixture
def dead() -> int:
    with subprocess.Popen(["sleep", "0"]) as process:
        pass
    return process.pid


def test_a_dead_engines_lock_is_removed_and_that_is_told(tmp_path, dead):
    path = write_lock(tmp_path / "locks", dead)
    assert clear_locks(tmp_path / "locks") == [f"Removed the lock that the engine (process {dead}) left when it died."]
    assert not path.exists()


def test_an_id_that_another_program_has_by_now_is_no_engine(tmp_path):
    write_lock(tmp_path / "locks", os.getpid())
    assert len(clear_locks(tmp_path / "locks")) == 1


def test_a_living_engine_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(repair, "ORPHAN_SECONDS", 0.3)
    engine = tmp_path / "pulumi"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", engine)
    with subprocess.Popen([str(engine), "60"]) as process:
        path = write_lock(tmp_path / "locks", process.pid)
        with pytest.raises(Busy, match=f"process {process.pid}"):
            clear_locks(tmp_path / "locks")
        assert path.exists()
        process.kill()
    assert len(clear_locks(tmp_path / "locks")) == 1


def test_another_machines_lock_is_not_ours(tmp_path):
    path = write_lock(tmp_path / "locks", 1, "elsewhere")
    with pytest.raises(Busy, match="machine 'elsewhere'"):
        clear_locks(tmp_path / "locks")
    assert path.exists()


def test_a_lock_cut_off_in_the_middle_is_removed(tmp_path):
    write_lock(tmp_path / "locks", 1).write_text('{"pid": 1')
    assert len(clear_locks(tmp_path / "locks")) == 1


def test_no_locks_no_words(tmp_path):
    assert clear_locks(tmp_path / "none") == []


def entry(name: str, **more: object) -> dict:
    return {"urn": f"urn:pulumi:dev::tiny::{GROUP}::{name}", "type": GROUP, **more}


def pending_on(*operations: tuple[str, dict], resources: tuple[dict, ...] = ()) -> dict:
    return {"resources": list(resources), "pending_operations": [{"type": kind, "resource": resource} for kind, resource in operations]}


def test_each_kind_of_interruption_is_settled_in_its_own_way():
    made, replaced, lost, changed = entry("made"), entry("replaced"), entry("lost"), entry("changed", id="/changed")
    checkpoint = pending_on(
        ("creating", made),
        ("creating", replaced),
        ("creating", lost),
        ("updating", changed),
        resources=(entry("replaced", id="/old"), changed),
    )
    ids = {made["urn"]: "/made", replaced["urn"]: "/new", lost["urn"]: "/lost"}
    pending = find_pending(checkpoint, ids, lambda _token, known: known != "/lost")
    assert pending.take_up == {made["urn"]: "/made"}
    assert pending.undo == [(replaced["urn"], GROUP, "/new")]
    assert pending.lost == [lost["urn"]]
    assert pending.other == [changed["urn"]]
    assert len(pending.told()) == 4
    pending.settle(checkpoint)
    assert checkpoint["pending_operations"] == []
    assert checkpoint["resources"][-1] == {**made, "id": "/made"}
    assert len(checkpoint["resources"]) == 3


def test_a_creation_that_the_engine_counts_as_failed_is_undone():
    owned, unheard, begun, gone = entry("owned", id="/owned"), entry("unheard"), entry("begun"), entry("gone")
    ids = {owned["urn"]: "/owned", unheard["urn"]: "/unheard", begun["urn"]: "/begun", gone["urn"]: "/gone"}
    checkpoint = pending_on(("creating", begun), resources=(owned,))
    pending = find_pending(checkpoint, ids, lambda _token, known: known != "/gone", fresh=set(ids))
    assert pending.unheard == [(unheard["urn"], GROUP, "/unheard")]
    assert pending.take_up == {begun["urn"]: "/begun"}
    assert find_pending(checkpoint, ids, lambda _token, _id: True).unheard == [], "older ones may have been retained on purpose"


def test_the_state_of_before_is_not_taken_for_the_new_one():
    """The journal knows the old resource; its replacement never came about."""
    replaced = entry("replaced")
    checkpoint = pending_on(("creating", replaced), resources=(entry("replaced", id="/old"),))
    pending = find_pending(checkpoint, {replaced["urn"]: "/old"}, lambda _token, _id: True)
    assert (pending.lost, pending.undo, pending.take_up) == ([replaced["urn"]], [], {})


def test_nothing_pending_is_false():
    assert not find_pending({"resources": [entry("a", id="/a")]}, {}, lambda _token, _id: True)
