"""How an answer is held against a recorded one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ["Names", "bind", "differences", "says"]

_PLACE: Final = re.compile(r"\{[^{}]+\}|<[^<>]+>")

# What Azure mints anew each time: moments, guids, entity tags
_MINTED: Final = (
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
    re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
    re.compile(r'(W/)?"[^"]+"'),
)

_EPOCH: Final = 1_400_000_000

Names = Mapping[str, str]


def bind(value: Any, names: Names) -> Any:
    """A recorded value with the names that this replay chose, at any depth; what it has no name for stays."""
    if isinstance(value, str):
        return _PLACE.sub(lambda found: names.get(found[0], found[0]), value)
    if isinstance(value, list):
        return [bind(one, names) for one in value]
    if isinstance(value, dict):
        return {bind(key, names): bind(inner, names) for key, inner in value.items()}
    return value


def says(recorded: str, found: str) -> bool:
    """Whether two texts are the same, where the recorded one has minted or shortened parts (`<guid>`, `{key}`, `...`)."""
    if any(form.fullmatch(recorded) and form.fullmatch(found) for form in _MINTED):
        return True
    parts = re.split(r"\{[^{}]+\}|<[^<>]+>|\.\.\.|…", recorded)
    return re.fullmatch(".*?".join(re.escape(part) for part in parts), found, re.DOTALL) is not None


def differences(recorded: Any, found: Any, path: str = "") -> Iterator[str]:
    """What differs between a recorded JSON value and the one found, as `path: found, not recorded`.

    A recording may be shortened, so only what it has is looked at. A recorded null and an absent property are the same; empty text,
    an empty list and an empty object aren't.
    """
    if isinstance(recorded, dict):
        yield from _of_object(recorded, found, path)
    elif isinstance(recorded, list):
        yield from _of_list(recorded, found, path)
    elif not _same(recorded, found):
        yield f"{path}: {_short(found)}, not {_short(recorded)}"


def _of_object(recorded: dict[str, Any], found: Any, path: str) -> Iterator[str]:
    if not isinstance(found, dict):
        if recorded:
            yield f"{path or 'body'}: {_short(found)}, not an object"
        return
    for key, inner in recorded.items():
        if not _PLACE.fullmatch(key):
            yield from differences(inner, found.get(key), f"{path}.{key}" if path else key)


def _of_list(recorded: list[Any], found: Any, path: str) -> Iterator[str]:
    if not isinstance(found, list) or len(found) < len(recorded):
        yield f"{path}: {_short(found)}, not {_short(recorded)}"
        return
    for at, inner in enumerate(recorded):
        yield from differences(inner, found[at], f"{path}[{at}]")


def _same(recorded: Any, found: Any) -> bool:
    """Whether two values that are no objects and no lists are the same."""
    if isinstance(recorded, str) and isinstance(found, str):
        return says(recorded, found)
    if isinstance(recorded, str) and _PLACE.fullmatch(recorded):
        return found is not None
    if all(type(one) is int and one > _EPOCH for one in (recorded, found)):
        return True  # moments, as vaults tell them
    return type(recorded) is type(found) and recorded == found


def _short(value: Any) -> str:
    """A value in few characters."""
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
