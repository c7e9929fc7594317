"""What differs between two sets of inputs, and what of it forces a new resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .naming import CREATE_FIRST
from .services._type import ResourceType
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
    kinds: dict[str, str] = field(default_factory=lambda: dict[str, str]())


def _walk(path: Path, old: JsonValue, new: JsonValue) -> Iterator[tuple[Path, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            if key.startswith("__"):
                continue
            if key not in old:
                yield (*path, key), "add"
            elif key not in new:
                yield (*path, key), "delete"
            else:
                yield from _walk((*path, key), old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list):
        for at in range(max(len(old), len(new))):
            if at >= len(old):
                yield (*path, at), "add"
            elif at >= len(new):
                yield (*path, at), "delete"
            else:
                yield from _walk((*path, at), old[at], new[at])
    elif type(old) is not type(new) or old != new:
        if not (isinstance(old, (int, float)) and isinstance(new, (int, float)) and old == new):
            yield path, "update"


def _same_place(path: Path, old: JsonDict, new: JsonDict) -> bool:
    """A location's blanks and capitals don't count (same source, applyAzureSpecificDiff)."""
    if path != ("location",):
        return False
    one, two = old.get("location"), new.get("location")
    return (
        isinstance(one, str)
        and isinstance(two, str)
        and one.replace(" ", "").lower() == two.replace(" ", "").lower()
    )


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
