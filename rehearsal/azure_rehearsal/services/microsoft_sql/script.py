"""The few T-SQL statements that user scripts consist of. Anything else is refused, not skipped.

    script := ("SET XACT_ABORT ON;" | "BEGIN TRANSACTION;" | "COMMIT TRANSACTION;" | block | action)*
    block  := "IF" ["NOT"] "EXISTS" "(" query ")" ("BEGIN" action* "END" [";"] | action)
    query  := "SELECT 1 FROM sys.database_principals WHERE" test ("AND" test)*
            | "SELECT 1 FROM sys.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID(text)
               AND member_principal_id = DATABASE_PRINCIPAL_ID(text)"
    test   := ("name" | "type" | "sid") ("=" | "<>") (text | sid)
    action := PRINT text | THROW number, text, 1 | CREATE USER name WITH SID = sid, TYPE = E | DROP USER name
            | ALTER ROLE name (ADD | DROP) MEMBER name

Message numbers and words: learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors.
"""

# ruff: noqa: ARG002 - hooks and functions share one signature

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from azure_rehearsal.core.errors import AzureError

__all__ = ["ROLES", "Users", "execute"]

Users = dict[str, tuple[str, list[str]]]
"""Name -> (SID, database roles)."""

ROLES = (
    "db_accessadmin",
    "db_backupoperator",
    "db_datareader",
    "db_datawriter",
    "db_ddladmin",
    "db_denydatareader",
    "db_denydatawriter",
    "db_owner",
    "db_securityadmin",
)
"""The fixed database roles: learn.microsoft.com/sql/relational-databases/security/authentication-access/database-level-roles."""

_BUILT_IN = {**dict.fromkeys(("dbo", "guest", "sys", "information_schema"), "S"), **dict.fromkeys((*ROLES, "public"), "R")}
_TOKEN = re.compile(
    r"(?P<skip>\s+|--[^\n]*)|(?P<text>N?'(?:[^']|'')*')|(?P<name>\[(?:[^\]]|\]\])*\])|(?P<sid>0x[0-9A-Fa-f]+)"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<number>\d+)|(?P<sign><>|[=;,()])",
)


def _refuse(number: int, message: str) -> NoReturn:
    raise AzureError(f"Msg {number}", message, 0)


class _Reader:
    """Tokens with a place. Keywords are compared without letter case."""

    def __init__(self, script: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(script):
            match = _TOKEN.match(script, place)
            if match is None:
                _refuse(102, f"Incorrect syntax near '{script[place : place + 20]}'.")
            if match.lastgroup != "skip":
                self._tokens.append((match.lastgroup or "", match.group()))
            place = match.end()
        self._at = 0

    def peek(self) -> str:
        return self._tokens[self._at][1].upper() if self._at < len(self._tokens) else ""

    def take(self, *words: str) -> None:
        for word in words:
            if self.peek() != word.upper():
                self.fail()
            self._at += 1

    def took(self, word: str) -> bool:
        if self.peek() != word.upper():
            return False
        self._at += 1
        return True

    def kind(self, wanted: str) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at][0] != wanted:
            self.fail()
        self._at += 1
        return self._tokens[self._at - 1][1]

    def text(self) -> str:
        return self.kind("text").removeprefix("N")[1:-1].replace("''", "'")

    def name(self) -> str:
        return self.kind("name")[1:-1].replace("]]", "]")

    def sid(self) -> str:
        return "0x" + self.kind("sid")[2:].upper()

    def fail(self) -> NoReturn:
        if self._at >= len(self._tokens):
            _refuse(102, "Incorrect syntax near the end of the script.")
        shown = self._tokens[self._at][1][:40]
        _refuse(102, f"Incorrect syntax near '{shown}': the simulated database runs user scripts only.")


def execute(script: str, users: Users) -> Users:
    """The users after the script; the given ones stay as they are, so that an error changes nothing."""
    return _Run(script, users).all()


