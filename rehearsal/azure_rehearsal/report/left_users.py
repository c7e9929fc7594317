"""Database users that a removed connection left behind.

No resource of ARM is the user, so Pulumi deletes nothing when the connection goes: the user keeps its rights until somebody runs its
drop script. The rows of a deployment are therefore kept, and what of them has no connection any more is told until it is gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.memory.workdir import StackDir, replace_file

from .connections import Connection, read_declared

__all__ = ["LeftUser", "Users", "left_users"]


@dataclass(frozen=True)
class LeftUser:
    """A user that some deployment had a connection for.

    `database_id`: ARM id, or of Fabric fabric:<server>/<database>. `principal_id`, `client_id`: of the identity, which may be gone.
    `drop`: the script that removes the user; None where its component told none.
    """

    app: str
    connection: str
    server: str
    database_id: str
    user: str
    principal_id: str
    client_id: str | None
    kind: str
    drop: str | None

    @property
    def key(self) -> tuple[str, str]:
        """One identity has one user in a database."""
        return self.database_id.lower(), self.principal_id.lower()


def left_users(cloud: Cloud, known: Sequence[LeftUser], lines: Sequence[Connection]) -> list[LeftUser]:
    """Those of the known users that no connection needs any more, and that are still in their database."""
    needed = {user.key for user in users_of(lines)}
    return [user for user in known if user.key not in needed and _is_there(cloud, user)]


def users_of(lines: Sequence[Connection]) -> list[LeftUser]:
    """The user of each connection that has one."""
    found: dict[tuple[str, str], LeftUser] = {}
    for line in lines:
        if line.pending is None or line.identity is None:
            continue
        identity, pending = line.identity, line.pending
        user = LeftUser(
            line.where,
            line.name,
            pending.server,
            pending.database_id,
            pending.user,
            identity.principal_id,
            identity.client_id,
            pending.kind,
            pending.drop,
        )
        found.setdefault(user.key, user)
    return list(found.values())


def _is_there(cloud: Cloud, user: LeftUser) -> bool:
    for who in (user.client_id, user.principal_id):
        try:
            roles = cloud.sql_login(user.database_id, who) if who else None
        except AzureError:
            return False  # the database is gone, and the user with it
        # A user of a SQL database may sign in without a role; one of a server may stay for another database.
        if roles or (roles is not None and user.kind == "sql-user"):
            return True
    return False


class Users:
    """What is kept of a stack's database users between two deployments."""

    def __init__(self, directory: StackDir) -> None:
        self._directory = directory
        self._path: Path = directory.own / "database-users.json"

    def known(self) -> list[LeftUser]:
        """The users of the last deployment, and those that are left of earlier ones."""
        rows: list[dict[str, Any]] = self._directory.read_json(self._path) or []
        return [LeftUser(**row) for row in rows]

    def remember(self, checkpoint: Mapping[str, Any]) -> None:
        """Note the users of a checkpoint's connections, beside those known; the newest row of a user counts."""
        users = {user.key: user for user in [*self.known(), *users_of(read_declared(checkpoint).connections)]}
        self._keep(list(users.values()))

    def settle(self, cloud: Cloud, checkpoint: Mapping[str, Any]) -> None:
        """Forget the users that are gone, unless a connection needs them."""
        lines = read_declared(checkpoint).connections
        self._keep([*users_of(lines), *left_users(cloud, self.known(), lines)])

    def _keep(self, users: Sequence[LeftUser]) -> None:
        if users or self._path.exists():
            replace_file(self._path, json.dumps([asdict(user) for user in users], indent=2))
