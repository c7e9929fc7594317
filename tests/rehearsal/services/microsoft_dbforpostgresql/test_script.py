"""PostgreSQL servers: who may run a user script, what it does, and what the user may do then."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from pulumi_azure_connect.sql.postgres import drop_script, user_script
from tests.rehearsal.world import World

SERVER = "azure-native:dbforpostgresql:Server"
DATABASE = "azure-native:dbforpostgresql:Database"
ADMINISTRATOR = "azure-native:dbforpostgresql:Administrator"
ENTRA = {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"}


def server(world: World, *, admin: str | None = "", kind: str = "ServicePrincipal", name: str = "pgsrv", **inputs: Any):
    plain = {"serverName": name, "sku": {"name": "Standard_B1ms", "tier": "Burstable"}, "authConfig": ENTRA}
    made = world.make(SERVER, {**plain, **inputs})
    if admin is not None:
        who = admin or world.cloud.deployer.object_id
        world.make(ADMINISTRATOR, {"serverName": name, "objectId": who, "principalName": "admin", "principalType": kind})
    return made


def database(world: World, name: str = "orders"):
    return world.make(DATABASE, {"serverName": "pgsrv", "databaseName": name})


def refused(world: World, where: Any, script: str, **arguments: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        world.cloud.run_sql(where.id, script, **arguments)
    return caught.value


def test_a_script_lets_the_identity_in(world):
    server(world)
    where, other, who = database(world), database(world, "other"), world.identity()
    assert world.cloud.sql_login(where.id, who["principalId"]) is None
    world.cloud.run_sql(where.id, user_script("app", who["principalId"], "orders", ["SELECT", "INSERT"]))
    assert world.cloud.sql_login(where.id, who["principalId"]) == ["INSERT", "SELECT"]
    assert world.cloud.sql_login(where.id, who["clientId"]) == ["INSERT", "SELECT"]
    assert world.cloud.sql_login(other.id, who["principalId"]) == []
    can = {
        action: world.cloud.can(who["principalId"], action, where.id, data=True).allowed
        for action in ("SELECT", "INSERT", "DELETE", "CREATE")
    }
    assert can == {"SELECT": True, "INSERT": True, "DELETE": False, "CREATE": False}
    assert not world.cloud.can(who["principalId"], "SELECT", other.id, data=True).allowed


def test_running_it_again_changes_nothing(world):
    server(world)
    where, who = database(world), world.identity()
    script = user_script("app", who["principalId"], "orders", ["SELECT", "CREATE"])
    world.cloud.run_sql(where.id, script)
    before = world.cloud.dump()
    world.cloud.run_sql(where.id, script)
    assert world.cloud.dump() == before
    assert world.cloud.sql_login(where.id, who["principalId"]) == ["CREATE", "SELECT"]


def test_lowered_access_takes_rights_away_in_this_database_alone(world):
    server(world)
    where, other, who = database(world), database(world, "other"), world.identity()
    world.cloud.run_sql(where.id, user_script("app", who["principalId"], "other", ["SELECT", "DELETE"]))
    for rights in (["CREATE", "SELECT"], ["SELECT"], ["SELECT"], ["CREATE"], ["INSERT"]):
        world.cloud.run_sql(where.id, user_script("app", who["principalId"], "orders", rights))
        assert world.cloud.sql_login(where.id, who["principalId"]) == rights
    assert world.cloud.sql_login(other.id, who["principalId"]) == ["DELETE", "SELECT"]


def test_a_drop_takes_the_role_once_no_database_needs_it(world):
    server(world)
    where, other, who, stranger = database(world), database(world, "other"), world.identity(), world.identity("stranger")
    for place in ("orders", "other"):
        world.cloud.run_sql(where.id, user_script("app", who["principalId"], place, ["SELECT"]))
    world.cloud.run_sql(where.id, drop_script("app", stranger["principalId"], "orders"))
    assert world.cloud.sql_login(where.id, who["principalId"]) == ["SELECT"]
    world.cloud.run_sql(where.id, drop_script("app", who["principalId"], "orders"))
    assert (world.cloud.sql_login(where.id, who["principalId"]), world.cloud.sql_login(other.id, who["principalId"])) == ([], ["SELECT"])
    for _ in range(2):
        world.cloud.run_sql(where.id, drop_script("app", who["principalId"], "other"))
        assert world.cloud.sql_login(other.id, who["principalId"]) is None


def test_azures_roles_give_no_data(world):
    made = server(world)
    where, who = database(world), world.identity()
    world.grant(who["principalId"], "Contributor", made.id)
    decision = world.cloud.can(who["principalId"], "SELECT", where.id, data=True)
    assert (decision.allowed, decision.code) == (False, "28P01")


def test_another_identitys_role_is_left_alone(world):
    server(world)
    where, who, other = database(world), world.identity(), world.identity("other")
    world.cloud.run_sql(where.id, user_script("app", who["principalId"], "orders", ["SELECT"]))
    error = refused(world, where, user_script("app", other["principalId"], "orders", ["SELECT"]))
    assert error.code == "P0001"
    assert "Nothing was changed" in error.message
    assert world.cloud.sql_login(where.id, other["principalId"]) is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"admin": None}, "no Microsoft Entra administrator"),
        ({"admin": "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11"}, "administrators are 5d3e7f9a"),
    ],
)
def test_only_an_administrator_runs_scripts(world, arguments, says):
    server(world, **arguments)
    where, who = database(world), world.identity()
    error = refused(world, where, user_script("app", who["principalId"], "orders", ["SELECT"]))
    assert error.code == "28P01"
    assert says in error.message


def test_a_group_of_administrators_holds_the_deployer():
    made = World()
    server(made, admin="5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11", kind="Group")
    where, who = database(made), made.identity()
    script = user_script("app", who["principalId"], "orders", ["SELECT"])
    made.cloud.run_sql(where.id, script)
    assert refused(made, where, script, as_principal=who["principalId"]).code == "28P01"


def test_no_administrator_while_entra_authentication_is_off(world):
    # learn.microsoft.com/azure/postgresql/security/security-entra-configure: the server takes Entra sign-ins first
    with pytest.raises(AzureError, match=r"AadAuthNotEnabled.*not enabled"):
        server(world, authConfig={"activeDirectoryAuth": "Disabled"})


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("DROP TABLE lines;", "42601"),
        ("SELECT 1", "42601"),
        ('\\connect "nowhere"\n', "3D000"),
        ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO nobody;", "42704"),
        ("\\connect \"orders\"\nSELECT pgaadauth_create_principal_with_oid('a', 'b', 'service', false, false);", "42883"),
        ("DO $$ BEGIN DROP TABLE lines; END $$;", "42601"),
    ],
)
def test_what_it_does_not_know_is_refused(world, script, code):
    server(world)
    assert refused(world, database(world), script).code == code


def test_plain_statements_do_as_well(world):
    server(world)
    where, who = database(world), world.identity()
    create = f"SELECT pgaadauth_create_principal_with_oid('it''s', '{who['principalId']}', 'service', false, false);"
    world.cloud.run_sql(
        where.id, f'\\connect "postgres"\n{create}\n\\connect "orders"\nGRANT SELECT ON ALL TABLES IN SCHEMA public TO "it\'s";'
    )
    assert world.cloud.sql_login(where.id, who["principalId"]) == ["SELECT"]
    assert refused(world, where, f'\\connect "postgres"\n{create}').code == "42710"


def test_a_database_that_is_not_there_is_refused(world):
    made = server(world)
    with pytest.raises(AzureError, match="does not exist"):
        world.cloud.sql_login(f"{made.id}/databases/nowhere", "x")


def test_names_of_servers_are_global(world):
    server(world)
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "second", "location": "westeurope"})
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: the scope of their names is global
    with pytest.raises(AzureError, match=r"ServerNameAlreadyExists.*already used"):
        world.make(SERVER, {"serverName": "pgsrv"}, group="second")
