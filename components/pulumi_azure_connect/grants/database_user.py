"""The grant that lives inside a database: a user made from the identity's client id. No ARM resource can make it."""

from typing import Any

import pulumi

from pulumi_azure_connect.sql_script import user_script
from pulumi_azure_connect.wiring import Granted, Wiring


def database_user(wiring: Wiring) -> Granted:
    """
    Write the T-SQL that makes the identity a user of the database with the roles of its access level.

    Nothing is deployed: the connection is pending until the script ran. The app is never made the server's
    administrator, since a server has only one.
    """
    roles = tuple(role.name for role in wiring.roles)
    user, client_id = wiring.principal.name, wiring.principal.client_id()
    script = pulumi.Output.all(user, client_id).apply(lambda known: user_script(known[0], known[1], roles))
    server = wiring.ref.part("servers")
    suffix = wiring.environment.suffixes["sql"]
    row: dict[str, Any] = {
        "kind": "database-user",
        "role": ", ".join(roles),
        "roleDefinitionId": None,
        "scope": wiring.ref.id,
        "external": True,
    }
    pending: dict[str, Any] = {
        "kind": "sql-user",
        "server": server.apply(lambda name: f"{name}.{suffix}"),
        "databaseId": wiring.ref.id,
        "user": user,
        "script": script,
    }
    return Granted(rows=[row], pending=pending)
