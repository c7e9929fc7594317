"""The few statements of MySQL that user scripts consist of, one a line. Anything else is refused, not skipped.

    line      := "-- " comment | "SET aad_auth_validate_oids_in_tenant = OFF;" | statement ";"
               | "SET @" word " = (SELECT COUNT(*) FROM " look ");"
               | "SET @" word " = IF(@" word " = " number (" AND @" word " = " number)* ", " text ", " text ");"
               | "PREPARE " word " FROM @" word ";" | "EXECUTE " word ";" | "DEALLOCATE PREPARE " word ";"
    look      := "mysql.user WHERE " account " AND " ["NOT "] "(plugin = 'aad_auth' AND LOWER(authentication_string) LIKE '%:" id ":%')"
               | "mysql.db WHERE " account [" AND db = " text] | "mysql.tables_priv WHERE " account
    account   := "user = " text " AND host = '%'"
    statement := "DROP USER " ["IF EXISTS "] text "@'%'" | "CREATE AADUSER " ["IF NOT EXISTS "] text " IDENTIFIED BY " text
               | "GRANT " rights " ON " pattern ".* TO " text "@'%'" | "REVOKE " rights " ON " pattern ".* FROM " text "@'%'"
               | "DO 0" | "DO " name, which fails and tells the name

Error numbers and words: dev.mysql.com/doc/mysql-errors; a database in GRANT is a pattern, dev.mysql.com/doc/refman/8.0/en/grant.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.services.shared.server_users import User, Users

__all__ = ["execute"]

_TEXT = r"'((?:[^'\\]|''|\\\\)*)'"
_ACCOUNT = rf"user = {_TEXT} AND host = '%'"
_RIGHTS = r"([A-Z]+(?: [A-Z]+)*(?:, [A-Z]+(?: [A-Z]+)*)*) ON `((?:[^`]|``)+)`\.\*"
_SILENT = ("SET aad_auth_validate_oids_in_tenant = OFF", "DO 0")


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
        self._numbers: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._prepared: dict[str, str] = {}
        counted = r"SET @(\w+) = \(SELECT COUNT\(\*\) FROM "
        proof = r"(NOT )?\(plugin = 'aad_auth' AND LOWER\(authentication_string\) LIKE '%:([0-9a-f-]+):%'\)"
        self._known = (
            (rf"{counted}mysql\.user WHERE {_ACCOUNT} AND {proof}\)", self._count_users),
            (rf"{counted}mysql\.db WHERE {_ACCOUNT}(?: AND db = {_TEXT})?\)", self._count_databases),
            (rf"{counted}mysql\.tables_priv WHERE {_ACCOUNT}\)", self._count_tables),
            (rf"SET @(\w+) = IF\((@\w+ = \d+(?: AND @\w+ = \d+)*), {_TEXT}, {_TEXT}\)", self._choose),
            (r"PREPARE (\w+) FROM @(\w+)", self._prepare),
            (r"EXECUTE (\w+)", self._execute),
            (r"DEALLOCATE PREPARE (\w+)", self._forget),
            (r"DO `([^`]+)`", self._fail),
            (rf"DROP USER (IF EXISTS )?{_TEXT}@'%'", self._drop),
            (rf"CREATE AADUSER (IF NOT EXISTS )?{_TEXT} IDENTIFIED BY {_TEXT}", self._create),
            (rf"GRANT {_RIGHTS} TO {_TEXT}@'%'", self._grant),
            (rf"REVOKE {_RIGHTS} FROM {_TEXT}@'%'", self._revoke),
        )

    def step(self, line: str) -> None:
        if line and not line.startswith("-- "):
            if not line.endswith(";"):
                _refuse(1064, f"You have an error in your SQL syntax near '{line[:40]}'")
            self._statement(line.removesuffix(";"))

    def _statement(self, statement: str) -> None:
        if statement in _SILENT:
            return
        for pattern, call in self._known:
            found = re.fullmatch(pattern, statement)
            if found:
                call(found)
                return
        _refuse(1064, f"You have an error in your SQL syntax near '{statement[:40]}': the simulated database runs user scripts only")

    def _count_users(self, found: re.Match[str]) -> None:
        user = self.users.get(_text(found[2]))
        is_it = user is not None and user.proof == found[4]
        self._numbers[found[1]] = int(user is not None and is_it != bool(found[3]))

    def _count_databases(self, found: re.Match[str]) -> None:
        user = self.users.get(_text(found[2]))
        held = [database for database, rights in user.rights.items() if rights] if user else []
        if found[3] is not None:
            held = [database for database in held if _is_like(database, _text(found[3]))]
        self._numbers[found[1]] = len(held)

    def _count_tables(self, found: re.Match[str]) -> None:
        """Rights on single tables aren't simulated."""
        self._numbers[found[1]] = 0

    def _choose(self, found: re.Match[str]) -> None:
        tests = re.findall(r"@(\w+) = (\d+)", found[2])
        holds = all(self._numbers.get(name) == int(number) for name, number in tests)
        self._texts[found[1]] = _text(found[3] if holds else found[4])

    def _prepare(self, found: re.Match[str]) -> None:
        self._prepared[found[1]] = self._texts[found[2]]

    def _execute(self, found: re.Match[str]) -> None:
        self._statement(self._prepared[found[1]])

    def _forget(self, found: re.Match[str]) -> None:
        del self._prepared[found[1]]

    def _fail(self, found: re.Match[str]) -> None:
        _refuse(1054, f"Unknown column '{found[1]}' in 'field list'")

    def _drop(self, found: re.Match[str]) -> None:
        if self.users.pop(_text(found[2]), None) is None and found[1] is None:
            _refuse(1396, f"Operation DROP USER failed for '{_text(found[2])}'@'%'")

    def _create(self, found: re.Match[str]) -> None:
        name = _text(found[2])
        if name in self.users:
            if found[1] is None:
                _refuse(1396, f"Operation CREATE USER failed for '{name}'@'%'")
            return
        if len(name) > 32:
            _refuse(1470, f"String '{name}' is too long for user name (should be no longer than 32)")
        self.users[name] = User(_text(found[3]).lower())

    def _grant(self, found: re.Match[str]) -> None:
        name = _text(found[3])
        if name not in self.users:
            _refuse(1410, "You are not allowed to create a user with GRANT")
        for database in self._matching(found[2]):
            self.users[name].grant(database, found[1].split(", "))

    def _revoke(self, found: re.Match[str]) -> None:
        """Without an entry for the database MySQL refuses it, whatever the user has elsewhere."""
        user, databases = self.users.get(_text(found[3])), self._matching(found[2])
        if user is None or not any(user.rights.get(database) for database in databases):
            _refuse(1141, f"There is no such grant defined for user '{_text(found[3])}' on host '%'")
        for database in databases:
            user.revoke(database, found[1].split(", "))

    def _matching(self, pattern: str) -> list[str]:
        return [database for database in self._databases if _is_like(database, pattern.replace("``", "`"))]


def _is_like(database: str, pattern: str) -> bool:
    r"""Whether a database fits: `_` is any character and `%` any number of them, unless a backslash stands before."""
    parts = re.split(r"(\\.|_|%)", pattern)
    wild = {"_": ".", "%": ".*"}
    return re.fullmatch("".join(wild.get(part) or re.escape(part.removeprefix("\\")) for part in parts), database) is not None


def _text(quoted: str) -> str:
    return quoted.replace("''", "'").replace("\\\\", "\\")
