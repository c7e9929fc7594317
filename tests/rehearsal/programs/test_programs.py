"""Constructs that public programs once failed with: each program here deploys, deploys again without change, and leaves nothing.

Every command is a process of its own, as for a person: see docs/programs-tried.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from azure_rehearsal.engine.pulumi_cli import Cli

HERE = Path(__file__).parent
PROGRAMS = sorted(path for path in HERE.glob("[a-z]*.py") if not path.stem.startswith("test_"))


@pytest.mark.behaviour(
    "Whole programs",
    "Programs deploy, deploy again without change, refresh without change and leave nothing, each command in a process of its own.",
)
@pytest.mark.engine
@pytest.mark.parametrize("program", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_a_program_comes_stays_and_goes(program: Path, tmp_path: Path, pulumi_cli: Cli):
    (tmp_path / "Pulumi.yaml").write_text("name: tried\nruntime: python\n")
    shutil.copy(program, tmp_path / "__main__.py")
    environment = {**os.environ, "PATH": os.pathsep.join([str(pulumi_cli.path.parent), os.environ.get("PATH", "")])}

    def run(command: str) -> dict[str, Any]:
        words = [sys.executable, "-m", "azure_rehearsal.cli.main", command, "-C", str(tmp_path), "--json"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        told = json.loads(done.stdout)
        assert done.returncode == 0, told.get("error")
        return told

    assert set(run("up")["changes"]) == {"create"}
    assert set(run("up")["changes"]) == {"same"}
    assert set(run("refresh")["changes"]) == {"same"}
    gone = run("destroy")
    assert set(gone["changes"]) == {"delete"}
    assert gone["resources"] == 0
