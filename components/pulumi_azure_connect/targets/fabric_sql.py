"""SQL database in Fabric: a user inside the database.

It is no resource of Azure, so its address is said in `values`.
"""

from pulumi_azure_connect.grants import fabric_user
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Destination, Target, Value

_READER, _WRITER, _DDL = Role("db_datareader"), Role("db_datawriter"), Role("db_ddladmin")
_GENERIC = "server=tcp:{server};port=1433;database={database};fedauth=ActiveDirectoryManagedIdentity;"
_ODBC = "Driver={{ODBC Driver 17 for SQL Server}};Server=tcp:{server},1433;Database={database};Authentication=ActiveDirectoryMSI;"

FABRIC_SQL = Target(
    kind="fabric-sql",
    title="SQL database in Microsoft Fabric",
    takes=Destination.NOTHING,
    grant=fabric_user,
    role_is_definition=False,
    access={Access.READ: (_READER,), Access.WRITE: (_READER, _WRITER), Access.MANAGE: (_READER, _WRITER, _DDL)},
    prefix="FABRIC_SQL",
    settings={"FABRIC_SQL_CONNECTIONSTRING": _GENERIC},
    client_id_setting={"FABRIC_SQL_CONNECTIONSTRING": f"{_GENERIC}user id={{client_id}};"},
    python_settings={"FABRIC_SQL_CONNECTIONSTRING": _ODBC},
    python_client_id_setting={"FABRIC_SQL_CONNECTIONSTRING": f"{_ODBC}UID={{client_id}};"},
    values={
        "server": Value("host name of its SQL connection string, without tcp: and port"),
        "database": Value("database of its SQL connection string: <name>-<id>"),
    },
    differs=("Who only reads gets no role to write. Sharing the database with the identity is done by hand in Fabric in any case.",),
    sources=("https://learn.microsoft.com/azure/service-connector/how-to-integrate-fabric-sql",),
)
