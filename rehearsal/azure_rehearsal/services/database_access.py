"""Users inside databases, whatever the kind of server: runs a user script where it belongs, and tells whom a log-in finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.microsoft_dbformysql import service as microsoft_dbformysql
from azure_rehearsal.services.microsoft_dbforpostgresql import service as microsoft_dbforpostgresql
from azure_rehearsal.services.microsoft_sql import access as sql_access

__all__ = ["FABRIC", "login", "run"]

FABRIC: Final = "fabric:"
"""How the ids of databases in Microsoft Fabric start, which are no resources of Azure: fabric:<host>/<database>."""


@dataclass(frozen=True)
class _Engine:
    run: Callable[[Cloud, str, str, str], None]
    login: Callable[[Cloud, str, str], list[str] | None]


def _fabric_database(cloud: Cloud, database_id: str) -> Record:
    """A database in Fabric: nobody makes it here, so it is there once somebody asks for it."""
    record = cloud.state.get(database_id)
    if record is None:
        record = Record(database_id, sql_access.DATABASE, made_by_azure=True)
        cloud.state.put(record)
    return record


def _run_fabric(cloud: Cloud, database_id: str, script: str, principal: str) -> None:  # noqa: ARG001 (one signature for all)
    """Who may manage users there is Fabric's to say, which isn't simulated: everybody may."""
    sql_access.execute_in(_fabric_database(cloud, database_id), script)


def _sql_login(cloud: Cloud, database_id: str, who: str) -> list[str] | None:
    known = cloud.state.principal(who)
    return sql_access.login(cloud, database_id, known.client_id if known and known.client_id else who)


def _fabric_login(cloud: Cloud, database_id: str, who: str) -> list[str] | None:
    _fabric_database(cloud, database_id)
    return _sql_login(cloud, database_id, who)


_FABRIC = _Engine(_run_fabric, _fabric_login)
_ENGINES: Mapping[str, _Engine] = {
    "microsoft.sql": _Engine(sql_access.run, _sql_login),
    "microsoft.dbforpostgresql": _Engine(microsoft_dbforpostgresql.ENGINE.run, microsoft_dbforpostgresql.ENGINE.login),
    "microsoft.dbformysql": _Engine(microsoft_dbformysql.ENGINE.run, microsoft_dbformysql.ENGINE.login),
}


def _engine(database_id: str) -> _Engine:
    if database_id.startswith(FABRIC):
        return _FABRIC
    found = _ENGINES.get((ArmId.parse(database_id).namespace or "").lower())
    if found is None:
        raise AzureError("", f"'{database_id}' is no database that the simulated Azure knows", 0)
    return found


def run(cloud: Cloud, database_id: str, script: str, principal: str) -> None:
    """Execute a user script, all or nothing. Raises AzureError with the server's message where it refuses."""
    _engine(database_id).run(cloud, database_id, script, principal)


def login(cloud: Cloud, database_id: str, who: str) -> list[str] | None:
    """The roles or rights of the user that a principal (by client or object id) logs in as; None: the log-in fails."""
    return _engine(database_id).login(cloud, database_id, who)
