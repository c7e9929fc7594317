"""MySQL servers: who may run a user script, what it does, and what the user may do then."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.services._mysql_script import _is_like, execute
from azure_rehearsal.services._server_users import User
from pulumi_azure_connect.sql.mysql import user_script
from tests.rehearsal.cloud.conftest import World

SERVER = "azure-native:dbformysql:Server"
DATABASE = "azure-native:dbformysql:Database"
ADMINISTRATOR = "azure-native:dbformysql:AzureADAdministrator"


def server(world: World, *, admin: str = "", attached: bool = True):
    own = world.identity("server")
    identity = {"identity": {"type": "UserAssigned", "userAssignedIdentities": [own.id]}} if attached else {}
    made = world.make(SERVER, {"serverName": "mysrv", "sku": {"name": "B1ms", "tier": "Burstable"}, **identity})
    given = {"administratorName": "ActiveDirectory", "administratorType": "ActiveDirectory", "identityResourceId": own.id, "login": "admin"}
    world.make(
        ADMINISTRATOR, {"serverName": "mysrv", **given, "sid": admin or world.cloud.deployer.object_id, "tenantId": world.cloud.tenant_id}
    )
    return made


def database(world: World, name: str = "orders"):
    return world.make(DATABASE, {"serverName": "mysrv", "databaseName": name})


def test_a_script_lets_the_identity_in(world):
    server(world)
    where, other, who = database(world, "shop_orders"), database(world, "shopXorders"), world.identity()
    assert world.cloud.sql_login(where.id, who["clientId"]) is None
    world.cloud.run_sql(where.id, user_script("app", who["clientId"], "shop_orders", ["SELECT"]))
    assert world.cloud.sql_login(where.id, who["clientId"]) == ["SELECT"]
    assert world.cloud.can(who["principalId"], "SELECT", where.id, data=True).allowed
    assert not world.cloud.can(who["principalId"], "INSERT", where.id, data=True).allowed
    assert not world.cloud.can(who["principalId"], "SELECT", other.id, data=True).allowed


def test_running_it_again_sets_exactly_these_rights(world):
    server(world)
    where, who, later = database(world), world.identity(), world.identity("again")
    world.cloud.run_sql(where.id, user_script("app", who["clientId"], "orders", ["SELECT", "DELETE"]))
    world.cloud.run_sql(where.id, user_script("app", later["clientId"], "orders", ["SELECT"]))
    assert world.cloud.sql_login(where.id, who["clientId"]) is None
    assert world.cloud.sql_login(where.id, later["clientId"]) == ["SELECT"]


def test_only_the_administrator_runs_scripts(world):
    server(world, admin=world.identity("boss")["principalId"])
    where = database(world)
    with pytest.raises(AzureError) as caught:
        world.cloud.run_sql(where.id, user_script("app", world.identity()["clientId"], "orders", ["SELECT"]))
    assert caught.value.code == "1045"


def test_an_administrator_needs_the_servers_own_identity(world):
    with pytest.raises(AzureError, match="not assigned to the server"):
        server(world, attached=False)


def test_a_user_with_a_password_is_left_alone():
    users = {"app": User(None, {"orders": ["SELECT"]})}
    with pytest.raises(AzureError, match="signs in with a password"):
        execute(user_script("app", "00112233-4455-6677-8899-aabbccddeeff", "orders", ["SELECT"]), users, ["orders"])


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("DROP TABLE lines;", "1064"),
        ("GRANT SELECT ON `orders`.* TO 'nobody'@'%';", "1410"),
        ("CREATE AADUSER 'a' IDENTIFIED BY 'x';\nCREATE AADUSER 'a' IDENTIFIED BY 'x';", "1396"),
        (f"CREATE AADUSER '{'a' * 33}' IDENTIFIED BY 'x';", "1470"),
    ],
)
def test_what_it_does_not_know_is_refused(script: str, code: str):
    with pytest.raises(AzureError) as caught:
        execute(script, {}, ["orders"])
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("database", "pattern", "fits"),
    [("a_b", r"a\_b", True), ("aXb", r"a\_b", False), ("aXb", "a_b", True), ("abc", "a%", True), ("a.c", "abc", False)],
)
def test_a_database_in_grant_is_a_pattern(database: str, pattern: str, fits: bool):
    assert _is_like(database, pattern) is fits


def test_names_of_servers_are_global(world: Any):
    server(world)
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "second", "location": "westeurope"})
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: the scope of their names is global
    with pytest.raises(AzureError, match=r"ServerNameAlreadyExists.*already used"):
        world.make(SERVER, {"serverName": "mysrv"}, group="second")
