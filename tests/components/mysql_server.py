"""A real MariaDB server for tests, where one is installed (Debian: `apt-get install mariadb-server`). Azure's own parts are stand-ins.

`CREATE AADUSER` and its plugin exist on Azure alone. The stand-in makes an ordinary user and notes the identity in a table of its own,
in the form in which petoju/terraform-provider-mysql reads it on Azure: plugin `aad_auth`, text `AADSP:<id>:upn:<name>`. MariaDB isn't
MySQL, but its GRANT, REVOKE, prepared statements and mysql.db come from there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STAND_IN = """
CREATE DATABASE azure;
CREATE TABLE azure.identities (name VARCHAR(80) COLLATE utf8mb4_bin PRIMARY KEY, proof TEXT);
CREATE VIEW azure.user AS SELECT u.User AS user, u.Host AS host, IF(i.name IS NULL, 'mysql_native_password', 'aad_auth') AS plugin,
    i.proof AS authentication_string FROM mysql.user AS u LEFT JOIN azure.identities AS i ON i.name = CONVERT(u.User USING utf8mb4) COLLATE utf8mb4_bin;
"""
_CREATE = re.compile(r"CREATE AADUSER IF NOT EXISTS ('(?:[^']|'')*') IDENTIFIED BY '([0-9a-f-]+)';")


def installed() -> bool:
    """Whether there is a server to start."""
    return all(shutil.which(name) for name in ("mariadbd", "mariadb", "mariadb-install-db"))


@dataclass(frozen=True)
class MariaDb:
    """A running server, which lets anybody in over its socket."""

    socket: Path

    def run(self, statements: str, user: str = "root", database: str = "") -> subprocess.CompletedProcess[str]:
        """Run statements until the first error."""
        command = [
            "mariadb",
            "--no-defaults",
            "--socket",
            str(self.socket),
            "-u",
            user,
            "-N",
            "-B",
            "-r",
            *([database] if database else []),
        ]
        return subprocess.run(command, input=statements, capture_output=True, text=True, check=False)

    def script(self, script: str) -> str:
        """Run a user script with the stand-ins for what only Azure knows; gives the error, or nothing."""
        stand_in = r"CREATE USER IF NOT EXISTS \1@'%'; INSERT IGNORE INTO azure.identities VALUES (\1, 'AADSP:\2:upn:x');"
        known = _CREATE.sub(stand_in, script).replace("mysql.user", "azure.user").replace("SET aad_auth_validate_oids_in_tenant = OFF;", "")
        return self.run(known).stderr

    def grants(self, user: str) -> set[str]:
        """What a user may do, as the server says it."""
        name = user.replace("'", "''")
        return set(self.run(f"SHOW GRANTS FOR '{name}'@'%';").stdout.splitlines())


@contextmanager
def mariadb_server() -> Iterator[MariaDb]:
    """Start a server in a folder of its own, and take it away again."""
    folder = Path(tempfile.mkdtemp(prefix="my-"))
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    try:
        data = ["--no-defaults", f"--datadir={folder / 'data'}", *as_root]
        subprocess.run(
            ["mariadb-install-db", *data, "--auth-root-authentication-method=normal", "--skip-test-db"], check=True, capture_output=True
        )
        socket = folder / "socket"
        command = ["mariadbd", *data, f"--socket={socket}", "--skip-networking", f"--pid-file={folder / 'pid'}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                server = MariaDb(socket)
                _wait(server)
                failure = server.run(STAND_IN).stderr
                assert not failure, failure
                yield server
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: MariaDb) -> None:
    for _ in range(300):
        if server.run("SELECT 1;").returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError("the MariaDB server didn't start within thirty seconds")
