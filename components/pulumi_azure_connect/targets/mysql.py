"""Azure Database for MySQL (flexible server): a user of the server, with rights in one database."""

from pulumi_azure_connect.grants import mysql_user
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Secret, Target, Value

_HOST, _WRITES = "{flexibleServers}.{suffix:mysql}", tuple(Role(right) for right in ("SELECT", "INSERT", "UPDATE", "DELETE"))
_SCHEMA = tuple(Role(right) for right in ("CREATE", "ALTER", "DROP", "INDEX", "REFERENCES"))
_PYTHON = {"AZURE_MYSQL_HOST": _HOST, "AZURE_MYSQL_NAME": "{databases}", "AZURE_MYSQL_USER": "{user}"}
_ADDRESS = {
    "AZURE_MYSQL_HOST": _HOST,
    "AZURE_MYSQL_USERNAME": "{user}",
    "AZURE_MYSQL_DATABASE": "{databases}",
    "AZURE_MYSQL_PORT": "3306",
    "AZURE_MYSQL_SSL": "true",
}

MYSQL = Target(
    kind="mysql-flexible",
    title="Azure Database for MySQL",
    resource_types={"azure-native:dbformysql:Database": "Microsoft.DBforMySQL/flexibleServers/databases"},
    grant=mysql_user,
    role_is_definition=False,
    access={Access.READ: _WRITES[:1], Access.WRITE: _WRITES, Access.MANAGE: (*_WRITES, *_SCHEMA)},
    prefix="AZURE_MYSQL",
    settings=_ADDRESS,
    client_id_setting={"AZURE_MYSQL_CLIENTID": "{client_id}"},
    python_settings=_PYTHON,
    secret=Secret(
        settings={**_ADDRESS, "AZURE_MYSQL_PASSWORD": "{password}"},
        python_settings={**_PYTHON, "AZURE_MYSQL_PASSWORD": "{password}"},
        values={"user": Value("user name"), "password": Value("its password", secret=True)},
    ),
    differs=("The user is called like the identity, not aad_<connection>, and has the rights of its level instead of all privileges.",),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-mysql",
        "https://learn.microsoft.com/azure/mysql/flexible-server/how-to-azure-ad",
    ),
)
