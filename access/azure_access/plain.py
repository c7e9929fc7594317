"""Typed looks into JSON-like data: each answers "absent" for what is absent or of another kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import cast

__all__ = ["at", "flag", "packaged", "table", "tables", "text", "texts"]


def at(value: object, *path: str) -> object:
    """The value down a path of keys, or None."""
    for key in path:
        value = cast("Mapping[str, object]", value).get(key) if isinstance(value, Mapping) else None
    return value


def text(value: object, *path: str) -> str | None:
    """The string at the path; None for anything else."""
    found = at(value, *path)
    return found if isinstance(found, str) else None


def flag(value: object, *path: str) -> bool | None:
    """The boolean at the path; None for anything else."""
    found = at(value, *path)
    return found if isinstance(found, bool) else None


def table(value: object, *path: str) -> Mapping[str, object]:
    """The mapping at the path; an empty one for anything else."""
    found = at(value, *path)
    return cast("Mapping[str, object]", found) if isinstance(found, Mapping) else {}


def _items(value: object, *path: str) -> list[object]:
    found = at(value, *path)
    return cast("list[object]", found) if isinstance(found, list) else []


def tables(value: object, *path: str) -> list[Mapping[str, object]]:
    """The mappings among the list at the path."""
    return [cast("Mapping[str, object]", item) for item in _items(value, *path) if isinstance(item, Mapping)]


def texts(value: object, *path: str) -> list[str]:
    """The strings among the list at the path."""
    return [item for item in _items(value, *path) if isinstance(item, str)]


def packaged(name: str) -> object:
    """The content of one of the package's own JSON files."""
    return json.loads(resources.files("azure_access").joinpath("data", name).read_text(encoding="utf-8"))
