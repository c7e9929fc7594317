"""One simulated Azure for all stacks of a Git repository: `.rehearsal/cloud.db` at its root, which says by being there that they share it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.problems import ProjectProblem

from .journal import Journal
from .store import Store
from .workdir import FOLDER, replace_file

__all__ = ["clouds_of_their_own", "repository_of", "shared_folder", "start_sharing"]


def repository_of(folder: Path) -> Path | None:
    """The root of the Git repository that a folder lies in (a worktree's, too); None where it lies in none."""
    start = folder.resolve()
    return next((one for one in (start, *start.parents) if (one / ".git").exists()), None)


def shared_folder(folder: Path) -> Path | None:
    """Where the cloud lies that a project's stacks share; None where each stack has its own."""
    root = repository_of(folder)
    return root / FOLDER if root is not None and (root / FOLDER / "cloud.db").is_file() else None


def clouds_of_their_own(root: Path) -> list[Path]:
    """The folders of stacks in a repository that have a cloud of their own."""
    return sorted(path.parent for path in root.rglob(f"{FOLDER}/*/cloud.db"))


def start_sharing(folder: Path) -> Path:
    """Let all stacks of the repository share one cloud from now on, an empty one; returns its file.

    Raises:
        ProjectProblem: the folder is in no Git repository, or a stack of it has a cloud already, which would be lost to it.
    """
    root = repository_of(folder)
    if root is None:
        raise ProjectProblem(f"{folder.resolve()} is in no Git repository; `share` is for the projects of one repository")
    own = clouds_of_their_own(root)
    if own:
        listed = ", ".join(str(one.relative_to(root)) for one in own)
        raise ProjectProblem(
            f"these stacks have clouds of their own: {listed}; `azure-rehearsal reset` them first (-C FOLDER --stack NAME)"
        )
    path = root / FOLDER / "cloud.db"
    path.parent.mkdir(exist_ok=True)
    if not (path.parent / ".gitignore").exists():
        replace_file(path.parent / ".gitignore", "*\n", 0o644)
    if not path.exists():
        with contextlib.closing(Store(path)) as store:
            store.save({**Cloud().changed(everything=True), **Journal().changed(everything=True)}, everything=True)
    return path
