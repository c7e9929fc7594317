"""One stack of a project, and what is kept of it: all that needs no engine, and therefore not Pulumi either."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.options import Options
from azure_rehearsal.memory.checkpoint import masked_outputs
from azure_rehearsal.memory.kept_stack import KeptStack
from azure_rehearsal.memory.shared_cloud import shared_folder
from azure_rehearsal.memory.workdir import FOLDER, StackDir

from .project import Configuration, Project, generated_value

__all__ = ["ProjectStack"]


class ProjectStack:
    """A stack as it was left: its project and configuration, its simulated Azure, the engine's checkpoint.

    Args:
        project: the Pulumi project.
        stack: the stack's name.
        config: overrides, `key` or `namespace:key` to text.
        options: how the cloud behaves; without it as it did before.
        state: the folder that remembers everything; without it `.rehearsal` in the project's folder.
    """

    def __init__(
        self,
        project: Project,
        stack: str,
        *,
        config: Mapping[str, str] | None = None,
        options: Options | None = None,
        state: Path | None = None,
    ) -> None:
        self.project = project
        self.stack = stack
        shared = shared_folder(project.directory) if state is None else None
        self.directory = StackDir((state or project.directory / FOLDER).resolve(), stack, shared)
        self._overrides = dict(config or {})
        self.memory = KeptStack(self.directory, options)
        self.configuration = self._configure()

    @classmethod
    def load(cls, folder: Path, stack: str | None = None, *, config: Mapping[str, str] | None = None) -> ProjectStack:
        """A stack of the project in a folder; without its name `dev`, or the only one that has a settings file.

        Raises:
            ProjectProblem: there is no such project or stack.
        """
        project = Project.load(folder)
        return ProjectStack(project, project.choose_stack(stack), config=config)

    @property
    def cloud(self) -> Cloud:
        """The simulated Azure, as it was left.

        Raises:
            ProjectProblem: what was kept can't be read.
        """
        return self.memory.cloud

    @cloud.setter
    def cloud(self, cloud: Cloud) -> None:
        self.memory.cloud = cloud

    def save(self) -> None:
        """Writes down what was changed in the cloud between operations, and nothing else.

        Raises:
            Busy: another command works on the stack, or has changed the same.
        """
        self.memory.save()

    def alone(self, patience: float = 0.0) -> AbstractContextManager[None]:
        """The stack for this process alone, as the last command left it; for several steps that belong together.

        Args:
            patience: the seconds to wait for a command that works on it.

        Raises:
            Busy: another command works on it.
        """
        return self.memory.alone(patience)

    def reset(self) -> None:
        """Forgets stack and cloud, soft-deleted vaults included. How the cloud behaves is as at the beginning.

        Of a cloud that stacks share, only what this stack made is forgotten.
        """
        if self.directory.shared is not None:
            with self.alone():
                self.memory.forget_stack(self.urns)
                self.save()
        with self.memory.locked():
            self.memory.store.close()
            self.directory.forget(self.project.name)
        self.directory = StackDir(self.directory.root, self.stack, self.directory.shared)
        self.memory = KeptStack(self.directory)
        self.configuration = self._configure()

    @property
    def urns(self) -> str:
        """How the URNs of this stack's resources begin."""
        return f"urn:pulumi:{self.stack}::{self.project.name}::"

    def checkpoint(self) -> dict[str, Any]:
        """The engine's checkpoint: `resources`, `pending_operations` and so on; secrets are encrypted. Empty before the first `up`."""
        content: dict[str, Any] = self.directory.read_json(self.directory.checkpoint(self.project.name)) or {}
        checkpoint: dict[str, Any] = content.get("checkpoint") or {}
        return checkpoint.get("latest") or {}

    def shown_outputs(self) -> dict[str, Any]:
        """The stack's outputs for everybody's eyes: "[secret]" in the place of what is secret, as `pulumi stack output` shows it."""
        return masked_outputs(self.checkpoint())

    def _configure(self) -> Configuration:
        return self.project.configuration(
            self.stack, self._overrides, lambda name, kind: self.directory.generated(name, lambda: generated_value(kind))
        )
