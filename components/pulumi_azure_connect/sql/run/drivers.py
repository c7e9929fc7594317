"""Connections to the database servers of Azure with an Entra token, one function for each driver.

Drivers are imported by who calls.
"""

from __future__ import annotations

import ssl
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final, Protocol, cast

_ACCESS_TOKEN: Final = 1256  # SQL_COPT_SS_ACCESS_TOKEN: learn.microsoft.com/sql/connect/odbc/using-azure-active-directory
_SECONDS_TO_CONNECT: Final = 30


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


@dataclass(frozen=True)
class Login:
    """Where and as whom. The token is never part of a connection string, nor of what this prints."""

    server: str
    database: str
    user: str
    token: str = field(repr=False)


def mssql(driver: ModuleType, login: Login) -> Connection:
    """Azure SQL and Fabric, by Microsoft's own driver. The token names the user."""
    encoded = login.token.encode("utf-16-le")
    # Braces: the connection string's own quoting, so that no name can add a keyword.
    quoted = login.database.replace("}", "}}")
    opened: object = driver.connect(
        f"Server=tcp:{login.server},1433;Database={{{quoted}}};Encrypt=yes;TrustServerCertificate=no",
        attrs_before={_ACCESS_TOKEN: struct.pack("<i", len(encoded)) + encoded},
        timeout=_SECONDS_TO_CONNECT,
    )
    return cast(Connection, opened)


def postgres(driver: ModuleType, login: Login) -> Connection:
    """PostgreSQL by psycopg. The token is the password; the script has transactions of its own."""
    opened: Any = driver.connect(
        host=login.server,
        dbname=login.database,
        user=login.user,
        password=login.token,
        sslmode="verify-full",
        # The driver's wheel brings an OpenSSL of its own, which doesn't know where this machine keeps its authorities.
        sslrootcert=ssl.get_default_verify_paths().cafile or "system",
        connect_timeout=_SECONDS_TO_CONNECT,
        autocommit=True,
    )
    return _Noticing(opened)


def mysql(driver: ModuleType, login: Login) -> Connection:
    """MySQL by PyMySQL.

    The token is the password, sent as it is: therefore never without TLS and the server's verified name.
    """
    opened: Any = driver.connect(
        host=login.server,
        database=login.database,
        user=login.user,
        password=login.token,
        ssl=ssl.create_default_context(),
        connect_timeout=_SECONDS_TO_CONNECT,
        client_flag=driver.constants.CLIENT.MULTI_STATEMENTS,
    )
    return _Silent(opened)


class _Wrapped:
    """A driver's connection whose cursors tell remarks as ours do."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._remarks: list[str] = []

    def cursor(self) -> Cursor:
        return _Cursor(self._connection.cursor(), self._remarks)

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


class _Noticing(_Wrapped):
    """psycopg hands the server's notices to a function."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        connection.add_notice_handler(self._noted)

    def _noted(self, notice: Any) -> None:
        self._remarks.append(f"{notice.severity}: {notice.message_primary}")


class _Silent(_Wrapped):
    """PyMySQL tells no remarks."""


class _Cursor:
    def __init__(self, cursor: Any, remarks: list[str]) -> None:
        self._cursor = cursor
        self._remarks = remarks

    @property
    def messages(self) -> Sequence[str]:
        """What was remarked since the last look."""
        told, self._remarks[:] = list(self._remarks), []
        return told

    def execute(self, operation: str, /) -> object:
        return self._cursor.execute(operation)

    def nextset(self) -> bool | None:
        return self._cursor.nextset()

    def close(self) -> None:
        self._cursor.close()
