"""Who asks: a principal, and the groups that it is in, nested ones included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Caller", "Groups"]


@dataclass(frozen=True)
class Caller:
    """A principal that wants something. Object ids are guids: their letter case doesn't count."""

    object_id: str
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Object id of a group (in lower case) -> the groups on the way to it, itself last."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The principal and its groups, nearest first, in lower case."""
        return (self.object_id.lower(), *self.groups)


class Groups:
    """Which group holds whom."""

    def __init__(self, members: Mapping[str, Iterable[str]]) -> None:
        self._holders: dict[str, list[str]] = defaultdict(list)
        for group, those in members.items():
            for member in those:
                self._holders[member.lower()].append(group.lower())

    def caller(self, object_id: str) -> Caller:
        """A principal with the groups that hold it, directly or through others; circles do no harm."""
        return Caller(object_id, self.paths(object_id))

    def paths(self, object_id: str) -> dict[str, tuple[str, ...]]:
        """Each group that holds a principal, with a shortest way to it."""
        found: dict[str, tuple[str, ...]] = {}
        start = object_id.lower()
        reached: list[tuple[str, tuple[str, ...]]] = [(start, ())]
        for member, way in reached:  # grows while it is walked: breadth first
            for group in self._holders.get(member, ()):
                if group != start and group not in found:
                    found[group] = (*way, group)
                    reached.append((group, found[group]))
        return found
