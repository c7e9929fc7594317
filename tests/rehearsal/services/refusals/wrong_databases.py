"""Wrong SQL, PostgreSQL and MySQL servers and databases."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.world import Made, World

from .wrong import Row

NATIVE = "azure-native:"
STRONG = "Str0ng!Passw0rd"
SQL_DOCS = "learn.microsoft.com/azure/azure-sql/database/logical-servers"
POSTGRES_DOCS = "learn.microsoft.com/azure/postgresql/flexible-server"
NO_WORDS = "no quotation of the words"


def server(world: World, **inputs: Any) -> Made:
    plain = {"serverName": "orders", "administratorLogin": "shopadmin", "administratorLoginPassword": STRONG}
    return world.make(NATIVE + "sql:Server", {**plain, **inputs})


def database(world: World, sku: str) -> Made:
    server(world)
    return world.make(NATIVE + "sql:Database", {"serverName": "orders", "databaseName": "one", "sku": {"name": sku}})


def postgres(world: World, sku: str = "Standard_B1ms", tier: str = "Burstable", **inputs: Any) -> Made:
    plain = {"serverName": "pgshop", "administratorLogin": "pgadmin", "administratorLoginPassword": STRONG, "version": "16"}
    return world.make(
        NATIVE + "dbforpostgresql:Server", {**plain, "sku": {"name": sku, "tier": tier}, "storage": {"storageSizeGB": 32}, **inputs}
    )


def private_postgres(world: World, delegation: str | None) -> Made:
    subnet = f"{world.network(data=delegation).id}/subnets/data"
    return postgres(world, "Standard_D2s_v3", "GeneralPurpose", network={"delegatedSubnetResourceId": subnet})


def rule(world: World, start: str, end: str) -> Made:
    server(world)
    return world.make(
        NATIVE + "sql:FirewallRule", {"serverName": "orders", "firewallRuleName": "r", "startIpAddress": start, "endIpAddress": end}
    )


def private_rule(world: World) -> Made:
    private_postgres(world, "Microsoft.DBforPostgreSQL/flexibleServers")
    addresses = {"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}
    return world.make(NATIVE + "dbforpostgresql:FirewallRule", {"serverName": "pgshop", "firewallRuleName": "r", **addresses})


DATABASE_ROWS = (
    Row(
        "weak SQL password",
        lambda w: server(w, administratorLoginPassword="abc"),
        "github.com/microsoft/TailwindTraders/issues/2",
        "PasswordNotComplex",
        "not complex enough",
    ),
    Row(
        "SQL password with the login in it",
        lambda w: server(w, administratorLoginPassword="Shopadmin123!"),
        SQL_DOCS,
        "PasswordNotComplex",
        "not complex enough",
    ),
    Row("strong SQL password of three kinds", lambda w: server(w, administratorLoginPassword="Abcdefg1"), SQL_DOCS),
    Row(
        "reserved SQL login",
        lambda w: server(w, administratorLogin="admin"),
        f"{SQL_DOCS}, learn.microsoft.com/rest/api/sql/servers/create-or-update",
        "InvalidLoginName",
        "'admin' is not a valid login name",
    ),
    Row(
        "unknown SQL objective",
        lambda w: database(w, "Gigantic"),
        "learn.microsoft.com/rest/api/sql/databases/create-or-update",
        "InvalidSkuName",
        "Invalid SKU name",
    ),
    Row(
        "serverless SQL objective",
        lambda w: database(w, "GP_S_Gen5_2"),
        "learn.microsoft.com/azure/azure-sql/database/serverless-tier-overview",
    ),
    Row(
        "SQL rule that is no address",
        lambda w: rule(w, "1.2.3.400", "1.2.3.4"),
        f"learn.microsoft.com/rest/api/sql/firewall-rules/create-or-update ({NO_WORDS})",
        "InvalidParameterValue",
        "StartIpAddress",
    ),
    Row(
        "SQL rule that ends before it starts",
        lambda w: rule(w, "10.0.0.9", "10.0.0.1"),
        f"learn.microsoft.com/rest/api/sql/firewall-rules/create-or-update ({NO_WORDS})",
        "InvalidParameterValue",
        "EndIpAddress",
    ),
    Row(
        "weak PostgreSQL password",
        lambda w: postgres(w, administratorLoginPassword="abc"),
        "github.com/Azure/reliable-web-app-pattern-java/issues/98 (the policy)",
        "PasswordNotComplex",
        "not complex enough",
    ),
    Row(
        "reserved PostgreSQL login",
        lambda w: postgres(w, administratorLogin="azure_superuser"),
        "github.com/hashicorp/terraform-provider-azurerm/issues/10726",
        "InvalidParameterValue",
        "AdministratorLogin",
    ),
    Row(
        "PostgreSQL login with a reserved prefix",
        lambda w: postgres(w, administratorLogin="pg_shop"),
        "github.com/hashicorp/terraform-provider-azurerm/issues/10726",
        "InvalidParameterValue",
        "AdministratorLogin",
    ),
    Row(
        "standby of a burstable server",
        lambda w: postgres(w, highAvailability={"mode": "ZoneRedundant"}),
        f"{POSTGRES_DOCS}/concepts-limits",
        "HANotSupportedForBurstableSkuWithMoreInfo",
        "Burstable",
    ),
    Row(
        "PostgreSQL SKU of another tier",
        lambda w: postgres(w, "Standard_D2s_v3"),
        f"{POSTGRES_DOCS}/concepts-compute",
        "InvalidParameterValue",
        "parameter Sku",
    ),
    Row(
        "PostgreSQL version that never was",
        lambda w: postgres(w, version="99"),
        f"{POSTGRES_DOCS}/concepts-supported-versions",
        "InvalidParameterValue",
        "parameter Version",
    ),
    Row(
        "PostgreSQL in a subnet without delegation",
        lambda w: private_postgres(w, None),
        f"{POSTGRES_DOCS}/concepts-networking-private ({NO_WORDS})",
        "SubnetNotDelegated",
        "missing a delegation to Microsoft.DBforPostgreSQL",
    ),
    Row(
        "firewall rule of a private server",
        private_rule,
        f"{POSTGRES_DOCS}/concepts-networking-private ({NO_WORDS})",
        "FirewallRuleNotSupportedForVnetServer",
        "private access",
    ),
    Row(
        "storage size between two steps",
        lambda w: postgres(w, storage={"storageSizeGB": 33}),
        f"{POSTGRES_DOCS}/concepts-storage",
        "InvalidParameterValue",
        not_checked="premium disks of the second version take any size, and their regions change",
    ),
)
