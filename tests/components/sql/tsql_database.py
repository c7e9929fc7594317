"""A database that understands the documented grammar of T-SQL user scripts, and nothing else."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator


@dataclasses.dataclass
class Principal:
    sid: str
    type: str = "E"
    roles: set[str] = dataclasses.field(default_factory=set)


class Stopped(Exception):
    """A THROW."""


TEXT = r"N'((?:[^']|'')*)'"
NAME = r"\[((?:[^\]]|\]\])*)\]"
HEX = r"(0x[0-9A-F]{32})"


class Database:
    """Runs the scripts as sql_script's docstring describes them; any other line is an error."""

    def __init__(self, **principals: Principal) -> None:
        self.principals = principals
        self.remarks: list[str] = []

    def run(self, script: str) -> None:
        before = {name: dataclasses.replace(principal, roles=set(principal.roles)) for name, principal in self.principals.items()}
        try:
            self._run(iter(script.splitlines()))
        except Stopped:
            self.principals = before
            raise

    def _run(self, lines: Iterator[str]) -> None:
        line = next(lines)
        while line.startswith("-- "):
            line = next(lines)
        assert line == "SET XACT_ABORT ON;"
        assert next(lines) == "BEGIN TRANSACTION;"
        while (line := next(lines)) != "COMMIT TRANSACTION;":
            guard = re.fullmatch(r"IF (NOT )?EXISTS \((SELECT 1 FROM .*)\)", line)
            assert guard, line
            assert next(lines) == "BEGIN"
            holds = self._exists(guard[2]) == (guard[1] is None)
            while (line := next(lines)) != "END;":
                assert line.startswith("    "), line
                action = self._action(line.removeprefix("    "))
                if holds:
                    action()
        assert not list(lines)

    def _exists(self, query: str) -> bool:
        if found := re.fullmatch(
            rf"SELECT 1 FROM sys\.database_role_members WHERE role_principal_id = DATABASE_PRINCIPAL_ID\({TEXT}\) "  # noqa: S608
            rf"AND member_principal_id = DATABASE_PRINCIPAL_ID\({TEXT}\)",
            query,
        ):
            user = self.principals.get(unquoted(found[2]))
            return user is not None and found[1] in user.roles
        test = rf"(?:name|type) (?:=|<>) {TEXT}|sid (?:=|<>) {HEX}"
        found = re.fullmatch(rf"SELECT 1 FROM sys\.database_principals WHERE ((?:{test})(?: AND (?:{test}))*)", query)  # noqa: S608
        assert found, query
        tests = [match.groups() for match in re.finditer(rf"(name|type|sid) (=|<>) (?:{TEXT}|{HEX})", found[1])]
        assert tests
        return any(
            all(
                (
                    ({"name": name, "type": principal.type, "sid": principal.sid}[field] == (number or unquoted(text or "")))
                    == (operator == "=")
                )
                for field, operator, text, number in tests
            )
            for name, principal in self.principals.items()
        )

    def _action(self, line: str):
        if found := re.fullmatch(rf"PRINT {TEXT};", line):
            return lambda: self.remarks.append(unquoted(found[1]))
        if found := re.fullmatch(rf"THROW (5000[123]), {TEXT}, 1;", line):
            return lambda: self._stop(int(found[1]), unquoted(found[2]))
        if found := re.fullmatch(rf"DROP USER {NAME};", line):
            return lambda: self.principals.pop(unbracketed(found[1]))
        if found := re.fullmatch(rf"CREATE USER {NAME} WITH SID = {HEX}, TYPE = E;", line):
            return lambda: self._create(unbracketed(found[1]), found[2])
        found = re.fullmatch(rf"ALTER ROLE {NAME} (ADD|DROP) MEMBER {NAME};", line)
        assert found, line
        return lambda: self._alter(found[1], found[2], unbracketed(found[3]))

    def _stop(self, number: int, message: str) -> None:
        raise Stopped(number, message)

    def _create(self, name: str, number: str) -> None:
        assert name not in self.principals
        self.principals[name] = Principal(number)

    def _alter(self, role: str, how: str, name: str) -> None:
        {"ADD": set.add, "DROP": set.remove}[how](self.principals[name].roles, role)


def unquoted(text: str) -> str:
    return text.replace("''", "'")


def unbracketed(text: str) -> str:
    return text.replace("]]", "]")
