"""What differs between two sets of inputs, and what of it forces a new resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .naming import CREATE_FIRST
from .resource_type import ResourceType
from .values import JsonDict, JsonValue, Path, path_text

__all__ = ["Diff", "difference"]


@dataclass(frozen=True)
class Diff:
    """`changed` and `replaces`: property paths as people write them (siteConfig.appSettings[0].value).

    `kinds`: path -> "add", "update" or "delete". Source of the rules: provider/pkg/provider/diff.go of azure-native.
    """

    changed: list[str]
    replaces: list[str]
    delete_before_replace: bool
    kinds: dict[str, str] = field(default_factory=dict[str, str])


def _parts(value: JsonValue) -> dict[str | int, JsonValue] | None:
    """The inside of a dict or list by key or place; azure-native's own marks are no part of it."""
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if not key.startswith("__")}
    return dict(enumerate(value)) if isinstance(value, list) else None


def _walk(path: Path, old: JsonValue, new: JsonValue) -> Iterator[tuple[Path, str]]:
    before, after = _parts(old), _parts(new)
    if before is not None and after is not None and isinstance(old, dict) == isinstance(new, dict):
        for key in dict.fromkeys((*before, *after)):
            if key not in before:
                yield (*path, key), "add"
            elif key not in after:
                yield (*path, key), "delete"
            else:
                yield from _walk((*path, key), before[key], after[key])
    elif isinstance(old, bool) != isinstance(new, bool) or old != new:
        yield path, "update"


def _same_place(path: Path, old: JsonDict, new: JsonDict) -> bool:
    """A location's blanks and capitals don't count (same source, applyAzureSpecificDiff)."""
    if path != ("location",):
        return False
    one, two = old.get("location"), new.get("location")
    return isinstance(one, str) and isinstance(two, str) and one.replace(" ", "").lower() == two.replace(" ", "").lower()


def difference(kind: ResourceType, old: JsonDict, new: JsonDict) -> Diff:
    """Compare old and new inputs of one resource."""
    forcing = {*kind.path_inputs, *kind.replaces}
    kinds: dict[str, str] = {}
    replaces: list[str] = []
    for path, how in _walk((), old, new):
        if _same_place(path, old, new):
            continue
        name = path_text(path)
        kinds[name] = how
        plain = [str(step) for step in path if isinstance(step, str)]
        if any(".".join(plain[:length]) in forcing for length in range(1, len(plain) + 1)):
            replaces.append(name)
    delete_first = bool(replaces) and new.get(CREATE_FIRST) is not True
    return Diff(list(kinds), replaces, delete_first, kinds)
