"""The engine's process."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from pulumi import automation as auto

from azure_rehearsal.engine.automation import EngineCommand
from azure_rehearsal.engine.pulumi_cli import Cli

from .programs import with_identity


def script(folder, content: str) -> Cli:
    path = folder / "pulumi"
    path.write_text("#!/bin/sh\n" + content)
    path.chmod(0o700)
    return Cli(path, (3, 259, 0))


def test_the_engine_sees_nothing_of_the_persons_pulumi(tmp_path, monkeypatch):
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "secret")
    monkeypatch.setenv("KEPT", "yes")
    command = EngineCommand(script(tmp_path, "env"))
    lines = command.run(["x"], str(tmp_path), {"PULUMI_HOME": "/h"}).stdout.splitlines()
    assert "KEPT=yes" in lines
    assert {line for line in lines if line.startswith("PULUMI_")} == {"PULUMI_HOME=/h", "PULUMI_AUTOMATION_API=true"}


def test_lines_are_told_as_they_come_and_the_end_is_kept(tmp_path):
    told: list[str] = []
    command = EngineCommand(script(tmp_path, 'echo "$1 $2"; echo bad >&2; exit 4'))
    with pytest.raises(auto.CommandError):
        command.run(["up"], str(tmp_path), {}, on_output=told.append)
    assert told == ["--non-interactive up"]
    assert command.last is not None
    assert (command.last.code, command.last.stderr) == (4, "bad")
    assert command.process is None


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Python's own answer to SIGINT. A shell that starts a command in the background makes it, and all that it starts, ignore the signal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupt_is_passed_on_and_waited_for(tmp_path):
    command = EngineCommand(
        script(tmp_path, f"trap 'echo cancelled > {tmp_path}/said; exit 1' INT\ntouch {tmp_path}/begun\nsleep 20 >/dev/null 2>&1 & wait\n")
    )
    begun = time.monotonic()

    def interrupt() -> None:
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        command.run(["up"], str(tmp_path), {})
    assert (tmp_path / "said").read_text() == "cancelled\n"
    assert time.monotonic() - begun < 10
    assert command.process is None


def test_an_export_holds_no_secret_in_the_clear_and_can_be_edited(rehearse, tmp_path):
    rehearsal = rehearse(with_identity)
    rehearsal.up()
    seen: list[dict] = []
    rehearsal._stack().edit(seen.append)
    rehearsal.export(tmp_path / "export.json")
    exported = json.loads((tmp_path / "export.json").read_text())["deployment"]
    assert seen[0]["resources"] == exported["resources"]
    assert rehearsal.up().changed == []


def test_a_refused_edit_changes_nothing(rehearse):
    rehearsal = rehearse(with_identity)
    rehearsal.up()

    def orphan(deployment: dict) -> None:
        deployment["resources"] = deployment["resources"][-1:]

    with pytest.raises(auto.CommandError):
        rehearsal._stack().edit(orphan)
    assert rehearsal.up().changed == []
