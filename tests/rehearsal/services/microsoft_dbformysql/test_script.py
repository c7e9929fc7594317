"""MySQL servers: who may run a user script, what it does, and what the user may do then."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.services.microsoft_dbformysql.script import _is_like, execute
from azure_rehearsal.services.shared.server_users import User
from pulumi_azure_connect.sql.mysql import drop_script, user_script
from tests.rehearsal.world import World

SERVER = "azure-native:dbformysql:Server"
DATABASE = "azure-native:dbformysql:Database"
ADMINISTRATOR = "azure-native:dbformysql:AzureADAdministrator"


def server(world: World, *, admin: str = "", attached: bool = True):
    own = world.identity("server")
    identity = {"identity": {"type": "UserAssigned", "userAssignedIdentities": [own.id]}} if attached else {}
    made = world.make(SERVER, {"serverName": "mysrv", "sku": {"name": "Standard_B1ms", "tier": "Burstable"}, **identity})
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


def test_lowered_access_takes_rights_away_in_this_database_alone(world):
    server(world)
    where, other, who = database(world), database(world, "other"), world.identity()
    world.cloud.run_sql(other.id, user_script("app", who["clientId"], "other", ["SELECT", "DELETE"]))
    for rights in (["SELECT", "DELETE"], ["SELECT"], ["SELECT"], ["INSERT"]):
        world.cloud.run_sql(where.id, user_script("app", who["clientId"], "orders", rights))
        assert world.cloud.sql_login(where.id, who["clientId"]) == rights[::-1]
    assert world.cloud.sql_login(other.id, who["clientId"]) == ["DELETE", "SELECT"]


def test_another_identity_of_the_same_name_drops_nobody(world):
    server(world)
    where, who, later = database(world), world.identity(), world.identity("again")
    world.cloud.run_sql(where.id, user_script("app", who["clientId"], "orders", ["SELECT"]))
    script = user_script("app", later["clientId"], "orders", ["SELECT"])
    with pytest.raises(AzureError, match="another identity's"):
        world.cloud.run_sql(where.id, script)
    world.cloud.run_sql(where.id, drop_script("app", later["clientId"], "orders"))
    assert world.cloud.sql_login(where.id, who["clientId"]) == ["SELECT"]
    world.cloud.run_sql(where.id, drop_script("app", who["clientId"], "orders"))
    world.cloud.run_sql(where.id, script)
    assert world.cloud.sql_login(where.id, who["clientId"]) is None
    assert world.cloud.sql_login(where.id, later["clientId"]) == ["SELECT"]


def test_a_drop_leaves_a_user_that_another_database_needs(world):
    server(world)
    where, other, who = database(world, "shop_orders"), database(world, "other"), world.identity()
    for place in ("shop_orders", "other"):
        world.cloud.run_sql(where.id, user_script("app", who["clientId"], place, ["SELECT"]))
    world.cloud.run_sql(where.id, drop_script("app", who["clientId"], "shop_orders"))
    assert (world.cloud.sql_login(where.id, who["clientId"]), world.cloud.sql_login(other.id, who["clientId"])) == ([], ["SELECT"])
    for _ in range(2):
        world.cloud.run_sql(where.id, drop_script("app", who["clientId"], "other"))
        assert world.cloud.sql_login(other.id, who["clientId"]) is None


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
    with pytest.raises(AzureError, match="has a password"):
        execute(user_script("app", "00112233-4455-6677-8899-aabbccddeeff", "orders", ["SELECT"]), users, ["orders"])


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("DROP TABLE lines;", "1064"),
        ("DROP USER 'nobody'@'%';", "1396"),
        ("SELECT 1", "1064"),
        ("CREATE AADUSER 'a' IDENTIFIED BY 'x';\nREVOKE SELECT ON `orders`.* FROM 'a'@'%';", "1141"),
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
