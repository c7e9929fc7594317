r"""The few statements of PostgreSQL, and psql's two commands, that user scripts consist of. Anything else is refused, not skipped.

    script    := ("\set ON_ERROR_STOP on" | "\connect" name | statement ";")*
    statement := "BEGIN" | "COMMIT"
               | "SELECT pgaadauth_create_principal_with_oid(" text "," text ", 'service', false, false)" ["WHERE NOT EXISTS (...)"]
               | "GRANT" rights "ON DATABASE | SCHEMA" name "TO" name
               | "GRANT" rights "ON ALL TABLES | SEQUENCES IN SCHEMA" name "TO" name
               | "ALTER DEFAULT PRIVILEGES IN SCHEMA" name "GRANT" rights "ON TABLES | SEQUENCES TO" name
               | "DO" block, which raises an exception for a role of that name and another identity; gives rights on every table; takes
                 those that a list doesn't keep; or, where the role is an identity's, takes all, or drops it where nothing is left

Of a block only the names, ids and rights in it are read: what it does besides is PostgreSQL's, and tried on a real one elsewhere.
Error codes and words: postgresql.org/docs/current/errcodes-appendix.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.services.shared.server_users import User, Users

__all__ = ["execute"]

_SERVICE_DATABASE = "postgres"
_TEXT, _NAME, _RIGHTS = r"'((?:[^']|'')*)'", r'(?:"((?:[^"]|"")+)"|(\w+))', r"([A-Z]+(?:, [A-Z]+)*)"
_PIECE = re.compile(r"""(?P<tag>\$\w*\$).*?(?P=tag)|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|(?P<end>;)|[^;]""", re.DOTALL)
_CONNECT = re.compile(r'\\connect "((?:[^"]|"")+)"')
_UNLESS = rf"(\s+WHERE NOT EXISTS \(SELECT FROM pg_catalog\.pg_roles WHERE rolname = {_TEXT}\))?"
_CREATE = re.compile(rf"SELECT pgaadauth_create_principal_with_oid\({_TEXT}, {_TEXT}, 'service', false, false\){_UNLESS}")
_GRANT = re.compile(rf"GRANT {_RIGHTS} ON (DATABASE|SCHEMA|ALL TABLES IN SCHEMA|ALL SEQUENCES IN SCHEMA) {_NAME} TO {_NAME}")
_DEFAULT = re.compile(rf"ALTER DEFAULT PRIVILEGES IN SCHEMA {_NAME} GRANT {_RIGHTS} ON (TABLES|SEQUENCES) TO {_NAME}")
_GUARD = re.compile(
    rf"rolname = {_TEXT}\) AND NOT EXISTS \(.*?LIKE '%oid=([0-9a-f-]+),%'\).*?RAISE EXCEPTION USING MESSAGE = {_TEXT}", re.DOTALL
)
_EACH = re.compile(rf"format\('GRANT {_RIGHTS} ON TABLE %s TO %I', one\.name, {_TEXT}\)")
_KEEP = re.compile(
    rf"WHEN 'S' THEN ARRAY\[[^\]]*\]::pg_catalog\.text\[\] ELSE ARRAY\[([^\]]*)\]::pg_catalog\.text\[\] END\).*?"
    rf"format\('REVOKE %s ON %s %s FROM %I', one\.held, one\.kind, one\.name, {_TEXT}\)",
    re.DOTALL,
)
_OF = re.compile(rf"EXISTS \(SELECT [^()]* WHERE r\.rolname = {_TEXT} AND l\.label LIKE '%oid=([0-9a-f-]+),%'\)")
_LEAVE = re.compile(rf"format\('REVOKE CONNECT ON DATABASE %I FROM %I', {_TEXT}, {_TEXT}\)")
_DROP = re.compile(rf"format\('DROP ROLE %I', {_TEXT}\)")


def _refuse(code: str, message: str) -> NoReturn:
    raise AzureError(code, message, 0)


def execute(script: str, users: Users, databases: Sequence[str]) -> Users:
    """The server's roles after the script; the given ones stay as they are, so that an error changes nothing."""
    run = _Run(users, databases)
    for line in _parts(script):
        run.step(line)
    return run.users


