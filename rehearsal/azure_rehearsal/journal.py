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

    A resource that is taken up after a crash is read from the cloud, which knows no secrets: they are marked from here.
    No value is kept.
    """

    ids: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, frozenset[Path]] = field(default_factory=dict[str, frozenset[Path]])

    def note(self, urn: str, id: str, secrets: Iterable[Path]) -> None:
        """Notes a creation or an update."""
        self.ids[urn] = id
        self.secrets[id.lower()] = frozenset(secrets)

    def secrets_of(self, id: str) -> frozenset[Path]:
        """The secret paths of a resource; none for one that was made by somebody else."""
        return self.secrets.get(id.lower(), frozenset())

    def forget(self, urn: str, id: str) -> None:
        """Notes a deletion."""
        if self.ids.get(urn) == id:
            del self.ids[urn]
        self.secrets.pop(id.lower(), None)

    def dump(self) -> dict[str, Any]:
        """As plain JSON."""
        secrets = {id: sorted(map(list, paths), key=str) for id, paths in self.secrets.copy().items() if paths}
        return {"ids": self.ids.copy(), "secrets": secrets}

    @classmethod
    def load(cls, data: dict[str, Any] | None) -> Journal:
        """The inverse of `dump`; an empty journal for None."""
        if not data:
            return cls()
        return cls(dict(data["ids"]), {id: frozenset(map(tuple, paths)) for id, paths in data["secrets"].items()})
