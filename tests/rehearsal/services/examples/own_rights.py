"""One of each type of the data services that have rights of their own: Cosmos DB, Redis, Azure Data Explorer, PostgreSQL, MySQL."""

from __future__ import annotations

import uuid
from typing import Any

COSMOS = "azure-native:cosmosdb:"
READER = "00000000-0000-0000-0000-000000000001"
CUSTOM = "3f0a3c62-9a2f-4a53-8c0e-0f6f5d1f1a11"


def make(world: Any) -> list[Any]:
    """All of them, in an order that Azure accepts."""
    who = world.identity("data")
    return [*_cosmos(world, who), *_redis(world, who), *_kusto(world, who), *_postgresql(world, who), *_mysql(world, who)]


def _cosmos(world: Any, who: Any) -> list[Any]:
    inputs = {"accountName": "orders", "databaseAccountOfferType": "Standard", "locations": [{"locationName": "westeurope"}]}
    account = world.make(f"{COSMOS}DatabaseAccount", inputs)
    made = [account]
    for api, action in (("Sql", "sqlDatabases/containers/items/read"), ("Table", "tables/containers/entities/read")):
        allowed = {"dataActions": [f"Microsoft.DocumentDB/databaseAccounts/{action}"]}
        names = {"accountName": "orders", "resourceGroupName": "rg"}
        definitions = f"{account.id}/{api.lower()}RoleDefinitions"
        definition = {"roleName": "own", "type": "CustomRole", "permissions": [allowed], "assignableScopes": [account.id]}
        given = {"roleDefinitionId": f"{definitions}/{READER}", "principalId": who["principalId"], "scope": account.id}
        made += [
            world.make(f"{COSMOS}{api}Resource{api}RoleDefinition", {**names, "roleDefinitionId": CUSTOM, **definition}),
            world.make(f"{COSMOS}{api}Resource{api}RoleAssignment", {**names, "roleAssignmentId": str(uuid.UUID(int=7)), **given}),
        ]
    for token, inputs in (
        ("SqlResourceSqlDatabase", {"databaseName": "shop"}),
        ("SqlResourceSqlContainer", {"databaseName": "shop", "containerName": "lines"}),
        ("TableResourceTable", {"tableName": "rows"}),
        ("MongoDBResourceMongoDBDatabase", {"databaseName": "docs"}),
        ("GremlinResourceGremlinDatabase", {"databaseName": "net"}),
        ("GremlinResourceGremlinGraph", {"databaseName": "net", "graphName": "friends"}),
        ("CassandraResourceCassandraKeyspace", {"keyspaceName": "keys"}),
    ):
        key = {"partitionKey": {"paths": ["/id"], "kind": "Hash"}} if token == "SqlResourceSqlContainer" else {}
        resource = {"id": list(inputs.values())[-1], **key}
        made.append(world.make(f"{COSMOS}{token}", {"accountName": "orders", **inputs, "resource": resource}))
    return made


def _redis(world: Any, who: Any) -> list[Any]:
    sku = {"name": "Basic", "family": "C", "capacity": 0}
    policy = {"accessPolicyName": "Data Reader", "objectId": who["principalId"], "objectIdAlias": "app"}
    inner = {"clusterName": "big", "databaseName": "default"}
    user = {"accessPolicyName": "default", "user": {"objectId": who["principalId"]}}
    return [
        world.make("azure-native:redis:Redis", {"name": "fast", "sku": sku, "redisConfiguration": {"aadEnabled": "true"}}),
        world.make("azure-native:redis:AccessPolicy", {"cacheName": "fast", "accessPolicyName": "own", "permissions": "+@read ~*"}),
        world.make("azure-native:redis:AccessPolicyAssignment", {"cacheName": "fast", "accessPolicyAssignmentName": "one", **policy}),
        world.make(
            "azure-native:redisenterprise:RedisEnterprise",
            {"clusterName": "big", "sku": {"name": "Balanced_B0"}, "publicNetworkAccess": "Enabled"},
        ),
        world.make("azure-native:redisenterprise:Database", inner),
        world.make("azure-native:redisenterprise:AccessPolicyAssignment", {**inner, "accessPolicyAssignmentName": "one", **user}),
    ]


def _kusto(world: Any, who: Any) -> list[Any]:
    keys = {"clusterName": "events", "databaseName": "logs"}
    given = {"principalId": who["principalId"], "principalType": "App", "role": "Viewer", "tenantId": world.cloud.tenant_id}
    return [
        world.make(
            "azure-native:kusto:Cluster", {"clusterName": "events", "sku": {"name": "Dev(No SLA)_Standard_E2a_v4", "tier": "Basic"}}
        ),
        world.make("azure-native:kusto:ReadWriteDatabase", {**keys, "kind": "ReadWrite"}),
        world.make("azure-native:kusto:DatabasePrincipalAssignment", {**keys, "principalAssignmentName": "one", **given}),
    ]


def _postgresql(world: Any, who: Any) -> list[Any]:
    native, name = "azure-native:dbforpostgresql:", {"serverName": "pgsrv"}
    sku, entra = {"name": "Standard_B1ms", "tier": "Burstable"}, {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"}
    administrator = {"objectId": who["principalId"], "principalName": "data", "principalType": "ServicePrincipal"}
    return [
        world.make(f"{native}Server", {**name, "sku": sku, "authConfig": entra, "version": "16"}),
        world.make(f"{native}Database", {**name, "databaseName": "orders"}),
        world.make(f"{native}Administrator", {**name, **administrator, "tenantId": world.cloud.tenant_id}),
        world.make(f"{native}FirewallRule", {**name, "firewallRuleName": "all", "startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}),
    ]


def _mysql(world: Any, who: Any) -> list[Any]:
    native, name = "azure-native:dbformysql:", {"serverName": "mysrv"}
    identity = {"type": "UserAssigned", "userAssignedIdentities": [who.id]}
    administrator = {"administratorName": "ActiveDirectory", "administratorType": "ActiveDirectory", "identityResourceId": who.id}
    return [
        world.make(f"{native}Server", {**name, "sku": {"name": "Standard_B1ms", "tier": "Burstable"}, "identity": identity}),
        world.make(f"{native}Database", {**name, "databaseName": "orders"}),
        world.make(
            f"{native}AzureADAdministrator",
            {**name, **administrator, "login": "data", "sid": who["principalId"], "tenantId": world.cloud.tenant_id},
        ),
        world.make(f"{native}FirewallRule", {**name, "firewallRuleName": "all", "startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}),
    ]