def _parts(script: str) -> list[str]:
    """Commands of psql, a line each, and statements without their semicolon."""
    found: list[str] = []
    statement: list[str] = []
    for chunk in re.split(r"(?m)^(\\[^\n]*)$", script):
        if chunk.startswith("\\"):
            found.append(chunk)
            continue
        for piece in _PIECE.finditer(chunk):
            if piece["end"]:
                found.append("".join(statement).strip())
                statement = []
            elif not piece[0].startswith("--"):
                statement.append(piece[0])
    if "".join(statement).strip():
        _refuse("42601", "syntax error at end of input")
    return found


class _Run:
    def __init__(self, users: Users, databases: Sequence[str]) -> None:
        self.users: Users = {name: User(user.proof, {db: [*held] for db, held in user.rights.items()}) for name, user in users.items()}
        self._databases = (_SERVICE_DATABASE, *databases)
        self._here = ""
        self._known = ((_CREATE, self._create), (_GRANT, self._grant), (_DEFAULT, self._later))

    def step(self, part: str) -> None:
        connect = _CONNECT.fullmatch(part)
        if connect:
            self._connect(connect[1].replace('""', '"'))
        elif part.startswith("DO "):
            self._block(part)
        elif part not in ("BEGIN", "COMMIT", "\\set ON_ERROR_STOP on"):
            self._statement(part)

    def _statement(self, part: str) -> None:
        for pattern, call in self._known:
            found = pattern.fullmatch(part)
            if found:
                call(found)
                return
        _refuse("42601", f'syntax error at or near "{part[:40]}": the simulated database runs user scripts only')

    def _connect(self, name: str) -> None:
        if name not in self._databases:
            _refuse("3D000", f'database "{name}" does not exist')
        self._here = name

    def _create(self, found: re.Match[str]) -> None:
        name, oid = _text(found[1]), _text(found[2]).lower()
        if self._here != _SERVICE_DATABASE:
            _refuse("42883", "function pgaadauth_create_principal_with_oid(unknown, unknown, unknown, boolean, boolean) does not exist")
        if name in self.users:
            if found[3] is None:
                _refuse("42710", f'role "{name}" already exists')
            return
        self.users[name] = User(oid)

    def _user(self, name: str) -> User:
        if name not in self.users:
            _refuse("42704", f'role "{name}" does not exist')
        return self.users[name]

    def _grant(self, found: re.Match[str]) -> None:
        on = (found[3] or found[4] or "").replace('""', '"')
        user = self._user(_name(found[5], found[6]))
        if found[2] == "DATABASE" and on not in self._databases:
            _refuse("3D000", f'database "{on}" does not exist')
        rights = found[1].split(", ")
        if found[2] == "ALL TABLES IN SCHEMA":
            user.grant(self._here, rights)
        elif found[2] == "SCHEMA" and "CREATE" in rights:
            user.grant(self._here, ["CREATE"])
        else:
            user.grant(self._here, [])  # a user of this database, who may do nothing yet

    def _later(self, found: re.Match[str]) -> None:
        self._user(_name(found[5], found[6]))

    def _block(self, part: str) -> None:
        guard = _GUARD.search(part)
        if guard:
            user = self.users.get(_text(guard[1]))
            if user is not None and user.proof != guard[2]:
                _refuse("P0001", _text(guard[3]))
            return
        of = _OF.search(part)
        if of and (name := _text(of[1])) in self.users and self.users[name].proof == of[2]:
            self._leave(part, name)
        if of:
            return
        keep, each = _KEEP.search(part), _EACH.search(part)
        if keep:
            kept = re.findall(_TEXT, keep[1]) + ([] if "REVOKE CREATE ON SCHEMA" in part else ["CREATE"])
            user = self._user(_text(keep[2]))
            if self._here in user.rights:
                user.rights[self._here] = [right for right in user.rights[self._here] if right in kept]
        elif each:
            self._user(_text(each[2])).grant(self._here, each[1].split(", "))
        else:
            _refuse("42601", "the simulated database doesn't know what this DO block does")

    def _leave(self, part: str, name: str) -> None:
        """Take all rights in a database; drop the role, unless another database needs it."""
        database = _LEAVE.search(part)
        if database:
            self.users[name].rights.pop(_text(database[1]), None)
        elif _DROP.search(part):
            if not self.users[name].rights:
                del self.users[name]
        else:
            _refuse("42601", "the simulated database doesn't know what this DO block does")


def _text(quoted: str) -> str:
    return quoted.replace("''", "'")


def _name(quoted: str | None, plain: str | None) -> str:
    return (quoted or "").replace('""', '"') or plain or ""
