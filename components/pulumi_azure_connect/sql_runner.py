"""Runs a SQL script in an Azure SQL database with the Entra token of whoever is signed in. No password, and never as the app.

Needs the extra: `pip install "pulumi-azure-connect[sql]"`. What has been tried: everything up to the driver against a fake connection, and
the driver up to a server that doesn't answer. A log-in to a live server needs a subscription.
"""

from __future__ import annotations

import importlib
import re
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final, Protocol, cast

from .errors import ConnectError, InvalidName, ScriptFailed, listed
from .sql_faults import fault_of

DELAYS: Final = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds between the attempts. Azure says that moving a database takes less than 60 seconds in most cases."""

# A token is only ever sent to hosts of Azure SQL. The audience is the same name in each cloud:
# learn.microsoft.com/azure/azure-sql/database/authentication-aad-overview and the clouds' own endpoint lists.
_SUFFIXES: Final = ("database.windows.net", "database.chinacloudapi.cn", "database.usgovcloudapi.net")
_LABELS = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\Z", re.IGNORECASE)
# Not in the name of an Azure SQL database: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
_NOT_IN_NAMES = re.compile(r"[<>*%&:\\/?\x00-\x1f\x7f]")
_LONGEST_NAME = 128
_ACCESS_TOKEN = 1256  # SQL_COPT_SS_ACCESS_TOKEN: learn.microsoft.com/sql/connect/odbc/using-azure-active-directory
_SECONDS_TO_CONNECT = 30
_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*)*")
_DRIVER_PREFIX = re.compile(r"^(?:\[Microsoft\])?(?:\[[^\]]*ODBC[^\]]*\])?(?:\[SQL Server\])?")


@dataclass(frozen=True)
class Database:
    """Where a script runs.

    Attributes:
        server: its full host name, "shop.database.windows.net".
        name: the database's.
    """

    server: str
    name: str

    def __post_init__(self) -> None:
        """Raise InvalidName for a host that isn't Azure SQL's, or a name that no database has."""
        if not self._suffix() or not _LABELS.match(self.server):
            raise InvalidName(
                f"'{self.server}' isn't the full host name of an Azure SQL server. Give the server's fullyQualifiedDomainName, which ends with "
                f"{listed((f'.{suffix}' for suffix in _SUFFIXES), 'or')}; a private endpoint is reached by the same name."
            )
        if not self.name or self.name != self.name.strip() or len(self.name) > _LONGEST_NAME or _NOT_IN_NAMES.search(self.name):
            raise InvalidName(f"{self.name!r} can't be the name of a database. Give the database's name, not its id.")

    @property
    def scope(self) -> str:
        """The scope of the token that this server takes."""
        return f"https://{self._suffix()}/.default"

    def _suffix(self) -> str | None:
        return next((suffix for suffix in _SUFFIXES if self.server.lower().endswith(f".{suffix}")), None)


class Cursor(Protocol):
    """What is needed of a DB-API cursor."""

    @property
    def messages(self) -> Sequence[Any]:
        """The server's remarks on the current statement: texts, or pairs of a class and a text."""
        ...

    def execute(self, operation: str, /) -> object:
        """Send a batch and wait for its first result."""
        ...

    def nextset(self) -> bool | None:
        """Go on to the batch's next result; falsy after the last one."""
        ...

    def close(self) -> None:
        """Free what the cursor holds."""
        ...


class Connection(Protocol):
    """What is needed of a DB-API connection. It doesn't commit by itself."""

    def cursor(self) -> Cursor:
        """A cursor on this connection."""
        ...

    def commit(self) -> None:
        """Keep what was done."""
        ...

    def rollback(self) -> None:
        """Undo what was done."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


Connect = Callable[[Database], Connection]


def _extra(module: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ScriptFailed(
            f"running SQL needs the module '{module}', which isn't installed. Run `pip install \"pulumi-azure-connect[sql]\"`, "
            "or run the script with any other tool: `azure-connect run-sql --print` shows it."
        ) from None


def connect_with_entra_token(database: Database) -> Connection:
    """A connection as whoever azure-identity's DefaultAzureCredential finds: a pipeline's identity, `az login`, ...

    Raises:
        ScriptFailed: the extra isn't installed, or nobody is signed in.
    """
    driver, identity = _extra("mssql_python"), _extra("azure.identity")
    try:
        token = cast(str, identity.DefaultAzureCredential().get_token(database.scope).token)
    except Exception as error:  # noqa: BLE001 (azure-identity raises many kinds, all meaning this)
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ScriptFailed(f"no Microsoft Entra token for '{database.scope}': {_redacted(reason)} Sign in with `az login`.") from None
    encoded = token.encode("utf-16-le")
    # Braces: the connection string's own quoting, so that no name can add a keyword.
    quoted = database.name.replace("}", "}}")
    opened: object = driver.connect(
        f"Server=tcp:{database.server},1433;Database={{{quoted}}};Encrypt=yes;TrustServerCertificate=no",
        attrs_before={_ACCESS_TOKEN: struct.pack("<i", len(encoded)) + encoded},
        timeout=_SECONDS_TO_CONNECT,
    )
    return cast(Connection, opened)


def run_script(
    database: Database,
    script: str,
    *,
    connect: Connect = connect_with_entra_token,
    sleep: Callable[[float], object] = time.sleep,
) -> tuple[str, ...]:
    """Run a script as one batch in one transaction; after a passing fault, run it all again.

    The script has to be safe to run twice, as those of sql_script.py are: if the connection breaks during the commit, nobody can tell
    whether it was done.

    Args:
        database: where.
        script: one batch of T-SQL, without `GO`.
        connect: makes the connection; another one for tests, or for a driver of your own.
        sleep: waits for so many seconds.

    Returns what the server remarked (PRINT), in order.

    Raises:
        ScriptFailed: with the server's own words and what to do.
    """
    for delay in (*DELAYS, None):
        try:
            return _run_once(connect(database), script)
        except ConnectError:
            raise
        except Exception as error:  # noqa: BLE001 (each driver has classes of its own)
            fault = fault_of(error)
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
    words = " ".join(_redacted(str(error)).split()) or type(error).__name__
    end = "" if words.endswith(".") else "."
    return f"the script didn't succeed in '{database.name}' on '{database.server}': {words}{end} {remedy}".rstrip()


def _redacted(text: str) -> str:
    return _TOKEN.sub("<token>", text)
