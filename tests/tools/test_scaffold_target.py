"""A new target by `make scaffold-target`: a file and a line, which the tests of all targets take with its snapshot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.scaffold_target import main

ROOT = Path(__file__).resolve().parents[2]
NAME, KIND = "device_provisioning", "device-provisioning"
WORDS = [
    *("--title", "Azure Device Provisioning", "--token", "azure-native:deviceprovisioningservices:IotDpsResource"),
    *("--type", "Microsoft.Devices/provisioningServices", "--role", "Device Provisioning Service Data Reader"),
    *("--endpoint", "https://{provisioningServices}.azure-devices-provisioning.net"),
    *("--docs", "https://learn.microsoft.com/azure/iot-dps/concepts-control-access-dps-azure-ad"),
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The parts of the project that a new target touches, and the tests that look at each target."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for folder in ("components", "tests/components"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def files(clone: Path) -> dict[Path, bytes]:
    return {path.relative_to(clone): path.read_bytes() for path in clone.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def new(clone: Path, name: str = NAME, **changed: str) -> int:
    words = list(WORDS)
    for option, value in changed.items():
        words[words.index(f"--{option}") + 1] = value
    return main([name, "--directory", str(clone), *words])


def run(clone: Path, *command: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(clone), str(clone / "components"), str(ROOT / "rehearsal"), str(ROOT / "access"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, "-m", *command], cwd=clone, env=environment, capture_output=True, text=True, check=False)


def looked_at(clone: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run what the tests of all targets say of the new one, and of the list that it stands in."""
    tests = [str(Path("tests") / "components" / path) for path in ("targets", "test_public_interface.py")]
    chosen = f"{NAME} or {KIND} or of_the_list or offered_by or of_a_target or pinned"
    return run(clone, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-k", chosen, *options, *tests)


@pytest.mark.slow
def test_a_new_target_is_its_file_its_line_and_its_snapshot(clone: Path):
    """Nothing else has to be touched: the tests of all targets, the linter and the public interface are content."""
    before = files(clone)
    assert new(clone) == 0
    unseen = looked_at(clone)
    assert f"test_a_target_is_what_was_reviewed[{NAME}]" in unseen.stdout, "a target without a snapshot is found"
    assert unseen.returncode != 0
    looked_at(clone, "--snapshot-update")
    tested = looked_at(clone)
    assert tested.returncode == 0, tested.stdout[-3000:] + tested.stderr[-3000:]
    after = files(clone)
    touched = {path for path in after if after[path] != before.get(path)}
    line = Path("components") / "pulumi_azure_connect" / "targets" / "builtin.py"
    assert touched == {
        line,
        line.with_name(f"{NAME}.py"),
        Path("tests") / "components" / "targets" / "snapshots" / f"{NAME}.json",
    }
    assert set(before) <= set(after)
    added = set(after[line].splitlines()) - set(before[line].splitlines())
    assert added == {b"from .device_provisioning import DEVICE_PROVISIONING as DEVICE_PROVISIONING"}
    linted = run(clone, "ruff", "check", "--no-cache", str(line), str(line.with_name(f"{NAME}.py")))
    assert linted.returncode == 0, linted.stdout


def test_its_line_stands_in_its_place(clone: Path):
    new(clone)
    listed = (clone / "components" / "pulumi_azure_connect" / "targets" / "builtin.py").read_text(encoding="utf-8").splitlines()
    assert listed[2:] == sorted(listed[2:])
    assert not listed[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role": "Key Vault Reeder"}, "Did you mean 'Key Vault Reader'?"),
        ({"role": "Owner"}, "hands out access"),
        ({"token": "devices"}, "token 'devices' can't be one"),
        ({"type": "devices"}, "type 'devices' can't be one"),
    ],
)
def test_what_can_not_be_a_target_is_refused(clone: Path, changed: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]):
    assert new(clone, **changed) == 1
    assert said in capsys.readouterr().err
    assert not list(clone.rglob(f"{NAME}*"))


def test_one_that_is_there_stays(clone: Path, capsys: pytest.CaptureFixture[str]):
    assert new(clone, "key_vault") == 1
    assert "'key_vault' is there already" in capsys.readouterr().err


def test_elsewhere_than_in_a_clone_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert new(tmp_path) == 1
    assert "is no clone of the project" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
