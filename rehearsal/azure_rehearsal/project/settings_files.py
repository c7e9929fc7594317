"""The project and stack settings that the engine reads: made from the person's, kept in the rehearsal's own folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

import yaml

from azure_rehearsal.memory.workdir import StackDir, replace_file

from .project import ConfigPath, Configuration, Project

__all__ = ["SetSecrets", "config_path_text", "project_settings", "write_config", "write_project"]

# Settings of the person's project that mean nothing here: where the state is kept, which interpreter runs the program.
_NOT_TAKEN: Final = frozenset({"backend", "main", "runtime", "template", "stackConfigDir"})

# Pairs of path and value, given to `pulumi config set-all --path --secret`.
SetSecrets = Callable[[list[tuple[str, str]]], None]


def project_settings(project: Project) -> dict[str, Any]:
    """The person's Pulumi.yaml with what a rehearsal decides for itself."""
    taken = {key: value for key, value in project.settings.items() if key not in _NOT_TAKEN}
    return {**taken, "name": project.name, "runtime": "python", "main": str(project.directory)}


def write_project(project: Project, directory: StackDir) -> None:
    """Writes Pulumi.yaml for the engine."""
    replace_file(directory.project / "Pulumi.yaml", yaml.safe_dump(project_settings(project), sort_keys=False))


def write_config(configuration: Configuration, directory: StackDir, set_secrets: SetSecrets) -> None:
    """Writes the stack's settings where they changed; the stack must exist, for its salt is kept.

    Secret values go through the CLI, which encrypts them.
    """
    path = directory.project / f"Pulumi.{directory.stack}.yaml"
    mark = directory.own / "config.mark"
    wanted = _fingerprint(configuration)
    if path.exists() and mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    mark.unlink(missing_ok=True)
    settings: dict[str, Any] = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None) or {}
    settings["config"] = configuration.plain
    replace_file(path, yaml.safe_dump(settings, sort_keys=False))
    if configuration.secret:
        set_secrets([(config_path_text(where), value) for where, value in configuration.secret.items()])
    replace_file(mark, wanted)


def _fingerprint(configuration: Configuration) -> str:
    secret = sorted((config_path_text(path), value) for path, value in configuration.secret.items())
    return hashlib.sha256(json.dumps([configuration.plain, secret], sort_keys=True, default=str).encode()).hexdigest()


def config_path_text(path: ConfigPath) -> str:
    """A path as `pulumi config set --path` wants it: `shop:keys["a.b"][0]`; the key itself stays as it is.

    A key with a dot must be quoted as well: `["shop:a.b"]`.
    """
    key, *steps = path
    text = str(key) if not set(str(key)) & set('.["') else f"[{json.dumps(str(key))}]"
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f"[{json.dumps(step)}]"
    return text
