"""Which users of databases count as left behind, and how long they are remembered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from azure_rehearsal.memory.workdir import StackDir
from azure_rehearsal.report.connections import Connection, GrantLine, Identity, SqlUser
from azure_rehearsal.report.left_users import LeftUser, Users, left_users, users_of
from azure_rehearsal.report.report import ExitCode, make_report
from azure_rehearsal.report.verdict import Verdict
from azure_rehearsal.report.verify import check
from pulumi_azure_connect.sql import mysql, postgres, tsql
from tests.rehearsal.report.test_text import shown
from tests.rehearsal.world import World

KINDS = ("sql-user", "postgres-user", "mysql-user")
SCRIPTS = {
    "sql-user": (
        lambda ids, roles: tsql.user_script("app", ids.client_id, [f"db_data{role}" for role in roles]),
        lambda ids: tsql.drop_script("app", ids.client_id),
    ),
    "postgres-user": (
        lambda ids, roles: postgres.user_script("app", ids.principal_id, "orders", [RIGHTS[role] for role in roles]),
        lambda ids: postgres.drop_script("app", ids.principal_id, "orders"),
    ),
    "mysql-user": (
        lambda ids, roles: mysql.user_script("app", ids.client_id, "orders", [RIGHTS[role] for role in roles]),
        lambda ids: mysql.drop_script("app", ids.client_id, "orders"),
    ),
}
RIGHTS = {"reader": "SELECT", "writer": "INSERT"}
each = pytest.mark.parametrize("kind", KINDS)


def database(world: World, kind: str) -> str:
    """A database of which the deployer is the administrator."""
    me = world.cloud.deployer.object_id
    if kind == "sql-user":
        inside = {"administratorType": "ActiveDirectory", "azureADOnlyAuthentication": True, "principalType": "Application"}
        who = {**inside, "login": "me", "sid": me, "tenantId": world.cloud.tenant_id}
        world.make("azure-native:sql:Server", {"serverName": "server", "administrators": who})
        return world.make("azure-native:sql:Database", {"serverName": "server", "databaseName": "orders"}).id
    sku = {"sku": {"name": "Standard_B1ms", "tier": "Burstable"}}
    if kind == "postgres-user":
        entra = {"authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"}}
        world.make("azure-native:dbforpostgresql:Server", {"serverName": "server", **sku, **entra})
        admin = {"serverName": "server", "objectId": me, "principalName": "admin", "principalType": "ServicePrincipal"}
        world.make("azure-native:dbforpostgresql:Administrator", admin)
        return world.make("azure-native:dbforpostgresql:Database", {"serverName": "server", "databaseName": "orders"}).id
    own = world.identity("server")
    identity = {"identity": {"type": "UserAssigned", "userAssignedIdentities": [own.id]}}
    world.make("azure-native:dbformysql:Server", {"serverName": "server", **sku, **identity})
    given = {"administratorName": "ActiveDirectory", "administratorType": "ActiveDirectory", "identityResourceId": own.id, "login": "me"}
    world.make(
        "azure-native:dbformysql:AzureADAdministrator", {"serverName": "server", **given, "sid": me, "tenantId": world.cloud.tenant_id}
    )
    return world.make("azure-native:dbformysql:Database", {"serverName": "server", "databaseName": "orders"}).id


class Made:
    """A database, an identity, and the connection between them."""

    def __init__(self, kind: str) -> None:
        self.world, self.kind = World(), kind
        self.cloud = self.world.cloud
        self.database = database(self.world, kind)
        self.identity = self.world.identity("app")
        self.ids = Identity("user-assigned", self.identity["principalId"], self.identity["clientId"], self.identity.id)
        self.drop = SCRIPTS[kind][1](self.ids)

    def line(self, *roles: str) -> Connection:
        names = [f"db_data{role}" if self.kind == "sql-user" else RIGHTS[role] for role in roles]
        pending = SqlUser("server.example", self.database, "app", self.script(*roles), self.drop, self.kind)
        grant = GrantLine("database-user", self.database, ", ".join(names), external=True)
        return Connection("shop", self.identity.id, "orders", "sql", "identity", identity=self.ids, grant=grant, pending=pending)

    def script(self, *roles: str) -> str:
        return SCRIPTS[self.kind][0](self.ids, roles)

    def run(self, script: str) -> None:
        self.cloud.run_sql(self.database, script)


@each
def test_a_user_is_left_from_the_end_of_its_connection_to_its_drop(kind: str):
    made = Made(kind)
    known = users_of([made.line("reader")])
    assert left_users(made.cloud, known, []) == [], "its script never ran"
    made.run(made.script("reader"))
    assert left_users(made.cloud, known, [made.line("writer")]) == [], "a connection needs it"
    assert left_users(made.cloud, known, []) == known
    made.run(made.drop)
    assert left_users(made.cloud, known, []) == []


@each
def test_the_user_of_an_identity_that_is_gone_is_left(kind: str):
    made = Made(kind)
    made.run(made.script("reader"))
    made.world.drop(made.identity)
    assert [user.user for user in left_users(made.cloud, users_of([made.line("reader")]), [])] == ["app"]


@each
def test_with_its_database_the_user_is_gone(kind: str):
    made = Made(kind)
    made.run(made.script("reader"))
    record = made.cloud.state.get(made.database)
    assert record is not None
    made.cloud.state.remove(made.database)
    assert left_users(made.cloud, users_of([made.line("reader")]), []) == []


@each
def test_a_role_that_no_connection_gives_is_pending(kind: str):
    made = Made(kind)
    made.run(made.script("reader", "writer"))
    reads, writes = made.line("reader"), made.line("writer")
    (finding,) = [one for one in check(made.cloud, reads).findings if "role" in one.text]
    assert finding.verdict is Verdict.PENDING
    assert "which no connection gives: run its script again" in finding.text
    assert not [one for one in check(made.cloud, reads, among=[reads, writes]).findings if "role" in one.text]
    stranger = replace(writes, identity=replace(made.ids, principal_id="somebody"))
    assert [one for one in check(made.cloud, reads, among=[reads, stranger]).findings if "role" in one.text]


def test_a_deny_role_is_nobodys_to_take():
    made = Made("sql-user")
    made.run(made.script("reader"))
    made.run("ALTER ROLE [db_denydatawriter] ADD MEMBER [app];")
    assert not [one for one in check(made.cloud, made.line("reader")).findings if "role" in one.text]


def test_the_report_names_it_with_its_script_and_strictly_it_is_wrong():
    made = Made("sql-user")
    made.run(made.script("reader"))
    report = make_report({}, made.cloud, users_of([made.line("reader")]))
    text = shown(report)
    assert "LEFT user 'app' is still in server/orders on server.example, and connection 'orders' of 'shop' is gone" in text
    assert "DROP USER [app];" in text
    assert "up --complete" in text
    assert (report.exit_code(), report.exit_code(strict=True)) == (ExitCode.FINE, ExitCode.WRONG)
    assert report.as_json()["leftUsers"][0]["drop"] == made.drop
    report.left_users = [replace(report.left_users[0], drop=None)]
    assert "drop it by hand" in shown(report)


def checkpoint(lines: list[Connection]) -> dict:
    """A checkpoint in which a component tells these connections."""
    rows = [
        {
            "app": line.app,
            "appId": line.app_id,
            "connection": line.name,
            "target": line.target,
            "auth": line.auth,
            "identity": {"kind": "user-assigned", "principalId": line.identity.principal_id, "clientId": line.identity.client_id},
            "pending": {
                "kind": line.pending.kind,
                "server": line.pending.server,
                "databaseId": line.pending.database_id,
                "user": line.pending.user,
                "script": line.pending.script,
                "drop": line.pending.drop,
            },
        }
        for line in lines
        if line.pending and line.identity
    ]
    component = {"type": "x:y:Z", "urn": "urn:pulumi:dev::p::x:y:Z::shop", "outputs": {"connections": rows}}
    return {"resources": [component]}


def test_users_are_remembered_until_they_are_gone(tmp_path: Path):
    made, directory = Made("sql-user"), StackDir(tmp_path, "dev")
    made.run(made.script("reader"))
    before, after = checkpoint([made.line("reader")]), checkpoint([])
    assert Users(directory).known() == []
    Users(directory).remember(before)
    for _ in range(2):
        Users(directory).settle(made.cloud, after)
        (known,) = Users(directory).known()
        assert isinstance(known, LeftUser)
        assert (known.user, known.drop) == ("app", made.drop)
    made.run(made.drop)
    Users(directory).settle(made.cloud, after)
    assert Users(directory).known() == []
