"""Azure Database for PostgreSQL (flexible server): a role of the server, with rights in one database."""

from pulumi_azure_connect.grants import postgres_user
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Secret, Target, Value

_HOST, _WRITES = "{flexibleServers}.{suffix:postgres}", tuple(Role(right) for right in ("SELECT", "INSERT", "UPDATE", "DELETE"))
_STRING = f"dbname={{dsn:databases}} host={_HOST} port=5432 sslmode=require user={{dsn:user}}"
_ADDRESS = {
    "AZURE_POSTGRESQL_HOST": _HOST,
    "AZURE_POSTGRESQL_USERNAME": "{user}",
    "AZURE_POSTGRESQL_DATABASE": "{databases}",
    "AZURE_POSTGRESQL_PORT": "5432",
    "AZURE_POSTGRESQL_SSL": "true",
}

POSTGRESQL = Target(
    kind="postgres-flexible",
    title="Azure Database for PostgreSQL",
    resource_types={"azure-native:dbforpostgresql:Database": "Microsoft.DBforPostgreSQL/flexibleServers/databases"},
    grant=postgres_user,
    role_is_definition=False,
    access={Access.READ: _WRITES[:1], Access.WRITE: _WRITES, Access.MANAGE: (*_WRITES, Role("CREATE"))},
    prefix="AZURE_POSTGRESQL",
    settings=_ADDRESS,
    client_id_setting={"AZURE_POSTGRESQL_CLIENTID": "{client_id}"},
    python_settings={"AZURE_POSTGRESQL_CONNECTIONSTRING": _STRING},
    secret=Secret(
        settings={**_ADDRESS, "AZURE_POSTGRESQL_PASSWORD": "{password}"},
        python_settings={"AZURE_POSTGRESQL_CONNECTIONSTRING": f"{_STRING} password={{dsn:password}}"},
        values={"user": Value("user name"), "password": Value("its password", secret=True)},
    ),
    local_auth=LocalAuth(
        "azure-native:dbforpostgresql:Server",
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "auth_config.password_auth",
        off="Disabled",
        also={"auth_config.active_directory_auth": "Enabled"},
    ),
    differs=(
        "The role is called like the identity, not aad_<connection>, and has rights on the schema public's tables instead of all privileges.",
    ),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-postgres",
        "https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-manage-azure-ad-users",
    ),
)
