"""Users inside Azure SQL databases: what a user script does, and whom a login finds.

A contained user is found by its SID, which for an application is the bytes of its client id in .NET order (source:
learn.microsoft.com/sql/t-sql/statements/create-user-transact-sql, and facts kept with their sources in the tests).
"""

from __future__ import annotations

import uuid

from azure_access import Decision
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import child, table, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.microsoft_sql.script import execute
from azure_rehearsal.services.shared.data_plane import groups_of

__all__ = ["DATABASE", "administrator", "execute_in", "login", "run"]

DATABASE = "azure-native:sql:Database"
SERVER = "azure-native:sql:Server"
ADMINISTRATOR = "azure-native:sql:ServerAzureADAdministrator"


def sid_of(client_id: str) -> str:
    """The SID of an application's user: 0x and 32 capital hex digits."""
    return "0x" + uuid.UUID(client_id).bytes_le.hex().upper()


def _database(cloud: Cloud, database_id: str) -> Record:
    record = cloud.state.get(database_id)
    if record is None or record.token != DATABASE:
        raise AzureError("", f"Cannot open database '{ArmId.parse(database_id).name}': there is no such database.", 0)
    return record


def administrator(cloud: Cloud, database_id: str) -> str | None:
    """The object id of the server's Entra administrator (one for a server; the separate resource wins)."""
    server_id = ArmId.parse(database_id).top()
    for record in cloud.state.of(ADMINISTRATOR):
        if key_of(ArmId.parse(record.id).top()) == key_of(server_id):
            return text(record.inputs, "sid")
    return text(_inline(cloud, database_id), "sid")


def _inline(cloud: Cloud, database_id: str) -> JsonDict:
    """The administrator in the server's own inputs."""
    server = cloud.state.get(ArmId.parse(database_id).top())
    return table(server.inputs, "administrators") if server else {}


def login(cloud: Cloud, database_id: str, client_id: str) -> list[str] | None:
    """The roles of the user whose SID the client id gives; None: Msg 18456, login failed."""
    users = table(_database(cloud, database_id).private, "users")
    wanted = sid_of(client_id)
    for user in users.values():
        if text(user, "sid") == wanted:
            return sorted(texts(user, "roles"))
    return None


def run(cloud: Cloud, database_id: str, script: str, principal: str) -> None:
    """Execute a user script, all or nothing. Raises AzureError with SQL Server's message where it refuses."""
    database = _database(cloud, database_id)
    decision = _may_run(cloud, database_id, principal)
    if not decision.allowed:
        raise AzureError("18456", f"Login failed for user '<token-identified principal>'. {decision.reason}", 401)
    execute_in(database, script)


def execute_in(database: Record, script: str) -> None:
    """Execute a user script in a database, all or nothing; who may do so is the caller's to ask."""
    users = child(database.private, "users")
    changed = execute(script, _plain(users))
    users.clear()
    users.update({name: {"sid": sid, "roles": [*roles]} for name, (sid, roles) in changed.items()})


def _plain(users: JsonDict) -> dict[str, tuple[str, list[str]]]:
    return {name: (text(user, "sid") or "", texts(user, "roles")) for name, user in users.items()}


def _may_run(cloud: Cloud, database_id: str, principal: str) -> Decision:
    wanted = administrator(cloud, database_id)
    known = cloud.state.principal(principal)
    ids = {principal.lower(), *((known.object_id, known.client_id or "") if known else ())}
    if wanted is None:
        return Decision(False, "The server has no Microsoft Entra administrator.")
    holder = cloud.state.principal(wanted)
    is_group = holder.kind == "Group" if holder else text(_inline(cloud, database_id), "principalType") in (None, "Group")
    member = wanted.lower() in groups_of(cloud, known.object_id if known else principal)
    deploys = known is not None and known.object_id == cloud.deployer.object_id
    if is_group and (member or (deploys and cloud.options.deployer_in_admin_groups)):
        return Decision(True, "the caller is a member of the group that is the server's Microsoft Entra administrator")
    if wanted.lower() not in ids:
        return Decision(False, f"The server's Microsoft Entra administrator is '{wanted}', not the caller.")
    return Decision(True, "the caller is the server's Microsoft Entra administrator")
