"""Commands run only where somebody said so, and then by the real plugin."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

from azure_rehearsal.engine.events import EngineFailed
from azure_rehearsal.engine.rehearsal import Rehearsal


def program() -> None:
    """Runs a command, as pulumi_command would register it."""
    pulumi.CustomResource("command:local:Command", "touch", {"create": "touch made"})


@pytest.mark.engine
def test_a_command_is_refused_and_the_refusal_names_the_flag(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="--allow-commands"):
        Rehearsal(program, state=tmp_path).up()


@pytest.mark.engine
def test_with_the_flag_the_engine_looks_for_the_real_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "no plugins"))
    with pytest.raises(EngineFailed, match=r"pulumi-resource-command|resource plugin"):
        Rehearsal(program, state=tmp_path / "state", allow_commands=True).up()
