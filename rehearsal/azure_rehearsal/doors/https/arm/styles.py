"""How Azure answers a write of each type: at once or later, by which status, headers and first body.

The rows of `STYLES` come from recordings of real traffic (the tests of azure-cli, azure-powershell and azure-service-operator; each
sequence with its source lies in tests/fidelity/recordings), by their newest; a row from a page names it. A type without a row
is done at once: 201 when it is new, 200 when it stood, 200 when it is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["AT_ONCE", "STYLES", "Style"]

_BOTH: Final = ("azure-asyncoperation", "location")
_ASYNC: Final = ("azure-asyncoperation",)
_LOCATION: Final = ("location",)


@dataclass(frozen=True)
class Style:
    """How one kind of write is answered.

    `new`, `stood`: the status for a resource that is made, and for one that was there. `headers`: where a client is told to ask; none:
    it is done at once. `again`: whether a write of what stood takes time, too. `state`: `provisioningState` until it is done; with `status`, the
    property of that name as well. `operation`: the operation's name, in place of the resource. `says`: a first body of its own; `bare`: none.
    `ended`: the status of the last answer at `location` where there is no body.
    """

    new: int = 201
    stood: int = 200
    headers: tuple[str, ...] = ()
    again: bool = True
    state: str = ""
    status: bool = False
    operation: str = ""
    says: str = ""
    bare: bool = False
    ended: int = 200

    @property
    def waits(self) -> bool:
        """Whether a client has to ask again before it is done."""
        return bool(self.headers or self.state)


AT_ONCE: Final = Style()
_ALWAYS_200: Final = Style(new=200)
_SLOW_DELETE: Final = Style(stood=202, headers=_BOTH, bare=True)
_QUEUED: Final = Style(new=202, stood=202, headers=_BOTH, says="Enqueued")
_NETWORK: Final = Style(headers=_ASYNC, state="Updating")
_EVENT_GRID: Final = Style(stood=201, headers=_ASYNC, state="Creating")


def _operation(name: str) -> Style:
    return Style(new=202, stood=202, headers=_BOTH, operation=name)


# (method, ARM type in lower case); of an action, its name follows the type
STYLES: Final[dict[tuple[str, str], Style]] = {
    ("PUT", "microsoft.app/containerapps"): Style(headers=_ASYNC, again=False, state="InProgress"),
    ("PUT", "microsoft.app/managedenvironments"): Style(headers=_ASYNC, again=False, state="Waiting"),
    ("PUT", "microsoft.appconfiguration/configurationstores"): Style(headers=_ASYNC, again=False, state="Creating"),
    ("PUT", "microsoft.cache/redis"): Style(headers=_BOTH, again=False, state="Creating"),
    ("PUT", "microsoft.cache/redisenterprise"): Style(headers=_BOTH, again=False, state="Creating"),
    ("PUT", "microsoft.cache/redisenterprise/databases"): Style(headers=_BOTH, again=False, state="Creating"),
    ("DELETE", "microsoft.cache/redisenterprise/databases"): _SLOW_DELETE,
    ("PUT", "microsoft.cognitiveservices/accounts"): Style(headers=_ASYNC, again=False, state="Creating"),
    ("PUT", "microsoft.containerregistry/registries"): _ALWAYS_200,
    ("PUT", "microsoft.dbformysql/flexibleservers"): _operation("UpsertServerManagementOperationV2"),
    ("PUT", "microsoft.dbformysql/flexibleservers/databases"): _operation("UpsertServerDatabaseManagementOperation"),
    ("DELETE", "microsoft.dbformysql/flexibleservers/databases"): _operation("DropServerDatabaseManagementOperation"),
    ("PUT", "microsoft.dbformysql/flexibleservers/firewallrules"): _operation("UpsertServerFirewallRulesManagementOperation"),
    ("DELETE", "microsoft.dbforpostgresql/flexibleservers/databases"): _operation("DropServerDatabaseManagementOperation"),
    ("DELETE", "microsoft.dbforpostgresql/flexibleservers/firewallrules"): _operation("DropServerFirewallRulesManagementOperation"),
    ("DELETE", "microsoft.documentdb/databaseaccounts"): _QUEUED,
    ("PUT", "microsoft.documentdb/databaseaccounts/sqldatabases/containers"): _QUEUED,
    ("DELETE", "microsoft.documentdb/databaseaccounts/sqldatabases/containers"): _QUEUED,
    ("PUT", "microsoft.documentdb/databaseaccounts/sqlroledefinitions"): _QUEUED,
    ("PUT", "microsoft.documentdb/databaseaccounts/sqlroleassignments"): _QUEUED,
    ("DELETE", "microsoft.documentdb/databaseaccounts/sqlroleassignments"): _QUEUED,
    ("PUT", "microsoft.eventgrid/topics"): _EVENT_GRID,
    ("DELETE", "microsoft.eventgrid/topics"): _SLOW_DELETE,
    ("DELETE", "microsoft.eventgrid/domains"): _SLOW_DELETE,
    ("PUT", "microsoft.eventgrid/domains/topics"): _EVENT_GRID,
    ("PUT", "microsoft.eventgrid/eventsubscriptions"): _EVENT_GRID,
    ("DELETE", "microsoft.eventhub/namespaces"): Style(stood=202, headers=_LOCATION, bare=True, ended=204),
    ("PUT", "microsoft.eventhub/namespaces/authorizationrules"): _ALWAYS_200,
    ("PUT", "microsoft.eventhub/namespaces/eventhubs"): _ALWAYS_200,
    ("PUT", "microsoft.eventhub/namespaces/eventhubs/authorizationrules"): _ALWAYS_200,
    ("PUT", "microsoft.eventhub/namespaces/eventhubs/consumergroups"): _ALWAYS_200,
    ("PUT", "microsoft.insights/components"): _ALWAYS_200,
    ("PUT", "microsoft.insights/diagnosticsettings"): _ALWAYS_200,
    ("PUT", "microsoft.insights/metricalerts"): _ALWAYS_200,
    ("PUT", "microsoft.keyvault/vaults"): Style(new=200, again=False, state="RegisteringDns"),
    ("PUT", "microsoft.keyvault/vaults/keys"): _ALWAYS_200,
    ("POST", "microsoft.keyvault/locations/deletedvaults/purge"): Style(stood=202, headers=_LOCATION, bare=True),
    ("PUT", "microsoft.network/networksecuritygroups"): _NETWORK,
    ("PUT", "microsoft.network/privatednszones/virtualnetworklinks"): Style(new=202, stood=202, headers=_BOTH, bare=True),
    ("DELETE", "microsoft.network/privatednszones"): _SLOW_DELETE,
    ("PUT", "microsoft.network/privateendpoints"): _NETWORK,
    ("PUT", "microsoft.network/privateendpoints/privatednszonegroups"): _NETWORK,
    ("PUT", "microsoft.network/publicipaddresses"): _NETWORK,
    ("DELETE", "microsoft.network/publicipaddresses"): _SLOW_DELETE,
    ("PUT", "microsoft.network/virtualnetworks"): _NETWORK,
    ("DELETE", "microsoft.network/virtualnetworks"): _SLOW_DELETE,
    ("PUT", "microsoft.network/virtualnetworks/subnets"): _NETWORK,
    ("DELETE", "microsoft.network/virtualnetworks/subnets"): _SLOW_DELETE,
    ("PUT", "microsoft.operationalinsights/workspaces"): Style(),
    ("PUT", "microsoft.resources/deployments"): Style(stood=200, headers=_ASYNC, state="Accepted"),
    ("DELETE", "microsoft.resources/deployments"): Style(stood=202, headers=_LOCATION, bare=True, ended=204),
    ("DELETE", "microsoft.resources/resourcegroups"): Style(stood=202, headers=_LOCATION, bare=True),
    ("PUT", "microsoft.search/searchservices"): Style(again=False, state="provisioning", status=True),
    ("PUT", "microsoft.servicebus/namespaces"): Style(headers=_BOTH, again=False, state="Creating", status=True),
    ("DELETE", "microsoft.servicebus/namespaces"): Style(stood=202, headers=_BOTH, bare=True, ended=204),
    ("PUT", "microsoft.servicebus/namespaces/authorizationrules"): _ALWAYS_200,
    ("PUT", "microsoft.servicebus/namespaces/queues"): _ALWAYS_200,
    ("PUT", "microsoft.servicebus/namespaces/topics"): _ALWAYS_200,
    ("PUT", "microsoft.servicebus/namespaces/topics/subscriptions"): _ALWAYS_200,
    ("PUT", "microsoft.signalrservice/signalr"): Style(headers=_BOTH, again=False, state="Creating"),
    ("PATCH", "microsoft.signalrservice/signalr"): Style(stood=202, headers=_BOTH, bare=True),
    ("PUT", "microsoft.sql/servers"): _operation("UpsertLogicalServer"),
    ("PUT", "microsoft.sql/servers/administrators"): _operation("CreateActiveDirectoryAdministrator"),
    ("PUT", "microsoft.sql/servers/databases"): _operation("CreateLogicalDatabase"),
    ("DELETE", "microsoft.sql/servers/databases"): _operation("DropLogicalDatabase"),
    ("PUT", "microsoft.sql/servers/firewallrules"): _ALWAYS_200,
    ("PUT", "microsoft.storage/storageaccounts"): Style(new=202, headers=_LOCATION, again=False, bare=True),
    ("PUT", "microsoft.storage/storageaccounts/managementpolicies"): _ALWAYS_200,
    ("PUT", "microsoft.storage/storageaccounts/queueservices/queues"): _ALWAYS_200,
    ("DELETE", "microsoft.storage/storageaccounts/queueservices/queues"): Style(stood=204),
    ("PUT", "microsoft.storage/storageaccounts/tableservices/tables"): _ALWAYS_200,
    ("DELETE", "microsoft.storage/storageaccounts/tableservices/tables"): Style(stood=204),
    ("PUT", "microsoft.web/serverfarms"): _ALWAYS_200,
    ("PUT", "microsoft.web/sites"): _ALWAYS_200,
    ("PUT", "microsoft.web/sites/slots"): _ALWAYS_200,
    ("POST", "microsoft.web/sites/slotsswap"): Style(stood=202, headers=_LOCATION, bare=True),
    ("POST", "microsoft.web/sites/slots/slotsswap"): Style(stood=202, headers=_LOCATION, bare=True),
}
