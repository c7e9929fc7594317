"""Azure SQL Database: a user inside the database, made from the identity's client id."""

from pulumi_azure_connect.grants import database_user
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Secret, Target, Value

_READER, _WRITER, _DDL = Role("db_datareader"), Role("db_datawriter"), Role("db_ddladmin")

_ADDRESS = {"AZURE_SQL_PORT": "1433", "AZURE_SQL_DATABASE": "{databases}"}
_ANY = {"AZURE_SQL_HOST": "{servers}.{suffix:sql}", **_ADDRESS}
_PYTHON = {"AZURE_SQL_SERVER": "{servers}.{suffix:sql}", **_ADDRESS}

SQL_DATABASE = Target(
    kind="sql",
    title="Azure SQL Database",
    resource_types={"azure-native:sql:Database": "Microsoft.Sql/servers/databases"},
    grant=database_user,
    role_is_definition=False,
    access={Access.READ: (_READER,), Access.WRITE: (_READER, _WRITER), Access.MANAGE: (_READER, _WRITER, _DDL)},
    prefix="AZURE_SQL",
    settings={**_ANY, "AZURE_SQL_AUTHENTICATION": "azure-active-directory-default"},
    client_id_setting={"AZURE_SQL_USERNAME": "{client_id}"},
    python_settings={**_PYTHON, "AZURE_SQL_AUTHENTICATION": "ActiveDirectoryMsi"},
    # Service Connector's page calls it the object id; drivers with ActiveDirectoryMsi take the client id.
    python_client_id_setting={"AZURE_SQL_USER": "{client_id}"},
    secret=Secret(
        settings={**_ANY, "AZURE_SQL_USERNAME": "{user}", "AZURE_SQL_PASSWORD": "{password}"},
        python_settings={**_PYTHON, "AZURE_SQL_USER": "{user}", "AZURE_SQL_PASSWORD": "{password}"},
        values={"user": Value("SQL login"), "password": Value("its password", secret=True)},
    ),
    local_auth=LocalAuth("azure-native:sql:Server", "Microsoft.Sql/servers", "administrators.azure_ad_only_authentication", within=True),
    differs=("Service Connector grants CONTROL on the database.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-sql-database",),
)
