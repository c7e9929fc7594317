"""What the engine can't know after a crash: which id a resource got, and which of its values are secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from azure_rehearsal.values import Path

__all__ = ["Journal"]


@dataclass
class Journal:
    """`ids`: the id that a resource (by URN) got last. `secrets`: the secret paths in a resource's inputs, by its id.
    `fresh`: the URNs of what was created since the last operation whose end the engine wrote down.

    A resource that is taken up after a crash is read from the cloud, which knows no secrets: they are marked from here.
    No value is kept. `operations`: how many were run under trouble.
    """

    ids: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, frozenset[Path]] = field(default_factory=dict[str, frozenset[Path]])
    fresh: set[str] = field(default_factory=set[str])
    operations: int = 0

    def note(self, urn: str, id: str, secrets: Iterable[Path], *, fresh: bool = False) -> None:
        """Notes a creation (`fresh`) or an update."""
        if fresh:
            self.fresh.add(urn)
        self.ids[urn] = id
        self.secrets[id.lower()] = frozenset(secrets)

    def secrets_of(self, id: str) -> frozenset[Path]:
        """The secret paths of a resource; none for one that was made by somebody else."""
        return self.secrets.get(id.lower(), frozenset())

    def forget(self, urn: str, id: str) -> None:
        """Notes a deletion."""
        if self.ids.get(urn) == id:
            del self.ids[urn]
            self.fresh.discard(urn)
        self.secrets.pop(id.lower(), None)

    def dump(self) -> dict[str, Any]:
        """As plain JSON."""
        secrets = {id: sorted(map(list, paths), key=str) for id, paths in self.secrets.copy().items() if paths}
        return {"ids": self.ids.copy(), "secrets": secrets, "fresh": sorted(self.fresh.copy()), "operations": self.operations}

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Journal:
        """The inverse of `dump`; an empty journal for None."""
        if not data:
            return cls()
        secrets: dict[str, frozenset[Path]] = {id: frozenset(map(tuple, paths)) for id, paths in data["secrets"].items()}
        return cls(dict(data["ids"]), secrets, set(data.get("fresh", ())), int(data.get("operations", 0)))
