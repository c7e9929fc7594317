"""A new target by `make scaffold-target`: what it writes passes its own test, the linter, and stands in the lists."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.scaffold_target import main

ROOT = Path(__file__).resolve().parents[2]
WORDS = [
    *("--title", "Azure Device Provisioning", "--token", "azure-native:deviceprovisioningservices:IotDpsResource"),
    *("--type", "Microsoft.Devices/provisioningServices", "--role", "Key Vault Reader"),
    *("--endpoint", "https://{provisioningServices}.azure-devices-provisioning.net"),
    *("--docs", "https://learn.microsoft.com/azure/iot-dps/concepts-control-access-dps-azure-ad"),
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The parts of the project that a new target touches."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "components", tmp_path / "components", ignore=ignored)
    (tmp_path / "tests" / "components" / "targets").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def new(clone: Path, name: str = "device_provisioning", **changed: str) -> int:
    words = list(WORDS)
    for option, value in changed.items():
        words[words.index(f"--{option}") + 1] = value
    return main([name, "--directory", str(clone), *words])


def test_a_new_target_passes_its_test_and_the_linter(clone: Path, capsys: pytest.CaptureFixture[str]):
    assert new(clone) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines() if line.startswith(str(clone))]
    assert [path.name for path in written] == [
        *("device_provisioning.py", "test_device_provisioning.py", "test_device_provisioning.json", "__init__.py", "__init__.py")
    ]
    paths = os.pathsep.join([str(clone / "components"), str(ROOT / "rehearsal")])
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(clone), str(written[1])],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in tested.stdout, tested.stdout + tested.stderr
    linted = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", *map(str, written[:2]), *map(str, written[3:])],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


def test_it_stands_in_both_lists_in_its_place(clone: Path):
    new(clone)
    package = clone / "components" / "pulumi_azure_connect"
    for path in (package / "targets" / "__init__.py", package / "__init__.py"):
        text = path.read_text(encoding="utf-8")
        for before, line in (
            ("    DATA_EXPLORER,\n", "    DEVICE_PROVISIONING,\n"),
            ('    "DATA_EXPLORER",\n', '    "DEVICE_PROVISIONING",\n'),
        ):
            assert before + line in text


def test_its_snapshot_is_its_entry_in_the_catalogue(clone: Path):
    new(clone)
    snapshot = json.loads((clone / "tests" / "components" / "targets" / "test_device_provisioning.json").read_text(encoding="utf-8"))
    assert snapshot["access"]["read"]["roles"] == [{"name": "Key Vault Reader", "id": "21090545-7ca7-4776-b22c-e363652d74d2"}]
    assert snapshot["kind"] == "device-provisioning"


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
    assert not list((clone / "tests").rglob("*.py"))


def test_one_that_is_there_stays(clone: Path, capsys: pytest.CaptureFixture[str]):
    assert new(clone, "key_vault") == 1
    assert "'key_vault' is there already" in capsys.readouterr().err


def test_elsewhere_than_in_a_clone_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert new(tmp_path) == 1
    assert "is no clone of the project" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
