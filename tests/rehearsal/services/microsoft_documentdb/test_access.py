"""Cosmos DB: accounts, keys, and data that only the account's own roles open."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from azure_rehearsal.services.microsoft_documentdb.access import data_scope

ACCOUNT = "azure-native:cosmosdb:DatabaseAccount"
DATABASE = "azure-native:cosmosdb:SqlResourceSqlDatabase"
CONTAINER = "azure-native:cosmosdb:SqlResourceSqlContainer"
ASSIGNMENT = "azure-native:cosmosdb:SqlResourceSqlRoleAssignment"
TABLE_ASSIGNMENT = "azure-native:cosmosdb:TableResourceTableRoleAssignment"
DEFINITION = "azure-native:cosmosdb:SqlResourceSqlRoleDefinition"
READER, CONTRIBUTOR = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
ITEMS = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/"
ENTITIES = "Microsoft.DocumentDB/databaseAccounts/tables/containers/entities/"


def account(world, name: str = "orders", **inputs: Any):
    plain = {"accountName": name, "databaseAccountOfferType": "Standard", "locations": [{"locationName": "westeurope"}]}
    return world.make(ACCOUNT, {**plain, **inputs})


def container(world, name: str = "lines", database: str = "shop"):
    keys = {"accountName": "orders", "databaseName": database}
    if not any(one.id.endswith(f"/sqlDatabases/{database}") for one in world.cloud.state.of(DATABASE)):
        world.make(DATABASE, {**keys, "resource": {"id": database}})
    return world.make(CONTAINER, {**keys, "containerName": name, "resource": {"id": name, "partitionKey": {"paths": ["/id"]}}})


def assign(world, principal, role=READER, scope="", token=ASSIGNMENT, **inputs: Any):
    made = next(one for one in world.cloud.state.of(ACCOUNT))
    segment = "sqlRoleDefinitions" if token == ASSIGNMENT else "tableRoleDefinitions"
    given = {
        "resourceGroupName": "rg",
        "accountName": "orders",
        "roleAssignmentId": str(uuid.uuid4()),
        "roleDefinitionId": f"{made.id}/{segment}/{role}",
        "principalId": principal,
        "scope": f"{made.id}{scope}",
    }
    return world.make(token, {**given, **inputs})


def can(world, who, what, where):
    return world.cloud.can(who["principalId"], what, where.id, data=True)


def refused(world, call, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    return caught.value


@pytest.mark.behaviour(
    "Microsoft.DocumentDB", "Cosmos DB's own roles decide on data, per account, database and container; Azure's roles give none."
)
def test_nobody_reads_without_a_role(world):
    account(world)
    who, lines = world.identity(), container(world)
    decision = can(world, who, ITEMS + "read", lines)
    assert not decision.allowed
    assert "no role of the account itself" in decision.reason
    assert decision.code == "Forbidden"


@pytest.mark.behaviour(beside="test_nobody_reads_without_a_role")
def test_azures_own_roles_give_no_data(world):
    made = account(world)
    who, lines = world.identity(), container(world)
    world.grant(who["principalId"], "DocumentDB Account Contributor", made.id)
    assert not can(world, who, ITEMS + "read", lines).allowed
    assert world.cloud.can(who["principalId"], "Microsoft.DocumentDB/databaseAccounts/listKeys/action", made.id).allowed


def test_a_reader_reads_and_does_not_write(world):
    account(world)
    who, lines = world.identity(), container(world)
    made = assign(world, who["principalId"], READER)
    assert can(world, who, ITEMS + "read", lines).allowed
    assert made.id in can(world, who, ITEMS + "read", lines).reason
    assert not can(world, who, ITEMS + "create", lines).allowed
    assert not world.cloud.can(who["principalId"], "Microsoft.DocumentDB/databaseAccounts/listKeys/action", lines.id).allowed


@pytest.mark.behaviour(beside="test_nobody_reads_without_a_role")
def test_a_contributor_of_one_container_has_nothing_in_another(world):
    account(world)
    who, lines, others = world.identity(), container(world), container(world, "others")
    assign(world, who["principalId"], CONTRIBUTOR, "/dbs/shop/colls/lines")
    assert can(world, who, ITEMS + "create", lines).allowed
    decision = can(world, who, ITEMS + "read", others)
    assert not decision.allowed
    assert "/dbs/shop/colls/others" in decision.reason


def test_a_role_of_one_api_is_none_of_the_other(world):
    made = account(world)
    who, lines = world.identity(), container(world)
    assign(world, who["principalId"], CONTRIBUTOR, token=TABLE_ASSIGNMENT)
    assert not can(world, who, ITEMS + "read", lines).allowed
    assert world.cloud.can(who["principalId"], ENTITIES + "upsert", made.id, data=True).allowed


def test_a_right_ends_with_its_assignment(world):
    account(world)
    who, lines = world.identity(), container(world)
    made = assign(world, who["principalId"])
    world.drop(made)
    assert not can(world, who, ITEMS + "read", lines).allowed


def test_a_definition_of_the_accounts_own_counts(world):
    made = account(world)
    who, lines = world.identity(), container(world)
    own = str(uuid.uuid4())
    world.make(
        DEFINITION,
        {
            "accountName": "orders",
            "roleDefinitionId": own,
            "roleName": "creator",
            "type": "CustomRole",
            "permissions": [{"dataActions": [ITEMS + "create"]}],
            "assignableScopes": [made.id],
        },
    )
    assign(world, who["principalId"], own)
    assert can(world, who, ITEMS + "create", lines).allowed
    assert not can(world, who, ITEMS + "read", lines).allowed


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"roleAssignmentId": "mine"}, "must be a GUID"),
        ({"roleDefinitionId": f"/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{READER}"}, "fully qualified"),
        ({"principalId": "5d3e7f9a-0d0e-4a53-9d39-6c1b0a2f4e11"}, "not found in the AAD"),
    ],
)
def test_assignments_are_checked(world, wrong, says):
    account(world)
    who = world.identity()
    assert says in refused(world, assign, world, who["principalId"], **wrong).message


@pytest.mark.parametrize("scope", ["/sqlDatabases/shop", "/dbs/shop/containers/lines", "-other"])
def test_scopes_are_in_cosmos_dbs_own_words(world, scope):
    account(world)
    who = world.identity()
    assert "/dbs/<database>" in refused(world, assign, world, who["principalId"], scope=scope).message


def test_an_unknown_definition_is_refused(world):
    account(world)
    assert "does not exist" in refused(world, assign, world, world.identity()["principalId"], str(uuid.uuid4())).message


def test_an_assignment_can_not_be_changed(world):
    account(world)
    made = assign(world, world.identity()["principalId"])
    other = world.identity("other")
    assert "not permitted" in refused(world, world.change, made, principalId=other["principalId"]).message


def test_built_in_definitions_stay(world):
    made = account(world)
    inputs = {"accountName": "orders", "roleDefinitionId": READER, "roleName": "x", "assignableScopes": [made.id], "permissions": []}
    assert "built in" in refused(world, world.make, DEFINITION, inputs).message
    inputs = {**inputs, "roleDefinitionId": str(uuid.uuid4()), "permissions": [{"notDataActions": [ITEMS + "read"]}]}
    assert "not supported" in refused(world, world.make, DEFINITION, inputs).message


def test_names_of_accounts_are_global(world):
    account(world)
    world.make("azure-native:resources:ResourceGroup", {"resourceGroupName": "second", "location": "westeurope"})
    with pytest.raises(AzureError, match="already taken"):
        world.make(
            ACCOUNT,
            {"accountName": "orders", "databaseAccountOfferType": "Standard", "locations": [{"locationName": "x"}]},
            group="second",
        )


@pytest.mark.behaviour("Microsoft.DocumentDB", "Keys are listed while local authentication is on.")
def test_keys_are_listed_while_local_authentication_is_on(world):
    made = account(world)
    where = {"resourceGroupName": "rg", "accountName": "orders"}
    keys = world.cloud.invoke("azure-native:cosmosdb:listDatabaseAccountKeys", where)
    assert len(set(keys.values())) == 4
    assert keys == world.cloud.invoke("azure-native:cosmosdb:listDatabaseAccountKeys", where)
    (string,) = world.cloud.invoke("azure-native:cosmosdb:listDatabaseAccountConnectionStrings", where)["connectionStrings"]
    assert keys["primaryMasterKey"] in string["connectionString"]
    world.change(made, disableLocalAuth=True)
    assert refused(world, world.cloud.invoke, "azure-native:cosmosdb:listDatabaseAccountKeys", where).status == 403


def test_a_mongo_account_has_mongo_strings(world):
    account(world, kind="MongoDB")
    where = {"resourceGroupName": "rg", "accountName": "orders"}
    (string,) = world.cloud.invoke("azure-native:cosmosdb:listDatabaseAccountConnectionStrings", where)["connectionStrings"]
    assert string["connectionString"].startswith("mongodb://orders:")


def test_arm_ids_become_scopes():
    top = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/a"
    assert data_scope(f"{top}/sqlDatabases/d/containers/c") == f"{top}/dbs/d/colls/c"
    assert data_scope(top) == top
