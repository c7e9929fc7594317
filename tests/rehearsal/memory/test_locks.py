"""One process at a time."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from azure_rehearsal.memory.locks import Held, exclusive

HOLD = "import sys, time; from pathlib import Path; from azure_rehearsal.memory.locks import exclusive\nwith exclusive(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_who_does_not_wait_is_refused(tmp_path):
    with exclusive(tmp_path / "lock"), pytest.raises(Held), exclusive(tmp_path / "lock"):
        pytest.fail("two hold one lock")


def test_who_waits_is_told_once_and_gets_it(tmp_path):
    told: list[str] = []
    holding, done = threading.Event(), threading.Event()

    def hold():
        with exclusive(tmp_path / "lock"):
            holding.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()

    def waiting():
        told.append("waiting")
        done.set()

    with exclusive(tmp_path / "lock", waiting=waiting):
        assert told == ["waiting"]
    thread.join()


def test_a_killed_holder_holds_nothing(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Held), exclusive(tmp_path / "lock"):
            pytest.fail("two hold one lock")
        process.kill()
    with exclusive(tmp_path / "lock"):
        pass
