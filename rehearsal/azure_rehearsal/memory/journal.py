"""What the engine can't know after a crash: which id a resource got, and which of its values are secret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from azure_rehearsal.core.tables import Rows, Table, row
from azure_rehearsal.core.values import Path

from .store import Parts

__all__ = ["Journal"]


def _plain(paths: frozenset[Path]) -> list[list[str | int]]:
    return sorted(map(list, paths), key=str)


def _itself(entry: str | bool) -> str | bool:
    return entry


class Journal:
    """`ids`: the id that a resource (by URN) got last. `secrets`: the secret paths in a resource's inputs, by its id.
    `fresh`: the URNs of what was created since the last operation whose end the engine wrote down.

    A resource that is taken up after a crash is read from the cloud, which knows no secrets: they are marked from here.
    No value is kept. `operations`: how many were run under trouble.
    """

    def __init__(self) -> None:
        self.ids: Table[str] = Table(_itself)
        self.secrets: Table[frozenset[Path]] = Table(_plain)
        self.fresh: Table[bool] = Table(_itself)
        self.operations = 0

    def note(self, urn: str, id: str, secrets: Iterable[Path], *, fresh: bool = False) -> None:
        """Notes a creation (`fresh`) or an update."""
        if fresh:
            self.fresh[urn] = True
        self.ids[urn] = id
        paths = frozenset(secrets)
        if paths:
            self.secrets[id.lower()] = paths
        else:
            self.secrets.pop(id.lower(), None)

    def secrets_of(self, id: str) -> frozenset[Path]:
        """The secret paths of a resource; none for one that was made by somebody else."""
        return self.secrets.get(id.lower(), frozenset())

    def forget(self, urn: str, id: str) -> None:
        """Notes a deletion."""
        if self.ids.get(urn) == id:
            del self.ids[urn]
            self.fresh.pop(urn, None)
        self.secrets.pop(id.lower(), None)

    def changed(self, *, everything: bool = False) -> Rows:
        """What may have changed since this was asked last, or all there is, to be written down."""
        tables = {"ids": self.ids, "secrets": self.secrets, "fresh": self.fresh}
        own = row("", {"operations": self.operations})
        return {"journal": [own], **{name: table.changed(everything=everything) for name, table in tables.items()}}

    @classmethod
    def load(cls, parts: Parts) -> Journal:
        """What was written down."""
        journal = cls()
        journal.ids.update(parts.get("ids", {}))
        journal.fresh.update(parts.get("fresh", {}))
        secrets: dict[str, list[list[Any]]] = parts.get("secrets", {})
        journal.secrets.update({id: frozenset(map(tuple, paths)) for id, paths in secrets.items()})
        journal.operations = int(parts.get("journal", {}).get("", {}).get("operations", 0))
        return journal
