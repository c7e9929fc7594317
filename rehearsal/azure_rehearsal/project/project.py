"""A Pulumi project as the person wrote it: settings, stacks and configuration, read and never written.

Secrets of the real stack are not needed and not decrypted. Configuration declared `secret: true` in Pulumi.yaml, and
each value stored as `secure:`, gets a generated value, which a store keeps so that the next run has the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import yaml

from azure_rehearsal.core.problems import ProjectProblem, did_you_mean
from azure_rehearsal.core.stack_names import require_project_name, require_stack_name

from .virtualenvs import Virtualenv

__all__ = ["DEFAULT_STACK", "ConfigPath", "Configuration", "Project", "generated_value"]

DEFAULT_STACK: Final = "dev"
_EXTENSIONS: Final = (".yaml", ".yml")

# A key, then steps into its value: ("shop:keys", "vision", 0).
ConfigPath = tuple[str | int, ...]


@dataclass
class Configuration:
    """What one run is configured with.

    `plain` holds everything that may be read by anyone, `secret` the leaves that must be encrypted, by path; `notes`
    are sentences for the person about what could not be taken over.
    """

    plain: dict[str, Any] = field(default_factory=dict[str, Any])
    secret: dict[ConfigPath, str] = field(default_factory=dict[ConfigPath, str])
    notes: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi.yaml."""

    directory: Path
    settings: Mapping[str, Any]

    @classmethod
    def load(cls, directory: Path) -> Project:
        """Reads `Pulumi.yaml` of a folder.

        Raises:
            ProjectProblem: there is none, it isn't valid, or its program isn't Python.
        """
        directory = directory.resolve()
        if not directory.is_dir():
            raise ProjectProblem(f"there is no folder {directory}; name the folder of a Pulumi project with -C")
        path = _existing(directory, "Pulumi")
        if path is None:
            raise ProjectProblem(f"no Pulumi.yaml in {directory}; name the folder of a Pulumi project with -C")
        settings = _mapping(path)
        if not isinstance(settings.get("name"), str):
            raise ProjectProblem(f"{path} has no `name`; a Pulumi project needs one")
        runtime = settings.get("runtime")
        require_project_name(settings["name"])
        name = cast("dict[str, Any]", runtime).get("name") if isinstance(runtime, dict) else runtime
        if name != "python":
            raise ProjectProblem(f"{path} says runtime '{name}'; only Python programs can be rehearsed")
        return cls(directory, settings)

    @property
    def name(self) -> str:
        """The project's name, which is also the namespace of its own configuration."""
        return str(self.settings["name"])

    @property
    def program(self) -> Path:
        """The file to run: `__main__.py`, or what `main` of Pulumi.yaml names.

        Raises:
            ProjectProblem: it isn't there.
        """
        main = self.directory / str(self.settings.get("main") or ".")
        path = main / "__main__.py" if main.is_dir() else main
        if not path.is_file():
            raise ProjectProblem(f"{self.directory / 'Pulumi.yaml'} is there, but the program {path} is not")
        return path

    @property
    def virtualenv(self) -> Virtualenv | None:
        """The virtual environment that `runtime.options.virtualenv` names, relative to the project's folder; None where none is named."""
        runtime = self.settings.get("runtime")
        options = cast("dict[str, Any]", runtime).get("options") if isinstance(runtime, dict) else None
        named = cast("dict[str, Any]", options).get("virtualenv") if isinstance(options, dict) else None
        return Virtualenv((self.directory / named).resolve()) if isinstance(named, str) and named else None

    def stacks(self) -> list[str]:
        """The names for which a `Pulumi.<stack>.yaml` exists, sorted."""
        found = {
            path.name.removeprefix("Pulumi.").removesuffix(extension)
            for extension in _EXTENSIONS
            for path in self.directory.glob(f"Pulumi.*{extension}")
        }
        return sorted(found)

    def choose_stack(self, asked: str | None) -> str:
        """The stack to rehearse: the one asked for, else `dev`, else the only one that has a file.

        Raises:
            ProjectProblem: the stack asked for has no file though others have, or there is no telling which is meant.
        """
        stacks = self.stacks()
        if asked is not None:
            require_stack_name(asked)
            if stacks and asked not in stacks:
                raise ProjectProblem(
                    f"no stack '{asked}': there is no Pulumi.{asked}.yaml in {self.directory}, only {_listed(stacks)}."
                    f"{did_you_mean(asked, stacks)}"
                )
            return asked
        if not stacks or DEFAULT_STACK in stacks:
            return DEFAULT_STACK
        if len(stacks) == 1:
            return stacks[0]
        raise ProjectProblem(f"which stack? {self.directory} has {_listed(stacks)}, and no '{DEFAULT_STACK}'; name one with --stack")

    def configuration(self, stack: str, overrides: Mapping[str, str], generate: Callable[[str, Any], str]) -> Configuration:
        """The configuration of one run.

        Args:
            stack: the stack's name.
            overrides: `key` or `namespace:key` to the text given on the command line.
            generate: gives the value for a secret, by a name that says which one, and its declared type.

        Raises:
            ProjectProblem: a file can't be read, or an override looks like a misspelt key.
        """
        path = _existing(self.directory, f"Pulumi.{stack}")
        settings = _mapping(path) if path else {}
        config = Configuration()
        config.notes += self.virtualenv.notes() if self.virtualenv else []
        if settings.get("environment"):
            config.notes.append(f"{path}: `environment` is not opened in a rehearsal; give what it sets with --config")
        given = {self._key(key): value for key, value in _section(settings.get("config"), path).items()}
        declared = {self._key(key): value for key, value in _section(self.settings.get("config"), self.directory / "Pulumi.yaml").items()}
        for key in [*given, *(key for key in declared if key not in given)]:
            schema = declared.get(key)
            if _is_secret(schema):
                config.secret[key,] = generate(key, cast("dict[str, Any]", schema).get("type", "string"))
            elif key in given:
                config.plain[key] = _without_secure(given[key], (key,), config.secret, generate)
        for text, value in overrides.items():
            self._override(config, self._key(text), value, declared, [*given, *declared])
        return config

    def _override(self, config: Configuration, key: str, value: str, declared: Mapping[str, Any], known: list[str]) -> None:
        namespace, _, name = key.partition(":")
        names = [other.removeprefix(f"{namespace}:") for other in known if other.startswith(f"{namespace}:")]
        if name not in names and (hint := did_you_mean(name, names)):
            raise ProjectProblem(f"--config {name}: neither Pulumi.yaml nor the stack's file has such a key in '{namespace}'.{hint}")
        kept = [path for path in config.secret if path[0] == key]
        for path in kept:
            del config.secret[path]
        config.plain.pop(key, None)
        schema = declared.get(key)
        if kept or _is_secret(schema):  # what stands for a secret is one
            config.secret[key,] = value
        else:
            config.plain[key] = _typed(value, schema)

    def _key(self, key: str) -> str:
        return key if ":" in key else f"{self.name}:{key}"


