"""Plain values as they travel between a Pulumi program and a provider, and the one value that stands for "not known yet".

Keys are camelCase as on the wire. Secrets are unwrapped by the doors, which remember which paths were secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Union, final

__all__ = ["UNKNOWN", "JsonDict", "JsonValue", "Path", "Unknown", "contains_unknown", "get", "parse_path", "path_text", "walk"]


@final
class Unknown:
    """A value that exists only after the deployment. There is one instance, `UNKNOWN`; test with `is UNKNOWN`."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        """Always the same instance."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "<unknown>"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false; compare with `is UNKNOWN`")

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: object) -> Unknown:
        return self

    def __reduce__(self) -> str:
        return "UNKNOWN"  # pickling gives the same instance back


UNKNOWN: Final = Unknown()

# A `type` statement needs Python 3.12, and `|` with forward references would be evaluated here.
JsonValue = Union[None, bool, int, float, str, "list[JsonValue]", "dict[str, JsonValue]", Unknown]
JsonDict = dict[str, JsonValue]
Path = tuple[str | int, ...]


def contains_unknown(value: JsonValue) -> bool:
    """Whether the value is unknown, or holds an unknown at any depth."""
    return any(leaf is UNKNOWN for _, leaf in walk(value))


def walk(value: JsonValue) -> Iterator[tuple[Path, JsonValue]]:
    """Each leaf with its path, in order. Empty lists and dicts are leaves of their own, so that nothing vanishes."""
    stack: list[tuple[Path, JsonValue]] = [((), value)]
    while stack:
        path, item = stack.pop()
        if isinstance(item, Mapping) and item:
            stack.extend(((*path, key), inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list) and item:
            stack.extend(((*path, at), item[at]) for at in range(len(item) - 1, -1, -1))
        else:
            yield path, item


def get(value: JsonValue, path: Path) -> JsonValue:
    """The value at a path; raises KeyError or IndexError where there is none. An unknown on the way answers UNKNOWN."""
    for step in path:
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(step, int) and isinstance(value, list):
            value = value[step]
        elif isinstance(step, str) and isinstance(value, dict):
            value = value[step]
        else:
            raise KeyError(path_text(path))
    return value


def path_text(path: Path) -> str:
    """A path as people write it: `properties.accessPolicies[0].objectId`; a key with other characters is quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.replace("_", "a").isalnum():
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return text


_STEP: Final = re.compile(r'\["([^"]*)"\]|\[(\d+)\]|([^.\[\]]+)')


def parse_path(text: str) -> Path:
    """The path that `path_text` wrote."""
    steps: list[tuple[str, str, str]] = _STEP.findall(text)
    return tuple(int(at) if at else quoted or name for quoted, at, name in steps)
