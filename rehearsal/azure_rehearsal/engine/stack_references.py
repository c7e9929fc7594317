"""Answers a program's stack references, though Pulumi's file backend only knows stacks of its own under "organization/...".

A stack that was rehearsed in the same folder is read where it is. For outputs that somebody gave, and for a stack that was rehearsed
elsewhere, a checkpoint of a project `outside.<project>` is written into the rehearsal's own backend: one stack resource with those outputs,
for its owner's eyes only. So the engine itself reads it, in `up` as in `refresh`, and keeps what is secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import automation as auto

from azure_rehearsal.core.stack_names import require_project_name, require_stack_name
from azure_rehearsal.memory.checkpoint import SECRET_SIGNATURE, outputs_of
from azure_rehearsal.memory.workdir import FOLDER, StackDir, replace_file
from azure_rehearsal.project.outside import SecretOutput, StackName, StackOutputs, find_project, stack_name
from azure_rehearsal.project.project import Project, generated_value

from .automation import EngineCommand

__all__ = ["StackReferences"]

# How a checkpoint writes a secret: pulumi/pulumi, sdk/go/common/resource/properties.go, SecretSig.
_IS_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, the same everywhere


class StackReferences:
    """Resolves the names of stacks for one rehearsal."""

    def __init__(self, project: Project, directory: StackDir, given: StackOutputs, command: EngineCommand) -> None:
        self._project = project
        self._directory = directory
        self._given = given
        self._command = command

    def resolve(self, text: str) -> str:
        """The name under which the engine finds the stack that a program names.

        Raises:
            RunError: nobody gave its outputs, and it wasn't rehearsed near by.
        """
        name = stack_name(text, self._project.name)
        require_project_name(name.project)
        require_stack_name(name.stack)
        outputs = self._given.of(text, name)
        if outputs is not None:
            return self._stand_in(name, {key: self._as_written(name, key, value) for key, value in outputs.items()})
        folder = self._given.folder_of(text, name)
        if folder is None and self._checkpoint(self._directory.backend, name).is_file():
            return f"organization/{name}"
        folder = folder or find_project(self._project.directory, name)
        if folder is None:
            raise pulumi.RunError(
                f"StackReference '{text}': no rehearsal of stack '{name.stack}' of a project '{name.project}' was found in this repository. "
                f"Rehearse it first (azure-rehearsal up -C ITS-FOLDER --stack {name.stack}), or give its outputs: --stack-output {text}.KEY=VALUE, "
                f"--stack-output {text}=FILE (what `pulumi stack output --json` writes) or --stack-output {text}=ITS-FOLDER"
            )
        return self._stand_in(name, self._outputs_of(text, folder, name))

    @staticmethod
    def _checkpoint(backend: Path, name: StackName) -> Path:
        return backend / ".pulumi" / "stacks" / name.project / f"{name.stack}.json"

    def _as_written(self, name: StackName, key: str, value: Any) -> Any:
        """A given output as a checkpoint has it; for a secret that nobody told, a made-up one that stays the same."""
        if not isinstance(value, SecretOutput):
            return value
        if value.value is not None:
            return _secret(value.value)
        return _secret(self._directory.generated(f"output {name} {key}", lambda: generated_value("string")))

    def _outputs_of(self, text: str, folder: Path, name: StackName) -> dict[str, Any]:
        """The outputs of a stack that was rehearsed in another folder, secrets decrypted with that rehearsal's own passphrase."""
        theirs = folder.resolve() / FOLDER
        checkpoint = self._checkpoint(theirs / "backend", name)
        if not checkpoint.is_file():
            raise pulumi.RunError(
                f"StackReference '{text}': stack '{name.stack}' of {folder} isn't rehearsed; azure-rehearsal up -C {folder} --stack {name.stack}"
            )
        latest: dict[str, Any] = json.loads(checkpoint.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {}
        outputs = outputs_of(latest)
        if SECRET_SIGNATURE not in json.dumps(outputs):
            return outputs
        try:
            told = self._command.run(
                ["stack", "output", "--json", "--show-secrets", "--stack", f"organization/{name}"],
                cwd=str(theirs / name.stack / "project"),
                additional_env={
                    "PULUMI_BACKEND_URL": (theirs / "backend").as_uri(),
                    "PULUMI_CONFIG_PASSPHRASE_FILE": str(theirs / "passphrase"),
                    "PULUMI_HOME": str(theirs / "home"),
                    "PULUMI_SKIP_UPDATE_CHECK": "true",
                },
            )
        except auto.CommandError as error:
            raise pulumi.RunError(f"StackReference '{text}': the outputs of {folder} can't be read; rehearse it anew") from error
        clear: dict[str, Any] = json.loads(told.stdout)
        return {
            key: _secret(clear[key]) if SECRET_SIGNATURE in json.dumps(value) else value for key, value in outputs.items() if key in clear
        }

    def _stand_in(self, name: StackName, outputs: Mapping[str, Any]) -> str:
        project = f"outside.{name.project}"
        path = self._checkpoint(self._directory.backend, StackName(project, name.stack))
        path.parent.mkdir(parents=True, exist_ok=True)
        root = {
            "urn": f"urn:pulumi:{name.stack}::{project}::pulumi:pulumi:Stack::{project}-{name.stack}",
            "custom": False,
            "type": "pulumi:pulumi:Stack",
            "outputs": dict(outputs),
        }
        latest = {"manifest": {"time": "0001-01-01T00:00:00Z", "magic": "", "version": ""}, "resources": [root], "metadata": {}}
        content = {"version": 3, "checkpoint": {"stack": f"organization/{project}/{name.stack}", "latest": latest}}
        replace_file(path, json.dumps(content))
        return f"organization/{project}/{name.stack}"


def _secret(value: Any) -> dict[str, str]:
    return {SECRET_SIGNATURE: _IS_SECRET, "plaintext": json.dumps(value)}
