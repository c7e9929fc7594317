"""What the database services refuse of servers and databases beyond the schema: passwords, logins, versions, SKUs, modes."""

from __future__ import annotations

import re

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, bad_request, resource_not_found
from azure_rehearsal.core.plain import tables, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()
_POSTGRES, _MYSQL = "azure-native:dbforpostgresql:Server", "azure-native:dbformysql:Server"
_SQL, _DATABASE = "azure-native:sql:Server", "azure-native:sql:Database"


@REFUSALS.of(_SQL, _POSTGRES, _MYSQL)
def weak_password(write: Write) -> None:
    """Code and words: github.com/microsoft/TailwindTraders/issues/2, github.com/hashicorp/terraform-provider-azurerm/issues/15791.

    The policy: learn.microsoft.com/azure/azure-sql/database/logical-servers and learn.microsoft.com/azure/postgresql/flexible-server/
    quickstart-create-server: 8 to 128 characters of three kinds, without a part of the login.
    """
    password, login = text(write.inputs, "administratorLoginPassword"), text(write.inputs, "administratorLogin") or ""
    if password is None or _strong(password, login):
        return
    raise bad_request(
        "Password validation failed. The password does not meet policy requirements because it is not complex enough.", "PasswordNotComplex"
    )


def _strong(password: str, login: str) -> bool:
    kinds = sum(bool(re.search(pattern, password)) for pattern in (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]"))
    return 8 <= len(password) <= 128 and kinds >= 3 and not (login and login.lower() in password.lower())


# learn.microsoft.com/azure/azure-sql/database/logical-servers and .../rest/api/sql/servers/create-or-update (administratorLogin)
_SQL_RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "sa",
        "root",
        "dbmanager",
        "loginmanager",
        "dbo",
        "guest",
        "public",
        "sys",
        "information_schema",
        "db_owner",
        "db_accessadmin",
        "db_securityadmin",
        "db_ddladmin",
        "db_backupoperator",
        "db_datareader",
        "db_datawriter",
        "db_denydatareader",
        "db_denydatawriter",
    ]
)
# github.com/hashicorp/terraform-provider-azurerm/issues/10726, learn.microsoft.com/azure/postgresql/flexible-server/quickstart-create-server
_POSTGRES_RESERVED = frozenset(["azure_superuser", "azure_pg_admin", "admin", "administrator", "root", "guest", "public", "postgres"])
# learn.microsoft.com/azure/mysql/flexible-server/quickstart-create-server-portal
_MYSQL_RESERVED = frozenset(
    ["azure_superuser", "admin", "administrator", "root", "guest", "public", "mysql.sys", "mysql.session", "mysql.infoschema"]
)
_RESERVED = {_SQL: _SQL_RESERVED, _POSTGRES: _POSTGRES_RESERVED, _MYSQL: _MYSQL_RESERVED}


@REFUSALS.of(_SQL, _POSTGRES, _MYSQL)
def reserved_login(write: Write) -> None:
    """Names that belong to the system: the lists above. SQL's words: learn.microsoft.com/rest/api/sql/servers/create-or-update, error codes."""
    login = text(write.inputs, "administratorLogin")
    if login is None or not write.creating:
        return
    reserved = login.lower() in _RESERVED[write.type.token] or (write.type.token == _POSTGRES and login.lower().startswith("pg_"))
    if reserved and write.type.token == _SQL:
        raise bad_request(f"'{login}' is not a valid login name.", "InvalidLoginName")
    if reserved:
        raise bad_request("Invalid value given for parameter AdministratorLogin. Specify a valid parameter value.", "InvalidParameterValue")


# Names of service objectives: learn.microsoft.com/azure/azure-sql/database/resource-limits-logical-server, and the output of
# `az sql db list-editions` in the documentation
_OBJECTIVES = re.compile(
    r"Free|Basic|System\d?|S(0|1|2|3|4|6|7|9|12)|P(1|2|4|6|11|15)|Standard|Premium|DW\d+c?|ElasticPool|DataWarehouse|"
    r"(GP|BC|HS)(_S)?_(Gen4|Gen5|Fsv2|M|DC|PRMS|MOPRMS|8IM|8IH)(_\d+)?|GeneralPurpose|BusinessCritical|Hyperscale|Stretch|Web|Business",
    re.IGNORECASE,
)


