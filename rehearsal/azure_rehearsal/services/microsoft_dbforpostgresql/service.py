"""Microsoft.DBforPostgreSQL: flexible servers, databases, Entra administrators; and the roles that scripts make in them.

Sources: learn.microsoft.com/rest/api/postgresql, .../azure/postgresql/flexible-server/how-to-manage-azure-ad-users, and the Bicep modules
avm/res/db-for-postgre-sql/flexible-server.
"""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import is_within
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.name_rules import GlobalName, NameRule, any_name, specification
from azure_rehearsal.core.plain import set_default, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.services.microsoft_dbforpostgresql.script import execute
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.server_users import Administrator, Engine

__all__ = ["ENGINE", "SERVICE"]

SERVER = "azure-native:dbforpostgresql:Server"
DATABASE = "azure-native:dbforpostgresql:Database"
ADMINISTRATOR = "azure-native:dbforpostgresql:Administrator"
FIREWALL_RULE = "azure-native:dbforpostgresql:FirewallRule"
_PATH = GROUP + "/providers/Microsoft.DBforPostgreSQL/flexibleServers/{serverName}"


class _Server(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        write.outputs.update(
            {"fullyQualifiedDomainName": f"{write.arm.name}.postgres.database.azure.com", "state": "Ready", "minorVersion": "4"}
        )
        set_default(write.outputs, "version", "16")
        set_default(write.outputs, "replicationRole", "Primary")
        set_default(write.outputs, "authConfig", {"activeDirectoryAuth": "Disabled", "passwordAuth": "Enabled"})

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


def _takes_entra(server: Record | None) -> bool:
    return server is not None and text(server.inputs, "authConfig", "activeDirectoryAuth") == "Enabled"


class _Administrator(Behaviour):
    def refuse(self, write: Write) -> None:
        if not _takes_entra(write.cloud.state.get(write.arm.top())):
            raise AzureError("AadAuthNotEnabled", "Microsoft Entra authentication is not enabled on the server.", 400)


def _administrators(cloud: Cloud, server_id: str) -> list[Administrator]:
    if not _takes_entra(cloud.state.get(server_id)):
        return []
    return [
        Administrator(text(one.inputs, "objectId") or "", text(one.inputs, "principalType") == "Group")
        for one in cloud.state.of(ADMINISTRATOR)
        if is_within(one.id, server_id)
    ]


def _object_id(principal: Principal) -> str:
    return principal.object_id


ENGINE = Engine(database=DATABASE, administrators=_administrators, execute=execute, proof=_object_id, refused="28P01")

SERVICE = Service(
    "Microsoft.DBforPostgreSQL",
    (
        ResourceType(
            token=SERVER,
            kind="Microsoft.DBforPostgreSQL/flexibleServers",
            path=_PATH,
            name="serverName",
            global_name=GlobalName("ServerNameAlreadyExists", "Specified server name '{name}' is already used."),
            name_rule=NameRule(r"[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])", "3-63 small letters, digits and hyphens inside"),
            replaces=frozenset({"location", "administratorLogin"}),
            hidden=frozenset({"administratorLoginPassword"}),
            location=True,
            behaviour=_Server(),
        ),
        ResourceType(
            token=DATABASE,
            kind="Microsoft.DBforPostgreSQL/flexibleServers/databases",
            path=_PATH + "/databases/{databaseName}",
            name="databaseName",
            name_rule=NameRule(
                r"[A-Za-z_][\w-]{0,62}",
                "1-63 letters, digits, _ and -, beginning with a letter or _",
                source=specification("Microsoft.DBforPostgreSQL/flexibleServers/databases", "2025-08-01"),
            ),
        ),
        ResourceType(
            token=ADMINISTRATOR,
            kind="Microsoft.DBforPostgreSQL/flexibleServers/administrators",
            path=_PATH + "/administrators/{objectId}",
            name="objectId",
            name_rule=any_name("it is the object id of a principal, which its behaviour looks up"),
            behaviour=_Administrator(),
        ),
        ResourceType(
            token=FIREWALL_RULE,
            kind="Microsoft.DBforPostgreSQL/flexibleServers/firewallRules",
            path=_PATH + "/firewallRules/{firewallRuleName}",
            name="firewallRuleName",
            name_rule=NameRule(
                r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?",
                "1-80 letters, digits, _ and -, beginning with a letter or digit, not ending with a hyphen",
                source=specification("Microsoft.DBforPostgreSQL/flexibleServers/firewallRules", "2025-08-01"),
            ),
        ),
    ),
    decide=ENGINE.decide,
)
