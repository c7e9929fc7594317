"""Azure Database for PostgreSQL (flexible server): a role of the server, with rights in one database."""

from pulumi_azure_connect.grants import postgres_user
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import LocalAuth, Secret, Target

from ._flexible_servers import LOGIN, READS, WRITES, address

_SERVERS = "Microsoft.DBforPostgreSQL/flexibleServers"
_ENTRA = {"auth_config.active_directory_auth": "Enabled"}
_HOST = "{flexibleServers}.{suffix:postgres}"
_STRING = f"dbname={{dsn:databases}} host={_HOST} port=5432 sslmode=require user={{dsn:user}}"
_ADDRESS = address("AZURE_POSTGRESQL", _HOST, 5432)

POSTGRESQL = Target(
    kind="postgres-flexible",
    title="Azure Database for PostgreSQL",
    resource_types={"azure-native:dbforpostgresql:Database": f"{_SERVERS}/databases"},
    grant=postgres_user,
    role_is_definition=False,
    access={Access.READ: READS, Access.WRITE: WRITES, Access.MANAGE: (*WRITES, Role("CREATE"))},
    prefix="AZURE_POSTGRESQL",
    settings=_ADDRESS,
    client_id_setting={"AZURE_POSTGRESQL_CLIENTID": "{client_id}"},
    python_settings={"AZURE_POSTGRESQL_CONNECTIONSTRING": _STRING},
    secret=Secret(
        settings={**_ADDRESS, "AZURE_POSTGRESQL_PASSWORD": "{password}"},
        python_settings={"AZURE_POSTGRESQL_CONNECTIONSTRING": f"{_STRING} password={{dsn:password}}"},
        values=LOGIN,
    ),
    local_auth=LocalAuth("azure-native:dbforpostgresql:Server", _SERVERS, "auth_config.password_auth", off="Disabled", also=_ENTRA),
    differs=("The role is called like the identity, not aad_<connection>, and only has rights on the tables of the schema public.",),
    sources=(
        "https://learn.microsoft.com/azure/service-connector/how-to-integrate-postgres",
        "https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-manage-azure-ad-users",
    ),
)
