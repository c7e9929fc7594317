"""Where a rehearsal keeps its cloud and its journal: one SQLite file, of which each save rewrites only what changed.

A save is one transaction: who reads sees the state before it or after it, and a process that is killed in the middle
leaves the state before. SQLite's `synchronous=OFF` is safe against that (sqlite.org/pragma.html#pragma_synchronous). It
isn't against a machine that loses power: then a rehearsal may have to be reset.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from azure_rehearsal.core.problems import Busy, ProjectProblem
from azure_rehearsal.core.tables import Row, Rows

__all__ = ["Overtaken", "Parts", "Store"]

Parts = dict[str, dict[str, Any]]
"""By the name of a table: its entries as plain JSON, by key, in their order."""

_VERSION: Final = 1
_PATIENCE_SECONDS: Final = 30.0  # a save of another process takes milliseconds
_STAMP: Final = ("", "stamp")  # the row that is another after each save

_LAYOUT: Final = """CREATE TABLE IF NOT EXISTS kept
    (place INTEGER PRIMARY KEY, part TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, UNIQUE (part, key))"""
_ALL: Final = "SELECT part, key, content FROM kept ORDER BY place"
_PUT: Final = "INSERT INTO kept (part, key, content) VALUES (?, ?, ?) ON CONFLICT (part, key) DO UPDATE SET content = excluded.content"
_ONE: Final = "SELECT content FROM kept WHERE part = ? AND key = ?"
_REMOVE: Final = "DELETE FROM kept WHERE part = ? AND key = ?"

_Known = dict[str, dict[str, bytes]]
_Changes = tuple[list[str], list[tuple[str, str]]]  # the keys to remove, then what to put


class Overtaken(Busy):
    """Somebody else changed what was to be saved."""


class Store:
    """Tables in a file for its owner's eyes only (0600). For one thread at a time; other processes may read meanwhile.

    `written` counts the rows that saves wrote or removed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = 0
        self._connection: sqlite3.Connection | None = None
        self._known: _Known = {}
        self._seen: str | None = None
        self._looked = False

    def stamp(self) -> str | None:
        """Something that is another after each save, whoever made it; None where nothing was ever saved."""
        with self._readable() as connection:
            return None if connection is None else _stamp(connection)

    def read(self) -> Parts | None:
        """All tables; None where nothing was ever saved.

        Raises:
            ProjectProblem: the file was written by another version, or is damaged.
        """
        with self._readable() as connection:
            if connection is None:
                self._known, self._seen, self._looked = {}, None, True
                return None
            return self._read(connection)

    def save(self, rows: Rows, *, everything: bool = False) -> None:
        """Writes down what the file doesn't have already; when it returns, a killed process loses nothing of it.

        Where somebody else saved since this store read or saved, only what differs from what it read is written: nothing of theirs is lost.

        Args:
            rows: by table, what may have changed.
            everything: the rows are all that their tables have, in order: what else was read of these tables goes.

        Raises:
            Overtaken: somebody else changed one of the same rows. Nothing is written.
        """
        with self._transaction() as connection:
            saved = _stamp(connection)
            if not self._looked:
                self._read(connection)
            before = {} if saved is None else self._known
            changes = {part: _difference(before.get(part, {}), given, everything=everything) for part, given in rows.items()}
            if saved != self._seen:
                self._read(connection)
                self._refuse_overtaken(before, changes)
            if saved is not None and not any(gone or changed for gone, changed in changes.values()):
                return
            known, stamp = {} if saved is None else self._known, secrets.token_hex(8)
            self._known, self._seen, self._looked = {}, None, False  # whatever fails below leaves nothing to rely on
            for part, (gone, changed) in changes.items():
                self._write(connection, part, gone, changed, known.setdefault(part, {}))
            connection.execute(_PUT, (*_STAMP, stamp))
        self._known, self._seen, self._looked = known, stamp, True

    def assume(self, rows: Rows) -> None:
        """Where nothing was ever saved: what a reader takes for granted then, and no change of his."""
        self._known = {part: {key: _digest(content) for key, content in given if content is not None} for part, given in rows.items()}
        self._seen, self._looked = None, True

    @property
    def overtaken(self) -> bool:
        """Whether somebody else saved since this store read or saved."""
        return self._looked and self.stamp() != self._seen

    def close(self) -> None:
        """Lets go of the file until it is needed again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self, connection: sqlite3.Connection) -> Parts:
        parts: Parts = {}
        self._known, self._seen, self._looked = {}, None, True
        for part, key, content in connection.execute(_ALL):
            if (part, key) == _STAMP:
                self._seen = content
            else:
                parts.setdefault(part, {})[key] = json.loads(content)
                self._known.setdefault(part, {})[key] = _digest(content)
        return parts

    def _refuse_overtaken(self, before: _Known, changes: Mapping[str, _Changes]) -> None:
        for part, (gone, changed) in changes.items():
            old, now = before.get(part, {}), self._known.get(part, {})
            wanted: dict[str, bytes | None] = {**dict.fromkeys(gone), **{key: _digest(content) for key, content in changed}}
            if any(now.get(key) not in (old.get(key), ours) for key, ours in wanted.items()):
                raise Overtaken(
                    f"another command changed {self.path.parent.name}'s simulated Azure meanwhile, in the same place; "
                    "what was to be changed here is left out. Do it again"
                )

    def _write(
        self, connection: sqlite3.Connection, part: str, gone: Sequence[str], changed: Sequence[tuple[str, str]], known: dict[str, bytes]
    ) -> None:
        connection.executemany(_REMOVE, [(part, key) for key in gone])
        connection.executemany(_PUT, [(part, key, content) for key, content in changed])
        for key in gone:
            known.pop(key, None)
        known.update({key: _digest(content) for key, content in changed})
        self.written += len({*gone, *(key for key, _ in changed)})

    @contextmanager
    def _readable(self) -> Generator[sqlite3.Connection | None]:
        """The file, if something was ever saved in it."""
        if not self.path.exists():
            yield None
            return
        try:
            connection = self._open()
            yield connection if self._version(connection) else None
        except sqlite3.DatabaseError as error:
            self.close()
            raise self._refused(str(error)) from error

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        connection = self._open()
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not self._version(connection):
                connection.execute(_LAYOUT)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            if not self.path.exists():  # made by us, for nobody else's eyes; what SQLite puts beside it gets the same mode
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute("PRAGMA secure_delete = ON")  # what a cloud forgets, secrets included, is gone from the file
        return self._connection

    def _version(self, connection: sqlite3.Connection) -> int:
        """The version of the file; 0 for one in which nothing was ever saved."""
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise self._refused(f"it is of version {version}; this azure-rehearsal reads {_VERSION}")
        return version

    def _refused(self, reason: str) -> ProjectProblem:
        return ProjectProblem(f"{self.path} can't be read ({reason}); `azure-rehearsal reset` begins anew")


def _stamp(connection: sqlite3.Connection) -> str | None:
    found = connection.execute(_ONE, _STAMP).fetchone()
    return None if found is None else found[0]


def _digest(content: str) -> bytes:
    return hashlib.blake2b(content.encode(), digest_size=16).digest()


def _difference(known: Mapping[str, bytes], given: Sequence[Row], *, everything: bool) -> _Changes:
    """What a save has to remove and to put, against what is known."""
    gone = [key for key, content in given if content is None]
    there = [(key, content, _digest(content)) for key, content in given if content is not None]
    if everything:
        order = {key: None for key, *_ in there}
        stay = [key for key in known if key in order]
        # An entry keeps the place that it got first; what isn't in order any more is written anew.
        gone = [key for key in known if key not in order] if stay == [*order][: len(stay)] else [*known]
    stays = known.keys() - set(gone)
    changed = [(key, content) for key, content, digest in there if key not in stays or known[key] != digest]
    return [key for key in gone if key in known], changed
