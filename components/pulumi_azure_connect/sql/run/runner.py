"""Runs a script in a database of Azure with the Entra token of whoever is signed in.

No password, and never as the app.

Needs an extra: `pip install "pulumi-azure-connect[sql]"`, `[postgres]` or `[mysql]`. What has been tried: everything up to the driver
against a fake connection, PostgreSQL's scripts on a PostgreSQL server, and Azure SQL's driver up to a server that doesn't answer. A
log-in to a live server needs a subscription.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

from pulumi_azure_connect.errors import ConnectError, InvalidName, ScriptFailed, listed

from .drivers import Connection, Cursor
from .engines import ENGINES, Engine, engine_of, redacted
from .faults import fault_of

__all__ = ["DELAYS", "Connect", "Connection", "Cursor", "Database", "connect_with_entra_token", "run_script"]

DELAYS: Final = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds between the attempts. Azure says that moving a database takes less than 60 seconds in most cases."""

_LABELS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\Z", re.IGNORECASE)
# Not in the name of an Azure SQL database: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
_NOT_IN_NAMES = re.compile(r"[<>*%&:\\/?\x00-\x1f\x7f]")
_LONGEST_NAME = 128
_DRIVER_PREFIX = re.compile(r"^(?:\[Microsoft\])?(?:\[[^\]]*ODBC[^\]]*\])?(?:\[SQL Server\])?")


@dataclass(frozen=True)
class Database:
    """Where a script runs.

    Attributes:
        server: its full host name, "shop.database.windows.net".
        name: the database's.
        user: whom to log in as where the engine wants to know (PostgreSQL, MySQL); None for the person that the token names.
    """

    server: str
    name: str
    user: str | None = None

    def __post_init__(self) -> None:
        """Raise InvalidName if the host is no database server of Azure, or the database's name is invalid."""
        if engine_of(self.server) is None or not _LABELS.match(self.server):
            known = [f".{suffix}" for engine in ENGINES for suffix in engine.scopes]
            raise InvalidName(
                f"'{self.server}' isn't the full host name of a database server in Azure. Give the server's fullyQualifiedDomainName, which "
                f"ends with {listed(known, 'or')}; a private endpoint is reached by the same name."
            )
        if not self.name or self.name != self.name.strip() or len(self.name) > _LONGEST_NAME or _NOT_IN_NAMES.search(self.name):
            raise InvalidName(f"{self.name!r} can't be the name of a database. Give the database's name, not its id.")

    @property
    def engine(self) -> Engine:
        """What kind of server it is."""
        found = engine_of(self.server)
        assert found is not None
        return found

    @property
    def scope(self) -> str:
        """The scope of the token that this server takes."""
        return self.engine.scopes[self.engine.suffix_of(self.server) or ""]


Connect = Callable[[Database], Connection]


def connect_with_entra_token(database: Database) -> Connection:
    """Connect as the identity that DefaultAzureCredential finds: a pipeline's, `az login`, ...

    Raises:
        ScriptFailed: the extra isn't installed, nobody is signed in, or it can't be told whom to log in as.
    """
    return database.engine.connect(database.server, database.name, database.user)


def run_script(
    database: Database,
    script: str,
    *,
    connect: Connect = connect_with_entra_token,
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[str, ...]:
    """Run a script in one transaction, or in those that it opens itself.

    After a temporary fault all of it runs again.

    The script has to be safe to run twice, as those of this package are: if the connection breaks during the commit, nobody can tell
    whether it was done.

    Args:
        database: where.
        script: of sql_script.py, postgres_script.py or mysql_script.py, or of the same shape: for Azure SQL one batch without `GO`.
        connect: makes the connection; another one for tests, or for a driver of your own.
        sleep: waits for so many seconds.

    Returns what the server remarked (PRINT, RAISE NOTICE), in order.

    Raises:
        ScriptFailed: with the server's own words and what to do.
    """
    steps = database.engine.steps(script, database.name)
    for delay in (*DELAYS, None):
        try:
            return tuple(
                remark for name, text in steps for remark in _run_once(connect(Database(database.server, name, database.user)), text)
            )
        except ConnectError:
            raise
        except Exception as error:  # noqa: BLE001 (each driver has classes of its own)
            fault = fault_of(error, database.engine.faults)
            if delay is None or not fault.transient:
                # `from None`: a driver's error may hold the connection's attributes, the token among them.
                raise ScriptFailed(_explained(database, error, fault.remedy)) from None
        sleep(delay)
    raise AssertionError("the last attempt returns or raises")


def _run_once(connection: Connection, script: str) -> tuple[str, ...]:
    with closing(connection):
        try:
            with closing(connection.cursor()) as cursor:
                cursor.execute(script)
                remarks = list(_remarks(cursor))
                # An error in a later statement of the batch shows only when its result is asked for.
                while cursor.nextset():
                    remarks += _remarks(cursor)
            connection.commit()
        except BaseException:
            # The server has rolled back already where it could (XACT_ABORT); then this fails, and that says nothing new.
            with suppress(Exception):
                connection.rollback()
            raise
        return tuple(remarks)


def _remarks(cursor: Cursor) -> Iterator[str]:
    for message in cursor.messages:
        text = message if isinstance(message, str) else str(message[-1])
        yield _DRIVER_PREFIX.sub("", text)


def _explained(database: Database, error: Exception, remedy: str) -> str:
    words = " ".join(redacted(str(error)).split()) or type(error).__name__
    end = "" if words.endswith(".") else "."
    return f"the script didn't succeed in '{database.name}' on '{database.server}': {words}{end} {remedy}".rstrip()