def generated_value(kind: str) -> str:
    """A made-up secret of a declared type; long and mixed enough for every password rule that Azure has."""
    if kind in {"integer", "number"}:
        return str(secrets.randbelow(900_000) + 100_000)
    if kind == "boolean":
        return "true"
    if kind == "array":
        return "[]"
    if kind == "object":
        return "{}"
    return f"Rehearsal-1-{secrets.token_urlsafe(24)}"


def _existing(directory: Path, stem: str) -> Path | None:
    return next((path for extension in _EXTENSIONS if (path := directory / f"{stem}{extension}").is_file()), None)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProjectProblem(f"{path} can't be read: {error}") from error
    return _section(content, path)


def _section(content: object, path: Path | None) -> dict[str, Any]:
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ProjectProblem(f"{path}: expected names with values, found {type(content).__name__}")
    return {str(key): value for key, value in cast("dict[Any, Any]", content).items()}


def _is_secret(schema: object) -> bool:
    return isinstance(schema, dict) and cast("dict[str, Any]", schema).get("secret") is True


def _typed(value: str, schema: object) -> Any:
    """A command line's text as its declared type wants it: a list or an object is given as YAML or JSON."""
    kind = cast("dict[str, Any]", schema).get("type") if isinstance(schema, dict) else None
    return yaml.safe_load(value) if kind in {"array", "object"} else value


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _without_secure(value: Any, path: ConfigPath, secret: dict[ConfigPath, str], generate: Callable[[str, Any], str]) -> Any:
    """The value with each `secure:` leaf taken out (None in its place) and a generated one noted in `secret`."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        if set(items) == {"secure"}:
            secret[path] = generate("/".join(map(str, path)), "string")
            return None
        return {key: _without_secure(item, (*path, key), secret, generate) for key, item in items.items()}
    if isinstance(value, list):
        return [_without_secure(item, (*path, at), secret, generate) for at, item in enumerate(cast("list[Any]", value))]
    return value