class _Run:
    def __init__(self, script: str, users: Users) -> None:
        self._read = _Reader(script)
        self._users: Users = {name: (sid, [*roles]) for name, (sid, roles) in users.items()}
        self._statements: dict[str, Callable[[bool], None]] = {
            "PRINT": self._print,
            "THROW": self._throw,
            "CREATE": self._create,
            "DROP": self._drop,
            "ALTER": self._alter,
        }

    def all(self) -> Users:
        read = self._read
        while read.peek():
            if read.took("SET"):
                read.take("XACT_ABORT", "ON", ";")
            elif read.took("IF"):
                self._block()
            elif read.peek() in ("BEGIN", "COMMIT"):
                read.take(read.peek(), "TRANSACTION", ";")
            else:
                self._action(True)
        return self._users

    def _block(self) -> None:
        read = self._read
        wanted = not read.took("NOT")
        read.take("EXISTS", "(", "SELECT", "1", "FROM")
        holds = self._query() == wanted
        read.take(")")
        if not read.took("BEGIN"):
            self._action(holds)
            return
        while not read.took("END"):
            self._action(holds)
        read.took(";")

    def _query(self) -> bool:
        read = self._read
        if read.took("sys.database_role_members"):
            read.take("WHERE", "role_principal_id", "=", "DATABASE_PRINCIPAL_ID", "(")
            role = read.text()
            read.take(")", "AND", "member_principal_id", "=", "DATABASE_PRINCIPAL_ID", "(")
            member = self._find(read.text())
            read.take(")")
            return member is not None and role.lower() in self._users[member][1]
        read.take("sys.database_principals", "WHERE")
        rows = [{"name": name.lower(), "type": "e", "sid": sid} for name, (sid, _) in self._users.items()]
        rows += [{"name": name, "type": kind.lower(), "sid": ""} for name, kind in _BUILT_IN.items()]
        while True:
            column = read.kind("word").lower()
            if column not in ("name", "type", "sid"):
                read.fail()
            equal = read.took("=")
            if not equal:
                read.take("<>")
            value = read.sid() if column == "sid" else read.text().lower()
            rows = [row for row in rows if (row[column] == value) == equal and (column != "sid" or row["sid"])]
            if not read.took("AND"):
                return bool(rows)

    def _action(self, holds: bool) -> None:
        known = self._statements.get(self._read.peek())
        if known is None:
            self._read.fail()
        self._read.take(self._read.peek())
        known(holds)
        self._read.take(";")

    def _print(self, holds: bool) -> None:
        self._read.text()

    def _throw(self, holds: bool) -> None:
        number = int(self._read.kind("number"))
        self._read.take(",")
        message = self._read.text()
        self._read.take(",", "1")
        if holds:
            _refuse(number, message)

    def _create(self, holds: bool) -> None:
        read = self._read
        read.take("USER")
        name = read.name()
        read.take("WITH", "SID", "=")
        sid = read.sid()
        read.take(",", "TYPE", "=", "E")
        if not holds:
            return
        if self._find(name) is not None or name.lower() in _BUILT_IN:
            _refuse(15023, f"User, group, or role '{name}' already exists in the current database.")
        if len(sid) != 34:
            _refuse(15419, "Supplied parameter sid should be binary(16).")
        if any(other == sid for other, _ in self._users.values()):
            _refuse(15063, "The login already has an account under a different user name.")
        self._users[name] = (sid, [])

    def _drop(self, holds: bool) -> None:
        self._read.take("USER")
        name = self._read.name()
        if not holds:
            return
        found = self._find(name)
        if found is None:
            _refuse(15151, f"Cannot drop the user '{name}', because it does not exist or you do not have permission.")
        del self._users[found]

    def _alter(self, holds: bool) -> None:
        read = self._read
        read.take("ROLE")
        role = read.name()
        adding = read.took("ADD")
        if not adding:
            read.take("DROP")
        read.take("MEMBER")
        name = read.name()
        if not holds:
            return
        if role.lower() not in ROLES:
            _refuse(15151, f"Cannot alter the role '{role}', because it does not exist or you do not have permission.")
        found = self._find(name)
        if found is None:
            word = "add" if adding else "drop"
            _refuse(15151, f"Cannot {word} the principal '{name}', because it does not exist or you do not have permission.")
        held = [one for one in self._users[found][1] if one != role.lower()]
        self._users[found] = (self._users[found][0], [*held, role.lower()] if adding else held)

    def _find(self, name: str) -> str | None:
        """Names compare without letter case, as under a database's default collation."""
        return next((one for one in self._users if one.lower() == name.lower()), None)
