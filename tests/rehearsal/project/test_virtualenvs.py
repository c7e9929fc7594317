"""The virtual environment that Pulumi.yaml names: its packages can be imported, and what can't be honoured is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from azure_rehearsal.project.program import as_if_alone
from azure_rehearsal.project.project import Project
from azure_rehearsal.project.virtualenvs import Virtualenv


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: {name: python, options: {virtualenv: venv}}\n", encoding="utf-8")
    return tmp_path


def notes(folder: Path) -> list[str]:
    return Project.load(folder).configuration("dev", {}, lambda name, kind: name + kind).notes


def test_its_packages_are_found_while_the_program_runs_and_not_afterwards(project: Path) -> None:
    venv = Virtualenv(project / "venv")
    venv.packages.mkdir(parents=True)
    (venv.packages / "only_in_the_venv.py").write_text("VALUE = 7\n", encoding="utf-8")
    before = list(sys.path)
    with as_if_alone(project, Project.load(project).virtualenv):
        import only_in_the_venv  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports]

        assert only_in_the_venv.VALUE == 7  # pyright: ignore[reportUnknownMemberType]
        assert sys.path.index(str(venv.packages)) > sys.path.index(before[-1])  # what is installed here comes first
    assert sys.path == before
    assert notes(project) == []
    del sys.modules["only_in_the_venv"]


def test_one_that_is_not_there_is_said(project: Path) -> None:
    assert "isn't there" in notes(project)[0]


def test_one_of_another_python_is_said(project: Path) -> None:
    (project / "venv" / "lib" / "python3.8" / "site-packages").mkdir(parents=True)
    assert "install azure-rehearsal in it" in notes(project)[0]


def test_another_version_of_an_sdk_is_said(project: Path) -> None:
    packages = Virtualenv(project / "venv").packages
    (packages / "pulumi_azure_native-1.2.3.dist-info").mkdir(parents=True)
    (found,) = notes(project)
    assert "pulumi_azure_native is 1.2.3" in found


def test_our_own_and_none_at_all_need_no_words(tmp_path: Path) -> None:
    assert Virtualenv(Path(sys.prefix)).notes() == []
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n", encoding="utf-8")
    assert Project.load(tmp_path).virtualenv is None
