"""Azure SQL Database: a user inside the database, made from the identity's client id."""

from pulumi_azure_connect.grants import database_user
from pulumi_azure_connect.target import Access, Role, Target

_READER, _WRITER, _DDL = Role("db_datareader"), Role("db_datawriter"), Role("db_ddladmin")

SQL_DATABASE = Target(
    kind="sql",
    title="Azure SQL Database",
    resource_types={"azure-native:sql:Database": "Microsoft.Sql/servers/databases"},
    grant=database_user,
    needs_client_id=True,
    role_is_definition=False,
    access={
        Access.READ: (_READER,),
        Access.WRITE: (_READER, _WRITER),
        Access.MANAGE: (_READER, _WRITER, _DDL),
    },
    prefix="AZURE_SQL",
    settings={
        "AZURE_SQL_HOST": "{servers}.{suffix:sql}",
        "AZURE_SQL_PORT": "1433",
        "AZURE_SQL_DATABASE": "{databases}",
        "AZURE_SQL_AUTHENTICATION": "azure-active-directory-default",
    },
    client_id_setting={"AZURE_SQL_USERNAME": "{client_id}"},
    python_settings={
        "AZURE_SQL_SERVER": "{servers}.{suffix:sql}",
        "AZURE_SQL_PORT": "1433",
        "AZURE_SQL_DATABASE": "{databases}",
        "AZURE_SQL_AUTHENTICATION": "ActiveDirectoryMsi",
    },
    # Service Connector's page calls it the object id; drivers with ActiveDirectoryMsi take the client id.
    python_client_id_setting={"AZURE_SQL_USER": "{client_id}"},
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-sql-database",),
)
