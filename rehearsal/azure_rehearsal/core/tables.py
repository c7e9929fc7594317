"""Dictionaries that know which of their entries may have changed, so that writing them down costs what changed and not what is there."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, ItemsView, Iterator, Mapping, MutableMapping, Sequence, ValuesView
from typing import Any, TypeVar

__all__ = ["Rows", "Table", "row"]

T = TypeVar("T")

Row = tuple[str, str | None]
Rows = Mapping[str, Sequence[Row]]
"""By the name of a table: keys with their content as JSON text, or None for a key that is gone. In the order of the table."""


def row(key: str, content: Any) -> Row:
    """One entry as it is written down."""
    return key, json.dumps(content)


class Table(MutableMapping[str, T]):
    """A dictionary whose entries may be changed where they lie.

    Whatever is set, or handed out by its key, counts as touched until `changed` is asked. Walking over all entries
    (`values`, `items`) touches none of them: that is for looking.
    """

    def __init__(self, plain: Callable[[T], Any]) -> None:
        """`plain`: an entry as plain JSON."""
        self._plain = plain
        self._entries: dict[str, T] = {}
        self._touched: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self._lock = threading.Lock()

    def __getitem__(self, key: str) -> T:
        entry = self._entries[key]
        with self._lock:
            self._touched[key] = None
        return entry

    def __setitem__(self, key: str, entry: T) -> None:
        with self._lock:
            self._entries[key] = entry
            self._touched[key] = None

    def __delitem__(self, key: str) -> None:
        with self._lock:
            del self._entries[key]
            self._touched.pop(key, None)
            self._removed[key] = None

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> ValuesView[T]:
        """All entries, in the order in which they came, to look at."""
        return self._entries.values()

    def items(self) -> ItemsView[str, T]:
        """All keys and entries, in the order in which they came, to look at."""
        return self._entries.items()

    def changed(self, *, everything: bool = False) -> list[Row]:
        """What may have changed since this was asked last, what was removed first; or all there is."""
        with self._lock:
            removed, touched = self._removed, self._touched
            self._removed, self._touched = {}, {}
            if everything:
                return [row(key, self._plain(entry)) for key, entry in self._entries.items()]
            return [*((key, None) for key in removed), *(row(key, self._plain(self._entries[key])) for key in touched)]
