"""Azure Database for MySQL (flexible server): a user of the server, with rights in one database."""

from pulumi_azure_connect.grants import mysql_user
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Secret, Target

from ._flexible_servers import LOGIN, READS, WRITES, address

_HOST = "{flexibleServers}.{suffix:mysql}"
_SCHEMA = tuple(Role(right) for right in ("CREATE", "ALTER", "DROP", "INDEX", "REFERENCES"))
_PYTHON = {"AZURE_MYSQL_HOST": _HOST, "AZURE_MYSQL_NAME": "{databases}", "AZURE_MYSQL_USER": "{user}"}
_ADDRESS = address("AZURE_MYSQL", _HOST, 3306)

MYSQL = Target(
    kind="mysql-flexible",
    title="Azure Database for MySQL",
    resource_types={"azure-native:dbformysql:Database": "Microsoft.DBforMySQL/flexibleServers/databases"},
    grant=mysql_user,
    role_is_definition=False,
    access={Access.READ: READS, Access.WRITE: WRITES, Access.MANAGE: (*WRITES, *_SCHEMA)},
    prefix="AZURE_MYSQL",
    settings=_ADDRESS,
    client_id_setting={"AZURE_MYSQL_CLIENTID": "{client_id}"},
    python_settings=_PYTHON,
    secret=Secret(
        settings={**_ADDRESS, "AZURE_MYSQL_PASSWORD": "{password}"},
        python_settings={**_PYTHON, "AZURE_MYSQL_PASSWORD": "{password}"},
        values=LOGIN,
    ),
    differs=("The user is called like the identity, not aad_<connection>, and has the rights of its level instead of all privileges.",),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-mysql",
        "https://learn.microsoft.com/azure/mysql/flexible-server/how-to-azure-ad",
    ),
)
