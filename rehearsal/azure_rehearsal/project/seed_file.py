"""Reads seeds: YAML or JSON of our own form, or what Azure's tools export.

Exports are recognised by their shape: `az resource list`, `az resource show`, `az role assignment list`, Resource Graph (`az graph query`, and
its REST answer), lists of Azure Resource Manager.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import yaml

from azure_rehearsal.cloud.seeding import DIRECTORY, Seed, SeedProblem
from azure_rehearsal.core.problems import did_you_mean
from azure_rehearsal.core.values import JsonDict

__all__ = ["parse_seed", "read_seed"]

_PARTS: Final = ("resources", "roles", "directory")
_FORM: Final = (
    "give a mapping with `resources`, `roles` or `directory` (docs/rehearsing-your-stack.md has an example), or what `az resource list`, "
    "`az graph query` or `az role assignment list` writes as JSON"
)


def read_seed(path: Path) -> Seed:
    """The seed in a file.

    Raises:
        SeedProblem: the file can't be read, or is no seed.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SeedProblem(f"{path} can't be read: {error.strerror or error}; {_FORM}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise SeedProblem(f"{path} is neither YAML nor JSON; {_FORM}") from error
    return parse_seed(content, str(path))


def parse_seed(content: object, where: str = "the seed") -> Seed:
    """The seed in plain data, as a file would have it.

    Raises:
        SeedProblem: it has no form that is known.
    """
    exported = _exported(content)
    if exported is not None:
        return Seed(resources=_tables(exported, where), exported=True)
    if not isinstance(content, Mapping):
        raise SeedProblem(f"{where} holds {type(content).__name__}, and no seed; {_FORM}")
    parts = cast("Mapping[Any, Any]", content)
    for key in parts:
        if key not in _PARTS:
            raise SeedProblem(f"{where}: there is no part '{key}' of a seed.{did_you_mean(str(key), _PARTS)} {_FORM[0].upper()}{_FORM[1:]}")
    return Seed(
        resources=_tables(_part(parts, "resources", []), f"{where}: resources"),
        roles=_tables(_part(parts, "roles", []), f"{where}: roles"),
        directory=_directory(_part(parts, "directory", {}), where),
    )


def _part(parts: Mapping[Any, Any], name: str, empty: object) -> object:
    """A part; empty where it isn't there, or nothing stands behind its name."""
    return empty if parts.get(name) is None else parts[name]


def _exported(content: object) -> object:
    """The resources of an export; None for anything else."""
    if isinstance(content, list):
        return cast("object", content)
    if isinstance(content, Mapping):
        parts = cast("Mapping[str, object]", content)
        if "id" in parts and "type" in parts:
            return [parts]
        for key in ("data", "value"):
            if isinstance(parts.get(key), list) and not set(parts) & set(_PARTS):
                return parts[key]
    return None


def _tables(content: object, where: str) -> list[JsonDict]:
    if not isinstance(content, list) or not all(isinstance(one, Mapping) for one in cast("list[object]", content)):
        raise SeedProblem(f"{where}: a list of mappings is expected; {_FORM}")
    return [_texts(one) for one in cast("list[dict[Any, Any]]", content)]


def _texts(value: Any) -> Any:
    """YAML's dates and keys that are no texts, as JSON has them."""
    if isinstance(value, Mapping):
        return {str(key): _texts(inner) for key, inner in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in cast("list[Any]", value)]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _directory(content: object, where: str) -> dict[str, list[JsonDict]]:
    if not isinstance(content, Mapping):
        raise SeedProblem(f"{where}: `directory` has {', '.join(DIRECTORY)}, each a list")
    found: dict[str, list[JsonDict]] = {}
    for name, objects in cast("Mapping[Any, Any]", content).items():
        if name not in DIRECTORY:
            raise SeedProblem(f"{where}: `directory` has no '{name}', but {', '.join(DIRECTORY)}.{did_you_mean(str(name), DIRECTORY)}")
        found[str(name)] = _tables(objects or [], f"{where}: directory: {name}")
    return found
