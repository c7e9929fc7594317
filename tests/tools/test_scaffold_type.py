"""A type gets behaviour by `make scaffold`: one file and its test, which passes, and a place in the list of services."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.scaffold_type import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The parts of the project that a new type touches, and what its test needs."""
    shutil.copytree(ROOT / "rehearsal", tmp_path / "rehearsal", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (tmp_path / "tests" / "rehearsal" / "services").mkdir(parents=True)
    for name in ("world.py", "keeping.py"):
        shutil.copy(ROOT / "tests" / "rehearsal" / name, tmp_path / "tests" / "rehearsal")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(clone: Path, *command: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(clone / "rehearsal"), str(ROOT / "access"), str(clone)])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.run([sys.executable, "-m", *command], cwd=clone, env=environment, capture_output=True, text=True, check=False)


def test_a_new_type_passes_its_test_and_the_linter(clone: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["Microsoft.DataFactory", "factories", "--directory", str(clone)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines() if line.startswith(str(clone))]
    assert [path.name for path in written] == ["microsoft_datafactory.py", "test_microsoft_datafactory.py", "__init__.py"]
    tested = run(clone, "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(clone), str(written[1]))
    assert "2 passed" in tested.stdout, tested.stdout + tested.stderr
    linted = run(clone, "ruff", "check", "--no-cache", *map(str, written))
    assert linted.returncode == 0, linted.stdout
    told = run(clone, "azure_rehearsal.cli.main", "coverage")
    assert "Microsoft.DataFactory: datafactory:Factory" in " ".join(told.stdout.split()), told.stdout + told.stderr


@pytest.mark.parametrize(
    ("namespace", "segment", "said"),
    [("Microsoft.Nothing", "atAll", "No azure-native type is known"), ("Microsoft.Search", "searchServices", "has a file already")],
)
def test_what_can_not_be_started_is_refused_and_nothing_written(
    clone: Path, namespace: str, segment: str, said: str, capsys: pytest.CaptureFixture[str]
):
    before = sorted(path for path in clone.rglob("*") if path.is_file())
    assert main([namespace, segment, "--directory", str(clone)]) == 1
    assert said in capsys.readouterr().err
    assert sorted(path for path in clone.rglob("*") if path.is_file()) == before
