"""The data services that have rights of their own, each made in a line or two."""

from __future__ import annotations

from typing import Any

from pulumi_azure_native import cosmosdb, dbformysql, dbforpostgresql, kusto, redis, redisenterprise

from tests.components.programs import SOMEBODY, TENANT, group, raw_identity
from tests.components.targets.services import ALL_OF_AZURE


def cosmos_account(name: str = "orders", **arguments: Any) -> cosmosdb.DatabaseAccount:
    return cosmosdb.DatabaseAccount(
        name,
        account_name=f"{name}-account",
        resource_group_name=group().name,
        database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
        locations=[{"location_name": "westeurope"}],
        **arguments,
    )


def cosmos_database(account: cosmosdb.DatabaseAccount | None = None, name: str = "shop") -> cosmosdb.SqlResourceSqlDatabase:
    of = account or cosmos_account()
    return cosmosdb.SqlResourceSqlDatabase(
        name, account_name=of.name, database_name=name, resource_group_name=group().name, resource={"id": name}
    )


def cosmos_container(database: cosmosdb.SqlResourceSqlDatabase | None = None, name: str = "lines") -> cosmosdb.SqlResourceSqlContainer:
    account = cosmos_account()
    of = database or cosmos_database(account)
    return cosmosdb.SqlResourceSqlContainer(
        name,
        account_name=account.name,
        database_name=of.name,
        container_name=name,
        resource_group_name=group().name,
        resource={"id": name, "partition_key": {"paths": ["/id"]}},
    )


def cache(name: str = "cache", *, entra: bool = True, **arguments: Any) -> redis.Redis:
    return redis.Redis(
        name,
        resource_group_name=group().name,
        sku={"name": "Basic", "family": "C", "capacity": 0},
        redis_configuration={"aad_enabled": str(entra).lower()},
        **arguments,
    )


def managed_cache(name: str = "fast", **arguments: Any) -> redisenterprise.Database:
    cluster = redisenterprise.RedisEnterprise(
        name, resource_group_name=group().name, sku={"name": "Balanced_B0"}, public_network_access="Enabled"
    )
    return redisenterprise.Database(name, cluster_name=cluster.name, resource_group_name=group().name, database_name="default", **arguments)


def kusto_database(name: str = "events") -> kusto.ReadWriteDatabase:
    cluster = kusto.Cluster(
        name,
        cluster_name=f"{name}cluster",
        resource_group_name=group().name,
        sku={"name": "Dev(No SLA)_Standard_E2a_v4", "tier": "Basic"},
    )
    return kusto.ReadWriteDatabase(name, cluster_name=cluster.name, database_name=name, resource_group_name=group().name, kind="ReadWrite")


def postgres_database(name: str = "orders", *, administrator: Any = SOMEBODY, principal_type: str = "Group") -> dbforpostgresql.Database:
    """A database of a server that takes Entra tokens, with an Entra administrator."""
    server = dbforpostgresql.Server(
        f"{name}-pg",
        server_name=f"{name}-pg",
        resource_group_name=group().name,
        auth_config={"active_directory_auth": "Enabled", "password_auth": "Disabled", "tenant_id": TENANT},
        sku={"name": "Standard_B1ms", "tier": "Burstable"},
        version="16",
    )
    dbforpostgresql.Administrator(
        f"{name}-pg-admin",
        server_name=server.name,
        resource_group_name=group().name,
        object_id=administrator,
        principal_name="admins",
        principal_type=principal_type,
        tenant_id=TENANT,
    )
    dbforpostgresql.FirewallRule(f"{name}-pg-azure", server_name=server.name, resource_group_name=group().name, **ALL_OF_AZURE)
    return dbforpostgresql.Database(f"{name}-pg", server_name=server.name, database_name=name, resource_group_name=group().name)


def mysql_database(name: str = "orders", *, administrator: Any = SOMEBODY) -> dbformysql.Database:
    """A database of a server with an Entra administrator, and the identity that it looks people up with."""
    own = raw_identity(f"{name}-mysql")
    server = dbformysql.Server(
        f"{name}-mysql",
        server_name=f"{name}-mysql",
        resource_group_name=group().name,
        identity={"type": "UserAssigned", "user_assigned_identities": [own.id]},
        sku={"name": "Standard_B1ms", "tier": "Burstable"},
        version="8.0.21",
    )
    dbformysql.AzureADAdministrator(
        f"{name}-mysql-admin",
        server_name=server.name,
        administrator_name="ActiveDirectory",
        resource_group_name=group().name,
        administrator_type="ActiveDirectory",
        identity_resource_id=own.id,
        login="admins",
        sid=administrator,
        tenant_id=TENANT,
    )
    dbformysql.FirewallRule(f"{name}-mysql-azure", server_name=server.name, resource_group_name=group().name, **ALL_OF_AZURE)
    return dbformysql.Database(f"{name}-mysql", server_name=server.name, database_name=name, resource_group_name=group().name)