@REFUSALS.of(_DATABASE)
def unknown_objective(write: Write) -> None:
    """learn.microsoft.com/rest/api/sql/databases/create-or-update, error codes: 400 InvalidSkuName."""
    name = text(write.inputs, "sku", "name")
    if name is not None and not _OBJECTIVES.fullmatch(name):
        raise bad_request("Invalid SKU name.", "InvalidSkuName")


# learn.microsoft.com/azure/postgresql/flexible-server/concepts-supported-versions; 11 and 12 are out of support
_VERSIONS = {
    _POSTGRES: frozenset({"11", "12", "13", "14", "15", "16", "17", "18"}),
    _MYSQL: frozenset({"5.7", "8.0.21", "8.4", "9.1", "9.2", "9.3"}),
}
# learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute, learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers
_TIERS = {"burstable": r"Standard_B\d+\w*", "generalpurpose": r"Standard_D\w+", "memoryoptimized": r"Standard_E\w+"}


@REFUSALS.of(_POSTGRES, _MYSQL)
def flexible_server(write: Write) -> None:
    """Version, and a SKU of its tier: learn.microsoft.com/rest/api/postgresql, InvalidParameterValue (words as of other parameters)."""
    version = text(write.inputs, "version")
    if version is not None and version not in _VERSIONS[write.type.token]:
        raise bad_request("Invalid value given for parameter Version. Specify a valid parameter value.", "InvalidParameterValue")
    tier, sku = (text(write.inputs, "sku", "tier") or "").lower(), text(write.inputs, "sku", "name") or ""
    pattern = _TIERS.get(tier)
    if pattern and sku and not re.fullmatch(pattern, sku, re.IGNORECASE):
        raise bad_request("Invalid value given for parameter Sku. Specify a valid parameter value.", "InvalidParameterValue")


@REFUSALS.of(_POSTGRES, _MYSQL)
def standby_of_a_burstable_server(write: Write) -> None:
    """learn.microsoft.com/azure/reliability/reliability-postgresql-flexible-server; public repositories quote the code."""
    mode = (text(write.inputs, "highAvailability", "mode") or "Disabled").lower()
    if mode != "disabled" and (text(write.inputs, "sku", "tier") or "").lower() == "burstable":
        raise bad_request("High availability is not supported for Burstable SKU.", "HANotSupportedForBurstableSkuWithMoreInfo")


@REFUSALS.of(_POSTGRES, _MYSQL)
def subnet_of_a_server(write: Write) -> None:
    """learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private#virtual-network-concepts (no quotation of the words)."""
    wanted = "Microsoft.DBforPostgreSQL/flexibleServers" if write.type.token == _POSTGRES else "Microsoft.DBforMySQL/flexibleServers"
    subnet_id = text(write.inputs, "network", "delegatedSubnetResourceId")
    if not subnet_id:
        return
    arm, subnet = ArmId.parse(subnet_id), write.cloud.state.get(subnet_id)
    if subnet is None:
        if (arm.subscription or "").lower() == write.cloud.subscription_id.lower():
            raise resource_not_found(arm.kind, "/".join(arm.names), arm.group)
        return
    if wanted.lower() not in [(text(one, "serviceName") or "").lower() for one in tables(subnet.inputs, "delegations")]:
        raise bad_request(
            f"Subnet {subnet_id} is missing a delegation to {wanted}. Please add the delegation and try again.",
            "SubnetNotDelegated",
        )


@REFUSALS.of("azure-native:dbforpostgresql:FirewallRule", "azure-native:dbformysql:FirewallRule")
def rule_of_a_private_server(write: Write) -> None:
    """learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private: a server in a network has no firewall rules."""
    server = write.cloud.state.get(write.arm.top())
    if server is not None and text(server.inputs, "network", "delegatedSubnetResourceId"):
        raise AzureError(
            "FirewallRuleNotSupportedForVnetServer",
            f"Firewall rule operations cannot be requested for server {write.arm.names[0]}, which has private access.",
            400,
        )
