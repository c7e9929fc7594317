"""Typed looks into plain JSON-like data: every one answers "absent" for what is absent or of another kind."""

from __future__ import annotations

import copy
from typing import TypeVar

from .values import JsonDict, JsonValue

__all__ = ["at", "child", "clone", "entries", "flag", "set_default", "table", "tables", "text", "texts"]

T = TypeVar("T")


def at(value: JsonValue, *path: str) -> JsonValue:
    """The value down a path of keys, or None."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: JsonValue, *path: str) -> str | None:
    """The string at the path; None for anything else."""
    found = at(value, *path)
    return found if isinstance(found, str) else None


def flag(value: JsonValue, *path: str) -> bool | None:
    """The boolean at the path; None for anything else."""
    found = at(value, *path)
    return found if isinstance(found, bool) else None


def table(value: JsonValue, *path: str) -> JsonDict:
    """The dict at the path; an empty one (unconnected) for anything else."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def child(value: JsonDict, key: str) -> JsonDict:
    """The dict under `key`, made if it isn't there: changes to it are changes of `value`."""
    found = value.get(key)
    if not isinstance(found, dict):
        found = {}
        value[key] = found
    return found


def entries(value: JsonValue, *path: str) -> list[JsonValue]:
    """The list at the path; an empty one (unconnected) for anything else."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def tables(value: JsonValue, *path: str) -> list[JsonDict]:
    """The dicts among the list at the path."""
    return [item for item in entries(value, *path) if isinstance(item, dict)]


def texts(value: JsonValue, *path: str) -> list[str]:
    """The strings among the list at the path."""
    return [item for item in entries(value, *path) if isinstance(item, str)]


def set_default(value: JsonDict, key: str, fallback: JsonValue) -> None:
    """Like dict.setdefault, but a present None counts as absent, as ARM has it."""
    if value.get(key) is None:
        value[key] = fallback


def clone(value: T) -> T:
    """A deep copy, so that callers never share the cloud's own state."""
    return copy.deepcopy(value)
