"""What lies outside the stack: outputs of other stacks, as somebody gave them, and whose rehearsals lie near by."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import pulumi
import yaml

from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.memory.workdir import FOLDER

from .project import Project

__all__ = ["SecretOutput", "StackName", "StackOutputs", "find_project", "referring", "stack_name"]

_MASKED: Final = "[secret]"  # what `pulumi stack output --json` writes in a secret's place
_DEEPEST: Final = 4
_NO_PROJECTS: Final = frozenset({"node_modules", "venv", "site-packages", "__pycache__"})


@dataclass(frozen=True)
class StackName:
    """A stack by its project and its own name; which organization it is of doesn't matter to a rehearsal."""

    project: str
    stack: str

    def __str__(self) -> str:
        return f"{self.project}/{self.stack}"


def stack_name(text: str, own_project: str) -> StackName:
    """What a program's `StackReference` means: "organization/project/stack", or a stack of its own project.

    Source: www.pulumi.com/docs/iac/concepts/stacks/#stackreferences.
    """
    parts = text.split("/")
    return StackName(parts[-2] if len(parts) > 2 else own_project, parts[-1])


@dataclass(frozen=True)
class SecretOutput:
    """A secret output of another stack; without a value, a made-up one that stays the same."""

    value: Any = field(default=None, repr=False)


@dataclass
class StackOutputs:
    """Outputs of other stacks that the person gave. `folders`: by stack, the rehearsed project to ask instead."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    folders: dict[str, Path] = field(default_factory=dict[str, Path])

    @classmethod
    def parse(cls, given: Mapping[str, Mapping[str, Any]] | None = None, texts: list[str] | None = None) -> StackOutputs:
        """From Python, by the stack's name; and as the command line has them: NAME.KEY=VALUE, NAME=FILE or NAME=FOLDER.

        Raises:
            ProjectProblem: one of them can't be understood, or its file can't be read.
        """
        made = cls({name: dict(outputs) for name, outputs in (given or {}).items()})
        for text in texts or ():
            made._add(text)
        return made

    def _add(self, text: str) -> None:
        left, equals, value = text.partition("=")
        head, slash, last = left.rpartition("/")
        stack, dot, key = last.rpartition(".")
        whole = not dot or value.startswith("@") or Path(value).is_dir()
        if not equals or not value or not last or (not whole and not (stack and key)):
            raise ProjectProblem(
                f"--stack-output '{text}' can't be understood; give NAME.KEY=VALUE, NAME=FILE (what `pulumi stack output --json` writes) or "
                "NAME=FOLDER (a rehearsed project), where NAME is as the program's StackReference has it"
            )
        if not whole:
            self.values.setdefault(f"{head}{slash}{stack}", {})[key] = _value(value)
            return
        path = Path(value.removeprefix("@"))
        if path.is_dir():
            self.folders[left] = path
        else:
            self.values.setdefault(left, {}).update(_outputs(path))

    def of(self, text: str, name: StackName) -> dict[str, Any] | None:
        """What was given for a stack, by the very name that the program says or by project and stack."""
        return _by_name(self.values, text, name)

    def folder_of(self, text: str, name: StackName) -> Path | None:
        """The rehearsed project that was named for a stack."""
        return _by_name(self.folders, text, name)


def _by_name(given: Mapping[str, Any], text: str, name: StackName) -> Any:
    if text in given:
        return given[text]
    return next((value for key, value in given.items() if key in (str(name), name.stack) or key.endswith(f"/{name}")), None)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _outputs(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is neither JSON nor YAML"
        raise ProjectProblem(f"--stack-output: {path} can't be read: {reason}; give what `pulumi stack output --json` writes") from error
    if not isinstance(content, dict):
        raise ProjectProblem(f"--stack-output: {path} has no outputs by name; give what `pulumi stack output --json` writes")
    outputs = cast("dict[Any, Any]", content)
    return {str(key): SecretOutput() if value == _MASKED else value for key, value in outputs.items()}


def find_project(start: Path, name: StackName) -> Path | None:
    """The folder of the nearest project of that name that has a rehearsal of that stack.

    Looked for in the Git repository that `start` lies in; without one, beside `start`.
    """
    root = next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start.parent)
    for folder in _folders(root, _DEEPEST):
        checkpoint = folder / FOLDER / "backend" / ".pulumi" / "stacks" / name.project / f"{name.stack}.json"
        if checkpoint.is_file() and _is_project(folder, name.project):
            return folder
    return None


def _is_project(folder: Path, name: str) -> bool:
    try:
        return Project.load(folder).name == name
    except ProjectProblem:
        return False


def _folders(root: Path, deep: int) -> Generator[Path]:
    yield root
    if deep == 0:
        return
    try:
        inner = sorted(path for path in root.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return
    for path in inner:
        if not path.name.startswith(".") and path.name not in _NO_PROJECTS:
            yield from _folders(path, deep - 1)


@contextmanager
def referring(resolve: Callable[[str], str]) -> Generator[None]:
    """Within, a program's stack references are made under the names that `resolve` gives."""
    original = pulumi.StackReference.__init__

    def mapped(self: pulumi.StackReference, name: str, stack_name: Any = None, opts: pulumi.ResourceOptions | None = None) -> None:
        target = name if stack_name is None else stack_name
        target = resolve(target) if isinstance(target, str) else pulumi.Output.from_input(target).apply(resolve)
        original(self, name, cast("str", target), opts)

    pulumi.StackReference.__init__ = mapped
    try:
        yield
    finally:
        pulumi.StackReference.__init__ = original
