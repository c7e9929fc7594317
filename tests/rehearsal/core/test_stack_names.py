"""Names that would lead out of `.rehearsal/`, or to its own files, are refused before anything is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from azure_rehearsal.cli import main as cli
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.core.stack_names import RESERVED, require_project_name, require_stack_name
from azure_rehearsal.doors.mocks import mocks
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.workdir import StackDir

DANGEROUS = [
    *("", ".", "..", "...", "../..", "../../victim", "/", "/absolute", "a/b", "a/../..", "a\\b", "..\\..", "C:\\x", "~", "*", "a*", "?"),
    *(" ", "dev ", " dev", "a b", "d\0ev", "de\nv", "dév", "-x/..", "x" * 101, "acme/base/dev"),
    *sorted(RESERVED),
    *("Backend", "HOME", ".gitignore", ".hidden", "CON", "nul", "com1", "LPT9.txt", "aux.eu", "dev."),
]
COMMANDS = [
    *(("preview",), ("up",), ("refresh",), ("destroy",), ("report",), ("advance", "5"), ("refetch",), ("serve",), ("serve", "--https")),
    *(("run", "app", "true"), ("reset",)),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that has been rehearsed, and files beside it that are none of a rehearsal's business."""
    folder = tmp_path / "project"
    for path in (".rehearsal/dev/cloud.db", ".rehearsal/backend/kept", ".rehearsal/home/kept", ".rehearsal/passphrase", "mine.txt"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("precious")
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "file").write_text("precious")
    (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n")
    (folder / "__main__.py").write_text("")
    return folder


def everything(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_dangerous_name_is_refused_before_anything_is_touched(folder: Path, name: str, capsys: pytest.CaptureFixture[str]):
    before = everything(folder.parent)
    for command in COMMANDS:
        line = [*command[:1], "-C", str(folder), f"--stack={name}", *command[1:]]
        assert cli.main(line) == 1, line
        said = capsys.readouterr().err
        assert said.startswith("error: ")
        assert "Traceback" not in said
        assert len(said.splitlines()) == 1
    assert everything(folder.parent) == before
    for use in (
        lambda: StackDir(folder / ".rehearsal", name),
        lambda: Rehearsal(folder, stack=name),
        lambda: Rehearsal(lambda: None, stack=name, state=folder / ".rehearsal"),
        lambda: mocks.run(lambda: None, stack=name),
    ):
        with pytest.raises(ProjectProblem):
            use()
    assert everything(folder.parent) == before


def test_a_reserved_stack_is_refused_even_where_it_has_settings(folder: Path):
    (folder / "Pulumi.backend.yaml").write_text("config: {}\n")
    with pytest.raises(ProjectProblem, match="files of the rehearsal itself"):
        Rehearsal(folder)


@pytest.mark.parametrize("name", ["dev", "Dev-2", "eu.west_1", "0", "x" * 100, "backend2", "console", "com10", "prod.eu"])
def test_pulumis_other_names_are_taken(name: str):
    assert require_stack_name(name) == name


def test_the_sentence_helps():
    with pytest.raises(ProjectProblem, match="an unset variable"):
        require_stack_name("")
    with pytest.raises(ProjectProblem, match="--stack dev, and its project with -C"):
        require_stack_name("acme/base/dev")
    with pytest.raises(ProjectProblem, match="letters, digits"):
        require_stack_name("a b")


@pytest.mark.parametrize("name", ["..", "../../victim", "", "a/b", "x" * 101])
def test_a_projects_name_is_no_path_either(folder: Path, name: str, capsys: pytest.CaptureFixture[str]):
    (folder / "Pulumi.yaml").write_text(f"name: '{name}'\nruntime: python\n")
    before = everything(folder.parent)
    assert cli.main(["reset", "-C", str(folder)]) == 1
    assert "project's name" in capsys.readouterr().err
    with pytest.raises(ProjectProblem):
        Rehearsal(lambda: None, state=folder / ".rehearsal", project_name=name)
    with pytest.raises(ProjectProblem):
        StackDir(folder / ".rehearsal", "dev").forget(name)
    with pytest.raises(ProjectProblem):
        require_project_name(name)
    assert before.items() <= everything(folder.parent).items()
