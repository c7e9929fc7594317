"""Users of database servers that keep them by server, with rights in each database: PostgreSQL and MySQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from azure_access import Decision
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import child, table, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.services.shared.data_plane import groups_of

__all__ = ["Administrator", "Engine", "User", "Users"]


@dataclass
class User:
    """One user. `proof`: the id by which the server knows the identity; None: it signs in with a password."""

    proof: str | None
    rights: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Database -> what the user may do with its tables."""

    def grant(self, database: str, rights: Sequence[str]) -> None:
        """Add rights in a database."""
        held = self.rights.get(database, [])
        self.rights[database] = [*held, *(one for one in rights if one not in held)]

    def revoke(self, database: str, rights: Sequence[str]) -> None:
        """Take rights in a database; without any left, the user has nothing to do with it."""
        left = [one for one in self.rights.get(database, []) if one not in rights]
        self.rights.pop(database, None)
        if left:
            self.rights[database] = left


Users = dict[str, User]
"""Name -> user."""


@dataclass(frozen=True)
class Administrator:
    """A Microsoft Entra administrator of a server."""

    object_id: str
    is_group: bool


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One kind of server.

    `database`: token of its databases. `administrators`: of a server. `execute`: the users after a script that was started in a
    database of these names. `proof`: which id of a principal the server keeps. `refused`: the code of a log-in that fails.
    """

    database: str
    administrators: Callable[[Cloud, str], list[Administrator]]
    execute: Callable[[str, Users, Sequence[str]], Users]
    proof: Callable[[Principal], str | None]
    refused: str

    def _server(self, cloud: Cloud, database_id: str) -> Record:
        database, server = cloud.state.get(database_id), cloud.state.get(ArmId.parse(database_id).top())
        if database is None or database.token != self.database or server is None:
            raise AzureError("3D000", f'database "{ArmId.parse(database_id).name}" does not exist', 0)
        return server

    def run(self, cloud: Cloud, database_id: str, script: str, principal: str) -> None:
        """Execute a user script, all or nothing. Raises AzureError with the server's message where it refuses."""
        server = self._server(cloud, database_id)
        decision = self._may_run(cloud, server.id, principal)
        if not decision.allowed:
            raise AzureError(self.refused, f"log-in failed for user '<token-identified principal>': {decision.reason}", 401)
        names = [ArmId.parse(one.id).name for one in cloud.state.within(server.id) if one.token == self.database]
        users = self.execute(script, self._users(server), names)
        kept = child(server.private, "users")
        kept.clear()
        kept.update(
            {name: {"proof": user.proof, "rights": {db: [*held] for db, held in user.rights.items()}} for name, user in users.items()}
        )

    @staticmethod
    def _users(server: Record) -> Users:
        return {
            name: User(text(one, "proof"), {db: texts(one, "rights", db) for db in table(one, "rights")})
            for name, one in table(server.private, "users").items()
        }

    def login(self, cloud: Cloud, database_id: str, who: str) -> list[str] | None:
        """The rights of the user that a principal logs in as; None: the log-in fails."""
        found = self._user_of(self._server(cloud, database_id), cloud.state.principal(who), who)
        return None if found is None else sorted(found[1].rights.get(ArmId.parse(database_id).name, []))

    def _user_of(self, server: Record, principal: Principal | None, who: str = "") -> tuple[str, User] | None:
        """The user of a principal; of one that is gone by the id `who`, since its user stays."""
        proof = ((self.proof(principal) or "") if principal else who).lower()
        return next(((name, user) for name, user in self._users(server).items() if proof and user.proof == proof), None)

    def decide(self, cloud: Cloud, principals: Sequence[str], action: str, resource_id: str) -> Decision:
        """Whether somebody may SELECT, INSERT, ... in a database."""
        server, database = self._server(cloud, resource_id), ArmId.parse(resource_id).name
        for principal in principals:
            found = self._user_of(server, cloud.state.principal(principal))
            if found is None:
                continue
            name, user = found
            held = user.rights.get(database, [])
            if action in held:
                return Decision(True, f"user '{name}' of '{server.id}' has {', '.join(held)} in '{database}'")
            return Decision(
                False, f"user '{name}' of '{server.id}' has {', '.join(held) or 'no right'} in '{database}', not {action}", "42501"
            )
        return Decision(False, f"'{principals[0]}' is no user of '{server.id}'", self.refused)

    def _may_run(self, cloud: Cloud, server_id: str, principal: str) -> Decision:
        known = cloud.state.principal(principal)
        mine = known.object_id if known else principal
        groups = groups_of(cloud, mine)
        deploys = known is not None and known.object_id == cloud.deployer.object_id and cloud.options.deployer_in_admin_groups
        administrators = self.administrators(cloud, server_id)
        for one in administrators:
            if one.object_id.lower() == mine.lower() or one.object_id in groups or (one.is_group and deploys):
                return Decision(True, f"the caller is the server's Microsoft Entra administrator '{one.object_id}', or one of that group")
        named = ", ".join(one.object_id for one in administrators)
        return Decision(False, f"its Microsoft Entra administrators are {named}" if named else "it has no Microsoft Entra administrator")
