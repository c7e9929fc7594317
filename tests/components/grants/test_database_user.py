"""Grants that live inside a database: who becomes which user, and what is left to do."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_azure_native import managedidentity

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import IdentityArgs
from tests.components.programs import GRANTS, app, database, group, output
from tests.components.targets.data_services import mysql_database, postgres_database

FABRIC = {"server": "abc.database.fabric.microsoft.com", "database": "orders-0a1b"}
CASES: dict[str, dict[str, Any]] = {
    "sql": {"make": database, "id": "clientId", "kind": "sql-user"},
    "postgres-flexible": {"make": postgres_database, "id": "principalId", "kind": "postgres-user"},
    "mysql-flexible": {"make": mysql_database, "id": "clientId", "kind": "mysql-user"},
    "fabric-sql": {"make": lambda: None, "id": "clientId", "kind": "sql-user", "values": FABRIC},
}
every = pytest.mark.parametrize("kind", CASES)


def connect(kind: str, **arguments: Any) -> Run:
    case = CASES[kind]
    return run(lambda: app(**arguments).connect("orders", kind, to=case["make"](), access="read", values=case.get("values")))


def pending(outcome: Run) -> dict[str, Any]:
    (row,) = output(outcome, "connections")
    return row["pending"]


@every
def test_nothing_is_granted_and_the_script_is_pending(kind: str):
    outcome = connect(kind)
    assert not [one for one in outcome.resources if one.type in GRANTS]
    (row,) = output(outcome, "connections")
    assert row["grant"]["kind"] == "database-user"
    assert row["grant"]["external"] is True
    assert row["pending"]["kind"] == CASES[kind]["kind"]
    assert output(outcome, "scripts") == {"orders": row["pending"]["script"]}


@every
def test_the_user_is_made_of_the_right_id(kind: str):
    """SQL Server and MySQL know an application by its client id, PostgreSQL by its object id."""
    outcome = connect(kind)
    identity = outcome.find(name="shop-identity").outputs
    script, wanted = pending(outcome)["script"], str(identity[CASES[kind]["id"]])
    other = str(identity["principalId" if CASES[kind]["id"] == "clientId" else "clientId"])
    from pulumi_azure_connect.sql.tsql import sid

    shown = sid(wanted) if CASES[kind]["kind"] == "sql-user" else wanted
    assert shown in script
    assert other not in script


@every
def test_the_user_is_called_like_the_identity(kind: str):
    outcome = connect(kind)
    assert pending(outcome)["user"] == outcome.find(name="shop-identity").outputs["name"]


@every
def test_connections_of_one_identity_to_one_database_share_its_user(kind: str):
    """Each script gives what all of them give: one that gave less would take the others' roles away."""
    case = CASES[kind]

    def program(*accesses: str) -> set[str]:
        def body() -> None:
            target = case["make"]()
            identity = managedidentity.UserAssignedIdentity("shop", resource_group_name=group().name)
            ids = IdentityArgs(id=identity.id, principal_id=identity.principal_id, client_id=identity.client_id, name="shop")
            for access in accesses:
                made = app(access, identity="user-assigned", user_assigned_identity=ids)
                made.connect("orders", kind, to=target, access=access, values=case.get("values"))

        outcome = run(body)
        return {row["pending"]["script"] for access in accesses for row in output(outcome, "connections", access)}

    (both,) = program("read", "write")
    (write,) = program("write")
    (read,) = program("read")
    assert both == write != read


@every
def test_each_row_says_how_to_remove_its_user(kind: str):
    made = pending(connect(kind))
    assert made["drop"].startswith("-- Removes an app's managed identity from")
    assert made["user"] in made["drop"]


@pytest.mark.parametrize(("kind", "most"), [("postgres-flexible", 63), ("mysql-flexible", 32)])
def test_a_slot_with_its_own_identity_is_its_own_user(kind: str, most: int):
    def program() -> None:
        made = app("the-shop-that-sells-everything-under-the-sun", identity="system-assigned")
        made.add_slot("staging")
        made.connect("orders", kind, to=CASES[kind]["make"](), access="read")

    rows = output(run(program), "connections", "the-shop-that-sells-everything-under-the-sun")
    users = {row["pending"]["user"] for row in rows}
    assert len(users) == 2
    assert all(len(user) <= most for user in users)


@every
def test_servers_have_the_clouds_own_domain(kind: str):
    if kind == "fabric-sql":
        assert pending(connect(kind))["server"] == FABRIC["server"]
        return
    server = pending(connect(kind, cloud="usgovernment"))["server"]
    assert server.endswith("usgovcloudapi.net")


def test_only_who_needs_a_client_id_reads_the_directory():
    """PostgreSQL takes the object id: a deployer without rights in the directory can connect a system-assigned identity."""

    def fails(kind: str) -> bool:
        cloud = Cloud(options=Options(deployer_roles=["Owner"]))
        make, values = CASES[kind]["make"], CASES[kind].get("values")

        def program() -> None:
            app(identity="system-assigned").connect("orders", kind, to=make(), access="read", values=values)

        return bool(run(program, cloud, check=False).errors)

    assert {kind: fails(kind) for kind in CASES} == {"sql": True, "postgres-flexible": False, "mysql-flexible": True, "fabric-sql": True}
