"""Storage keys, Azure AI keys and their soft delete, SQL users, Application Insights."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from pulumi_azure_connect.sql.tsql import drop_script, user_script
from tests.rehearsal.world import World

AI = "azure-native:cognitiveservices:Account"
SID_VECTOR = ("00112233-4455-6677-8899-aabbccddeeff", "0x33221100554477668899AABBCCDDEEFF")


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def brain(world, **properties: Any):
    return world.make(AI, {"accountName": "brain", "kind": "CognitiveServices", "sku": {"name": "S0"}, "properties": properties})


@pytest.mark.behaviour("Microsoft.Storage", "Keys take the right to list them; account names are global.")
def test_storage_keys_need_the_right_to_list_them(world):
    world.make("azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
    keys = world.cloud.invoke("azure-native:storage:listStorageAccountKeys", {"resourceGroupName": "rg", "accountName": "stone"})["keys"]
    assert [one["keyName"] for one in keys] == ["key1", "key2"]
    assert all(len(one["value"]) == 88 for one in keys)
    refused(
        "ResourceNotFound",
        world.cloud.invoke,
        "azure-native:storage:listStorageAccountKeys",
        {"resourceGroupName": "rg", "accountName": "no"},
    )


@pytest.mark.behaviour(beside="test_storage_keys_need_the_right_to_list_them")
def test_storage_account_names_are_global(world):
    # learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-storage-account-name
    world.make("azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "other", "location": "westeurope"})
    inputs = {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    refused("StorageAccountAlreadyTaken", world.make, "azure-native:storage:StorageAccount", inputs, group="other")


@pytest.mark.behaviour(
    "Microsoft.CognitiveServices",
    "Keys exist while local authentication is on; subdomains are global; a deleted account has to be restored or purged.",
)
def test_ai_keys_exist_while_local_authentication_does(world):
    # learn.microsoft.com/azure/ai-services/disable-local-auth
    account = brain(world)
    args = {"resourceGroupName": "rg", "accountName": "brain"}
    keys = world.cloud.invoke("azure-native:cognitiveservices:listAccountKeys", args)
    assert set(keys) == {"key1", "key2"}
    assert keys["key1"] != keys["key2"]
    world.change(account, properties={"disableLocalAuth": True})
    assert "disableLocalAuth" in refused("BadRequest", world.cloud.invoke, "azure-native:cognitiveservices:listAccountKeys", args).message


@pytest.mark.behaviour(beside="test_ai_keys_exist_while_local_authentication_does")
def test_a_deleted_ai_account_has_to_be_restored_or_purged(world):
    # learn.microsoft.com/azure/ai-services/recover-purge-resources
    world.drop(brain(world))
    assert refused("FlagMustBeSetForRestore", brain, world).status == 409
    account = brain(world, restore=True)
    world.drop(account)
    world.cloud.purge(account.id)
    world.drop(brain(world))
    world.cloud.clock.advance(48 * 3600)
    brain(world)


@pytest.mark.behaviour(beside="test_ai_keys_exist_while_local_authentication_does")
def test_ai_subdomains_are_global_and_make_the_endpoint(world):
    # learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains
    account = brain(world, customSubDomainName="one")
    assert account["properties"]["endpoint"] == "https://one.cognitiveservices.azure.com/"
    other = {"accountName": "mind", "kind": "CognitiveServices", "sku": {"name": "S0"}}
    refused("CustomDomainInUse", world.make, AI, {**other, "properties": {"customSubDomainName": "ONE"}})
    assert world.make(AI, other)["properties"]["endpoint"] == "https://westeurope.api.cognitive.microsoft.com/"


@pytest.mark.behaviour("Microsoft.Insights", "Application Insights needs its workspace.")
def test_application_insights_needs_its_workspace(world):
    inputs = {"resourceName": "eyes", "applicationType": "web", "kind": "web"}
    wrong = f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/no"
    token = "azure-native:applicationinsights:Component"
    refused("ResourceNotFound", world.make, token, {**inputs, "workspaceResourceId": wrong})
    made = world.make(token, inputs)
    assert made["instrumentationKey"] in made["connectionString"]
    assert world.change(made, tags={"a": "b"})["connectionString"] == made["connectionString"]


def database(world, *, admin: str | None = None, **server: Any):
    inputs = {"serverName": "sql-one", "administratorLogin": "boss", "administratorLoginPassword": "Passw0rd", **server}
    world.make("azure-native:sql:Server", inputs)
    made = world.make("azure-native:sql:Database", {"serverName": "sql-one", "databaseName": "orders"})
    if admin:
        who = {"administratorName": "ActiveDirectory", "login": "boss", "sid": admin}
        world.make("azure-native:sql:ServerAzureADAdministrator", {"serverName": "sql-one", **who})
    return made


def sql_world():
    world = World()
    return world, database(world, admin=world.cloud.deployer.object_id).id


@pytest.mark.behaviour(
    "Microsoft.Sql",
    "User scripts are run: who may, and which users and roles the database has afterwards; a login goes by the client id.",
)
def test_a_script_lets_the_app_in_and_again_changes_nothing():
    world, orders = sql_world()
    client = world.identity()["clientId"]
    assert world.cloud.sql_login(orders, client) is None
    script = user_script("app", client, ("db_datareader",))
    world.cloud.run_sql(orders, script)
    assert world.cloud.sql_login(orders, client) == ["db_datareader"]
    before = world.cloud.dump()
    world.cloud.run_sql(orders, script)
    assert world.cloud.dump() == before
    world.cloud.run_sql(orders, user_script("app", client, ("db_datawriter", "db_datareader")))
    assert world.cloud.sql_login(orders, client) == ["db_datareader", "db_datawriter"]
    world.cloud.run_sql(orders, user_script("app", client, ("db_datareader",)))
    assert world.cloud.sql_login(orders, client) == ["db_datareader"]
    world.cloud.run_sql(orders, drop_script("app", client))
    assert world.cloud.sql_login(orders, client) is None


@pytest.mark.behaviour(beside="test_a_script_lets_the_app_in_and_again_changes_nothing")
def test_the_principal_id_lets_nobody_in():
    # thread: microsoft/aspire#19390
    world, orders = sql_world()
    identity = world.identity()
    world.cloud.run_sql(orders, user_script("app", identity["principalId"], ("db_datareader",)))
    assert world.cloud.sql_login(orders, identity["clientId"]) is None


def test_lowered_access_takes_the_role_away():
    world, orders = sql_world()
    (client, other) = (world.identity(name)["clientId"] for name in ("mine", "other"))
    for who, roles in ((client, ("db_datareader", "db_datawriter")), (other, ("db_datawriter",)), (client, ("db_datareader",))):
        world.cloud.run_sql(orders, user_script(f"app-{who[:4]}", who, roles))
    assert world.cloud.sql_login(orders, client) == ["db_datareader"]
    assert world.cloud.sql_login(orders, other) == ["db_datawriter"]


def test_another_identity_of_the_same_name_drops_nobody():
    world, orders = sql_world()
    old = world.identity()
    world.cloud.run_sql(orders, user_script("app", old["clientId"], ("db_datawriter",)))
    world.drop(old)
    new = world.identity()
    assert new["clientId"] != old["clientId"]
    script = user_script("APP", new["clientId"], ("db_datareader",))
    with pytest.raises(AzureError, match="belongs to another identity"):
        world.cloud.run_sql(orders, script)
    assert world.cloud.sql_login(orders, old["clientId"]) == ["db_datawriter"]
    world.cloud.run_sql(orders, drop_script("app", old["clientId"]))
    world.cloud.run_sql(orders, script)
    assert (world.cloud.sql_login(orders, old["clientId"]), world.cloud.sql_login(orders, new["clientId"])) == (None, ["db_datareader"])


def test_a_sid_is_the_client_id_in_sql_servers_order():
    # MicrosoftDocs/sql-docs, authentication-microsoft-entra-create-users-with-nonunique-names.md
    world, orders = sql_world()
    client, sid = SID_VECTOR
    world.cloud.run_sql(orders, f"CREATE USER [x]]y] WITH SID = {sid}, TYPE = E;")
    assert world.cloud.sql_login(orders, client) == []


@pytest.mark.parametrize(
    ("code", "script"),
    [
        ("Msg 102", "DROP TABLE orders;"),
        ("Msg 102", "CREATE USER [x] FROM EXTERNAL PROVIDER;"),
        ("Msg 102", "CREATE USER [x] WITH SID = 0x33221100554477668899AABBCCDDEEFF, TYPE = E"),
        ("Msg 15151", "ALTER ROLE [db_datareader] ADD MEMBER [nobody];"),
        ("Msg 15151", "DROP USER [nobody];"),
        ("Msg 15023", "CREATE USER [dbo] WITH SID = 0x33221100554477668899AABBCCDDEEFF, TYPE = E;"),
        ("Msg 50001", "IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'x') BEGIN THROW 50001, N'no', 1; END;"),
        (
            "Msg 15063",
            "CREATE USER [a] WITH SID = 0x33221100554477668899AABBCCDDEEFF, TYPE = E; CREATE USER [b] WITH SID = 0x33221100554477668899AABBCCDDEEFF, TYPE = E;",
        ),
    ],
)
def test_fails_with_sql_servers_message_and_changes_nothing(code, script):
    # learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
    world, orders = sql_world()
    refused(code, world.cloud.run_sql, orders, "CREATE USER [kept] WITH SID = 0x00000000000000000000000000000000, TYPE = E; " + script)
    assert world.cloud.sql_login(orders, "00000000-0000-0000-0000-000000000000") is None


@pytest.mark.behaviour(beside="test_a_script_lets_the_app_in_and_again_changes_nothing")
def test_only_the_entra_administrator_runs_scripts(world):
    # learn.microsoft.com/azure/azure-sql/database/authentication-aad-configure
    orders = database(world).id
    assert "no Microsoft Entra administrator" in refused("18456", world.cloud.run_sql, orders, "").message
    other = World()
    boss = other.identity()["principalId"]
    orders = database(other, admin=boss).id
    refused("18456", other.cloud.run_sql, orders, "")
    other.cloud.run_sql(orders, "", as_principal=boss)


@pytest.mark.behaviour("Microsoft.Sql", "A server needs one kind of administrator.")
def test_a_server_needs_one_kind_of_administrator(world):
    # learn.microsoft.com/rest/api/sql/servers/create-or-update
    refused("InvalidParameterValue", world.make, "azure-native:sql:Server", {"serverName": "sql-one"})
    admins = {"azureADOnlyAuthentication": True, "login": "boss", "sid": world.cloud.deployer.object_id}
    orders = database(world, administrators=admins).id
    world.cloud.run_sql(orders, "")
    who = {"serverName": "sql-one", "administratorName": "ActiveDirectory", "login": "boss", "sid": "x"}
    assert "already existing" in str(refused("", world.make, "azure-native:sql:ServerAzureADAdministrator", who))
    # learn.microsoft.com/rest/api/sql/server-azure-ad-administrators/create-or-update: the one name that there is
    other = {**who, "administratorName": "boss"}
    refused("InvalidServerADAdministratorName", world.make, "azure-native:sql:ServerAzureADAdministrator", other)


def test_names_of_sql_servers_are_global(world):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    database(world)
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "second", "location": "westeurope"})
    inputs = {"serverName": "sql-one", "administratorLogin": "boss", "administratorLoginPassword": "Rehearsal-1-only"}
    assert refused("NameAlreadyExists", world.make, "azure-native:sql:Server", inputs, group="second").status == 409


def test_a_server_goes_with_its_databases(world):
    orders = database(world)
    world.cloud.delete("azure-native:sql:Server", orders.id.rsplit("/databases/", 1)[0])
    assert orders.id not in world.cloud.remaining()


def test_the_deployer_belongs_to_the_administrators_group_unless_told_otherwise():
    for belongs in (True, False):
        world = World(deployer_in_admin_groups=belongs)
        group = world.make("azuread:index:Group", {"displayName": "admins", "securityEnabled": True})
        orders = database(world, admin=group["objectId"]).id
        if belongs:
            world.cloud.run_sql(orders, "")
        else:
            refused("18456", world.cloud.run_sql, orders, "")
        app = world.identity()["principalId"]
        refused("18456", world.cloud.run_sql, orders, "", as_principal=app)
        world.make("azuread:index:GroupMember", {"groupObjectId": group["objectId"], "memberObjectId": app})
        world.cloud.run_sql(orders, "", as_principal=app)
