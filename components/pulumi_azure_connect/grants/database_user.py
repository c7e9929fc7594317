"""The grants that live inside a database: a user made from one of the identity's ids.

No ARM resource can make it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import pulumi

from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.sql import mysql as mysql_script
from pulumi_azure_connect.sql import postgres as postgres_script
from pulumi_azure_connect.sql import tsql as sql_script

from .keys import DatabaseUserKey
from .principal import Principal
from .request import Grant, Granted, GrantRequest, PlannedGrant


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a user is made."""

    server: pulumi.Output[str]
    """The server's full host name."""
    database: pulumi.Output[str]
    """The database's name."""
    id: pulumi.Output[str]
    """The database's ARM id, or what stands for one."""
    key: Hashable
    """Tells databases apart before their ids are known."""


@dataclass(frozen=True, kw_only=True)
class _Engine:
    """What sets one kind of database apart from another."""

    kind: str
    """The kind of script, as the schema of `connections` names it."""
    place: Callable[[GrantRequest], _Place]
    proof: Callable[[Principal], pulumi.Output[str]]
    """The id that the user is made of: SQL Server and MySQL want the client id, PostgreSQL the object id."""
    user_name: Callable[[str], str]
    """The user's name for an identity of that name."""
    script: Callable[[str, str, str, tuple[str, ...]], str]
    """From user, id, database and roles to the script that makes the user."""
    drop: Callable[[str, str, str], str]
    """From user, id and database to the script that removes the user."""


def _in_azure(segment: str, service: str) -> Callable[[GrantRequest], _Place]:
    def place(request: GrantRequest) -> _Place:
        suffix = request.cloud.suffixes[service]
        server = request.ref.part(segment).apply(lambda name: f"{name}.{suffix}")
        return _Place(server=server, database=request.ref.part("databases"), id=request.ref.id, key=request.ref.key)

    return place


def _in_fabric(request: GrantRequest) -> _Place:
    given = tuple(request.values[name] for name in ("server", "database"))
    server, database = (pulumi.Output.from_input(value) for value in given)
    key = tuple(value if isinstance(value, str) else id(value) for value in given)
    return _Place(server=server, database=database, id=pulumi.Output.concat("fabric:", server, "/", database), key=key)


def _grant(engine: _Engine) -> Grant:
    def database_user(request: GrantRequest) -> PlannedGrant:
        """Plan the script that makes the identity a user of the database with the roles of its access level.

        Nothing is deployed: the connection is pending until the script ran. The app is never made the server's
        administrator.
        """
        return lambda: granted(request)

    def granted(request: GrantRequest) -> Granted:
        place, user = engine.place(request), request.principal.name.apply(engine.user_name)
        named = [user, engine.proof(request.principal), place.database]
        # Several connections of one identity to one database make one user. Each script gives the roles of all of them: a
        # script takes away what it doesn't name.
        roles = request.program.once(DatabaseUserKey(engine.kind, request.principal.key, place.key), dict[str, None])
        roles.update(dict.fromkeys(role.name for role in request.roles))

        def pending() -> dict[str, Any]:
            held = tuple(roles)
            return {
                "kind": engine.kind,
                "server": place.server,
                "databaseId": place.id,
                "database": place.database,
                "user": user,
                "script": mapped(named, lambda known: engine.script(known[0], known[1], known[2], held)),
                "drop": mapped(named, lambda known: engine.drop(known[0], known[1], known[2])),
            }

        row: dict[str, Any] = {
            "kind": "database-user",
            "role": ", ".join(role.name for role in request.roles),
            "roleDefinitionId": None,
            "scope": place.id,
            "external": True,
        }
        return Granted(rows=[row], pending=pending, values={"user": user})

    return database_user


def _client_id(principal: Principal) -> pulumi.Output[str]:
    return principal.client_id()


def _object_id(principal: Principal) -> pulumi.Output[str]:
    return principal.principal_id


def _as_it_is(name: str) -> str:
    return name


def _sql_script(user: str, client_id: str, _database: str, roles: tuple[str, ...]) -> str:
    return sql_script.user_script(user, client_id, roles)


def _sql_drop(user: str, client_id: str, _database: str) -> str:
    return sql_script.drop_script(user, client_id)


def _sql(place: Callable[[GrantRequest], _Place]) -> Grant:
    return _grant(_Engine(kind="sql-user", place=place, proof=_client_id, user_name=_as_it_is, script=_sql_script, drop=_sql_drop))


database_user = _sql(_in_azure("servers", "sql"))
"""A user of an Azure SQL database."""
fabric_user = _sql(_in_fabric)
"""A user of a SQL database in Fabric."""
postgres_user = _grant(
    _Engine(
        kind="postgres-user",
        place=_in_azure("flexibleServers", "postgres"),
        proof=_object_id,
        user_name=postgres_script.user_name,
        script=postgres_script.user_script,
        drop=postgres_script.drop_script,
    )
)
"""A role of a PostgreSQL server, with rights in one database."""
mysql_user = _grant(
    _Engine(
        kind="mysql-user",
        place=_in_azure("flexibleServers", "mysql"),
        proof=_client_id,
        user_name=mysql_script.user_name,
        script=mysql_script.user_script,
        drop=mysql_script.drop_script,
    )
)
"""A user of a MySQL server, with rights in one database."""
