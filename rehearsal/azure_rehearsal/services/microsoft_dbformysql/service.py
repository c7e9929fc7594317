"""Microsoft.DBforMySQL: flexible servers, databases, the one Entra administrator; and the users that scripts make in them.

Sources: learn.microsoft.com/azure/mysql/flexible-server/how-to-azure-ad and the Bicep module avm/res/db-for-my-sql/flexible-server.
"""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import is_within, key_of
from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.name_rules import GlobalName, NameRule, any_name, only, specification
from azure_rehearsal.core.plain import set_default, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Principal, Record
from azure_rehearsal.services.microsoft_dbformysql.script import execute
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity, user_identities
from azure_rehearsal.services.shared.server_users import Administrator, Engine

__all__ = ["ENGINE", "SERVICE"]

SERVER = "azure-native:dbformysql:Server"
DATABASE = "azure-native:dbformysql:Database"
ADMINISTRATOR = "azure-native:dbformysql:AzureADAdministrator"
FIREWALL_RULE = "azure-native:dbformysql:FirewallRule"
_PATH = GROUP + "/providers/Microsoft.DBforMySQL/flexibleServers/{serverName}"


class _Server(Behaviour):
    def fill(self, write: Write) -> None:
        apply_identity(write)
        write.outputs.update({"fullyQualifiedDomainName": f"{write.arm.name}.mysql.database.azure.com", "state": "Ready"})
        set_default(write.outputs, "version", "8.0.21")
        set_default(write.outputs, "replicationRole", "None")

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


class _Administrator(Behaviour):
    """A server has one, and needs an identity of its own to look people up in the directory."""

    def refuse(self, write: Write) -> None:
        if write.arm.name != "ActiveDirectory":
            raise bad_request(f"The administrator name '{write.arm.name}' is invalid: it must be 'ActiveDirectory'.")
        server = write.cloud.state.get(write.arm.top())
        attached = [key_of(one) for one in user_identities(server.inputs)] if server else []
        if key_of(text(write.inputs, "identityResourceId") or "") not in attached:
            raise bad_request("The identity given as identityResourceId is not assigned to the server.")


def _administrators(cloud: Cloud, server_id: str) -> list[Administrator]:
    # The administrator's resource doesn't say whether it is a person or a group; the directory does.
    found: list[Administrator] = []
    for one in cloud.state.of(ADMINISTRATOR):
        if is_within(one.id, server_id):
            known = cloud.state.principal(text(one.inputs, "sid") or "")
            found.append(Administrator(text(one.inputs, "sid") or "", known is None or known.kind == "Group"))
    return found


def _client_id(principal: Principal) -> str | None:
    return principal.client_id


ENGINE = Engine(database=DATABASE, administrators=_administrators, execute=execute, proof=_client_id, refused="1045")

SERVICE = Service(
    "Microsoft.DBforMySQL",
    (
        ResourceType(
            token=SERVER,
            kind="Microsoft.DBforMySQL/flexibleServers",
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
            kind="Microsoft.DBforMySQL/flexibleServers/databases",
            path=_PATH + "/databases/{databaseName}",
            name="databaseName",
            name_rule=any_name(specification("Microsoft.DBforMySQL/flexibleServers/databases", "2024-12-30")),
        ),
        ResourceType(
            token=ADMINISTRATOR,
            kind="Microsoft.DBforMySQL/flexibleServers/administrators",
            path=_PATH + "/administrators/{administratorName}",
            name="administratorName",
            name_rule=only("ActiveDirectory", specification("Microsoft.DBforMySQL/flexibleServers/administrators", "2024-12-30")),
            behaviour=_Administrator(),
        ),
        ResourceType(
            token=FIREWALL_RULE,
            kind="Microsoft.DBforMySQL/flexibleServers/firewallRules",
            path=_PATH + "/firewallRules/{firewallRuleName}",
            name="firewallRuleName",
            name_rule=NameRule(
                r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?",
                "1-80 letters, digits, _ and -, beginning with a letter or digit, not ending with a hyphen",
                source=specification("Microsoft.DBforMySQL/flexibleServers/firewallRules", "2024-12-30"),
            ),
        ),
    ),
    decide=ENGINE.decide,
)
