"""The three distributions: built, looked into, and used where nothing of this clone is in reach."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages" if sys.platform != "win32" else "Lib/site-packages"
FOLDERS = {"access": "azure_access", "components": "pulumi_azure_connect", "rehearsal": "azure_rehearsal"}


@dataclass(frozen=True)
class Built:
    """One distribution's wheel and sdist."""

    package: str
    wheel: Path
    sdist: Path

    @property
    def files(self) -> frozenset[str]:
        with zipfile.ZipFile(self.wheel) as wheel:
            return frozenset(wheel.namelist())

    @property
    def metadata(self) -> Any:
        (name,) = (one for one in self.files if one.endswith(".dist-info/METADATA"))
        with zipfile.ZipFile(self.wheel) as wheel:
            return email.message_from_bytes(wheel.read(name))


def build(folder: Path, to: Path) -> tuple[Path, Path]:
    """Wheel and sdist of one distribution's folder."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(to)], cwd=folder, check=True, capture_output=True)
    return next(to.glob("*.whl")), next(to.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    return {folder: Built(package, *build(ROOT / folder, tmp_path_factory.mktemp(folder))) for folder, package in FOLDERS.items()}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_wheel_holds_the_whole_package_and_nothing_else(built: dict[str, Built], folder: str) -> None:
    package = FOLDERS[folder]
    listed = subprocess.run(["git", "ls-files", f"{folder}/{package}"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    sources = {path.removeprefix(f"{folder}/") for path in listed}
    held = {path for path in built[folder].files if ".dist-info/" not in path}
    assert f"{package}/py.typed" in held
    assert held == sources


@pytest.mark.parametrize("folder", FOLDERS)
def test_its_metadata_says_what_an_index_asks_for(built: dict[str, Built], folder: str) -> None:
    metadata = built[folder].metadata
    assert re.fullmatch(r"\d+\.\d+\.\d+", metadata["Version"])
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"]
    assert metadata["Description-Content-Type"] == "text/markdown"


@pytest.mark.parametrize("folder", FOLDERS)
def test_its_page_stands_alone(built: dict[str, Built], folder: str) -> None:
    """On an index there is no repository around the page: no link may be relative."""
    page = built[folder].metadata.get_payload()
    assert "```python" in page or "```\n" in page
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert [link for link in links if not link.startswith("https://")] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_building_again_gives_the_same_bytes_also_from_the_sdist(built: dict[str, Built], folder: str, tmp_path: Path) -> None:
    first = built[folder]
    wheel, sdist = build(ROOT / folder, tmp_path / "again")
    assert (wheel.read_bytes(), sdist.read_bytes()) == (first.wheel.read_bytes(), first.sdist.read_bytes())
    with tarfile.open(first.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (path.parent for path in tmp_path.glob("*/pyproject.toml"))
    from_sdist, _ = build(unpacked, tmp_path / "from_sdist")
    assert from_sdist.read_bytes() == first.wheel.read_bytes()


def install(built: dict[str, Built], folder: Path, *others: str) -> Path:
    """A new environment with the wheels; returns its Python."""
    venv.create(folder, with_pip=False, symlinks=sys.platform != "win32")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wheels = [str(one.wheel) for one in built.values()]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *others, *wheels], check=True, capture_output=True)
    return python


PROGRAM = """
import pulumi
from azure_rehearsal.doors.mocks import run
from pulumi_azure_native import resources, storage
from pulumi_azure_connect import STORAGE_BLOB, Access, ManagedIdentityApp, ManagedIdentityAppArgs

def program():
    group = resources.ResourceGroup("shop")
    account = storage.StorageAccount("uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False)
    app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group.name, runtime="PYTHON|3.12"))
    app.connect("uploads", STORAGE_BLOB, to=account, access=Access.READ)

run(program)
import azure_access, azure_rehearsal, pulumi_azure_connect
for module in (azure_access, azure_rehearsal, pulumi_azure_connect):
    print(module.__file__)
"""


def works(python: Path, folder: Path) -> None:
    """A stack deploys in a fresh process, by the installed wheels, away from the clone; both commands answer."""
    folder.mkdir()
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    environment = {"PATH": str(python.parent)}
    ran = subprocess.run([str(python), "program.py"], cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.split()) == 3
    assert all(Path(line).is_relative_to(python.parent.parent) for line in ran.stdout.split())
    for command in ("azure-connect", "azure-rehearsal"):
        told = subprocess.run(
            [str(python.parent / command), "--help"], cwd=folder, capture_output=True, text=True, check=False, env=environment
        )
        assert told.returncode == 0, told.stderr
        assert command in told.stdout


def test_they_work_installed_beside_what_they_need(built: dict[str, Built], tmp_path: Path) -> None:
    """What they need comes from this environment, without its own copies of the three: a path file's path files aren't read."""
    python = install(built, tmp_path / "environment", "--no-deps", "--no-index")
    needed = Path(pulumi.__file__).parents[1]
    (tmp_path / "environment" / SITE / "needed.pth").write_text(f"{needed}\n", encoding="utf-8")
    works(python, tmp_path / "elsewhere")


@pytest.mark.full
def test_they_work_in_an_empty_environment(built: dict[str, Built], tmp_path: Path) -> None:
    """As a user installs them: everything else comes from the package index."""
    works(install(built, tmp_path / "environment"), tmp_path / "elsewhere")
