"""The few statements of MySQL that user scripts consist of, one a line. Anything else is refused, not skipped.

    line := "-- " comment | "SET aad_auth_validate_oids_in_tenant = OFF;"
          | "SET @taken = (SELECT COUNT(*) FROM mysql.user WHERE user = " text " AND host = '%' AND plugin IN (" texts "));"
          | "SET @check = IF(@taken = 0, 'DO 0', " text ");" | "PREPARE guard FROM @check;" | "EXECUTE guard;" | "DEALLOCATE PREPARE guard;"
          | "DROP USER IF EXISTS " text "@'%';" | "CREATE AADUSER " text " IDENTIFIED BY " text ";"
          | "GRANT " rights " ON " pattern ".* TO " text "@'%';"

Error numbers and words: dev.mysql.com/doc/mysql-errors; a database in GRANT is a pattern, dev.mysql.com/doc/refman/8.0/en/grant.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from azure_rehearsal.core.errors import AzureError

from ._server_users import User, Users

__all__ = ["execute"]

_TEXT = r"'((?:[^']|'')*)'"
_LOOK = rf"SET @taken = \(SELECT COUNT\(\*\) FROM mysql\.user WHERE user = {_TEXT} AND host = '%' AND plugin IN \([^()]+\)\);"  # noqa: S608 (a pattern)
_SILENT = ("SET aad_auth_validate_oids_in_tenant = OFF;", "PREPARE guard FROM @check;", "DEALLOCATE PREPARE guard;")


def _refuse(number: int, message: str) -> NoReturn:
    raise AzureError(str(number), message, 0)


def execute(script: str, users: Users, databases: Sequence[str]) -> Users:
    """The server's users after the script; the given ones stay as they are, so that an error changes nothing."""
    run = _Run(users, databases)
    for line in script.splitlines():
        run.step(line)
    return run.users


class _Run:
    def __init__(self, users: Users, databases: Sequence[str]) -> None:
        self.users: Users = {name: User(user.proof, {db: [*held] for db, held in user.rights.items()}) for name, user in users.items()}
        self._databases = databases
        self._taken = False
        self._failing = ""
        self._known = (
            (_LOOK, self._look),
            (rf"SET @check = IF\(@taken = 0, 'DO 0', {_TEXT}\);", self._plan),
            (rf"DROP USER IF EXISTS {_TEXT}@'%';", self._drop),
            (rf"CREATE AADUSER {_TEXT} IDENTIFIED BY {_TEXT};", self._create),
            (rf"GRANT ([A-Z]+(?:, [A-Z]+)*) ON `((?:[^`]|``)+)`\.\* TO {_TEXT}@'%';", self._grant),
        )

    def step(self, line: str) -> None:
        if not line or line.startswith("-- ") or line in _SILENT:
            return
        if line == "EXECUTE guard;":
            self._guard()
            return
        for pattern, call in self._known:
            found = re.fullmatch(pattern, line)
            if found:
                call(found)
                return
        _refuse(1064, f"You have an error in your SQL syntax near '{line[:40]}': the simulated database runs user scripts only")

    def _look(self, found: re.Match[str]) -> None:
        user = self.users.get(_text(found[1]))
        self._taken = user is not None and user.proof is None

    def _plan(self, found: re.Match[str]) -> None:
        self._failing = _text(found[1]).removeprefix("DO `").removesuffix("`")

    def _guard(self) -> None:
        if self._taken:
            _refuse(1054, f"Unknown column '{self._failing}' in 'field list'")

    def _drop(self, found: re.Match[str]) -> None:
        self.users.pop(_text(found[1]), None)

    def _create(self, found: re.Match[str]) -> None:
        name = _text(found[1])
        if name in self.users:
            _refuse(1396, f"Operation CREATE USER failed for '{name}'@'%'")
        if len(name) > 32:
            _refuse(1470, f"String '{name}' is too long for user name (should be no longer than 32)")
        self.users[name] = User(_text(found[2]).lower())

    def _grant(self, found: re.Match[str]) -> None:
        name = _text(found[3])
        if name not in self.users:
            _refuse(1410, "You are not allowed to create a user with GRANT")
        for database in self._databases:
            if _is_like(database, found[2].replace("``", "`")):
                self.users[name].grant(database, found[1].split(", "))


def _is_like(database: str, pattern: str) -> bool:
    r"""Whether a database fits: `_` is any character and `%` any number of them, unless a backslash stands before."""
    parts = re.split(r"(\\.|_|%)", pattern)
    wild = {"_": ".", "%": ".*"}
    return re.fullmatch("".join(wild.get(part) or re.escape(part.removeprefix("\\")) for part in parts), database) is not None


def _text(quoted: str) -> str:
    return quoted.replace("''", "'")
