"""What apps of a soak connect to by identity: how a program makes it, what each level of access allows, which settings it gives.

This is written from Microsoft's pages (built-in roles, Service Connector), not from the components' own tables: the two are
compared with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from .world import World

_STORAGE = "Microsoft.Storage/storageAccounts"
_BLOBS = f"{_STORAGE}/blobServices/containers/blobs/"
_MESSAGES = f"{_STORAGE}/queueServices/queues/messages/"
_BUS = "Microsoft.ServiceBus/namespaces/messages/"
_ITEMS = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/"
_KEYS = "Microsoft.AppConfiguration/configurationStores/keyValues/"
STORE, BUS, COSMOS = "soakstore", "soak-bus", "soak-cosmos"

Holder = Callable[[str], Any]
"""Gives what several things lie in, made at the first call: the storage account, the namespace."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of target."""

    make: Callable[[str, str, Holder], pulumi.CustomResource]
    """From the thing's name, the resource group's name and the holders."""
    id: str
    """The thing's ARM id behind the resource group's; `{to}` is its name."""
    levels: Mapping[str, frozenset[str]]
    """Level of access to the data actions that it allows, of all that any level allows."""
    prefix: str
    settings: Mapping[str, str]
    """Behind the prefix: name to value, beside the client id. The first is what a person may rename."""

    @property
    def probes(self) -> frozenset[str]:
        """Every data action that is asked about."""
        return frozenset().union(*self.levels.values())


def _of(space: str, **levels: str) -> dict[str, frozenset[str]]:
    return {level: frozenset(space + action for action in actions.split()) for level, actions in levels.items()}


def _account(group: str) -> Any:
    from pulumi_azure_native import storage

    return storage.StorageAccount(
        "store",
        account_name=STORE,
        resource_group_name=group,
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
        allow_shared_key_access=False,
    )


def _container(name: str, group: str, holder: Holder) -> pulumi.CustomResource:
    from pulumi_azure_native import storage

    return storage.BlobContainer(f"blobs-{name}", account_name=holder("store").name, container_name=name, resource_group_name=group)


def _queue(name: str, group: str, holder: Holder) -> pulumi.CustomResource:
    from pulumi_azure_native import storage

    return storage.Queue(f"queue-{name}", account_name=holder("store").name, queue_name=name, resource_group_name=group)


def _namespace(group: str) -> Any:
    from pulumi_azure_native import servicebus

    return servicebus.Namespace("bus", namespace_name=BUS, resource_group_name=group, sku={"name": servicebus.SkuName.STANDARD})


def _messages(name: str, group: str, holder: Holder) -> pulumi.CustomResource:
    from pulumi_azure_native import servicebus

    return servicebus.Queue(f"messages-{name}", namespace_name=holder("bus").name, queue_name=name, resource_group_name=group)


def _cosmos(group: str) -> Any:
    from pulumi_azure_native import cosmosdb

    account = cosmosdb.DatabaseAccount(
        "cosmos",
        account_name=COSMOS,
        resource_group_name=group,
        database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
        locations=[{"location_name": "westeurope"}],
    )
    return cosmosdb.SqlResourceSqlDatabase(
        "database", account_name=account.name, database_name="soak", resource_group_name=group, resource={"id": "soak"}
    )


def _lines(name: str, group: str, holder: Holder) -> pulumi.CustomResource:
    from pulumi_azure_native import cosmosdb

    return cosmosdb.SqlResourceSqlContainer(
        f"lines-{name}",
        account_name=COSMOS,
        database_name=holder("cosmos").name,
        container_name=name,
        resource_group_name=group,
        resource={"id": name, "partition_key": {"paths": ["/id"]}},
    )


def _configuration(name: str, group: str, _: Holder) -> pulumi.CustomResource:
    from pulumi_azure_native import appconfiguration

    return appconfiguration.ConfigurationStore(
        f"configuration-{name}", config_store_name=f"soak-{name}", resource_group_name=group, sku={"name": "standard"}
    )


HOLDERS: Mapping[str, Callable[[str], Any]] = {"store": _account, "bus": _namespace, "cosmos": _cosmos}

KINDS: Mapping[str, Kind] = {
    "storage-blob": Kind(
        make=_container,
        id=f"{_STORAGE}/{STORE}/blobServices/default/containers/{{to}}",
        levels=_of(
            _BLOBS,
            read="read",
            write="read write delete add/action move/action",
            manage="read write delete add/action move/action manageOwnership/action modifyPermissions/action",
        ),
        prefix="AZURE_STORAGEBLOB",
        settings={"RESOURCEENDPOINT": f"https://{STORE}.blob.core.windows.net/"},
    ),
    "storage-queue": Kind(
        make=_queue,
        id=f"{_STORAGE}/{STORE}/queueServices/default/queues/{{to}}",
        levels=_of(_MESSAGES, read="read", send="add/action", receive="read process/action", write="read write delete process/action"),
        prefix="AZURE_STORAGEQUEUE",
        settings={"RESOURCEENDPOINT": f"https://{STORE}.queue.core.windows.net/"},
    ),
    "servicebus": Kind(
        make=_messages,
        id=f"Microsoft.ServiceBus/namespaces/{BUS}/queues/{{to}}",
        levels=_of(_BUS, send="send/action", receive="receive/action"),
        prefix="AZURE_SERVICEBUS",
        settings={"FULLYQUALIFIEDNAMESPACE": f"{BUS}.servicebus.windows.net"},
    ),
    "cosmos-sql": Kind(
        make=_lines,
        id=f"Microsoft.DocumentDB/databaseAccounts/{COSMOS}/sqlDatabases/soak/containers/{{to}}",
        levels=_of(_ITEMS, read="read", write="read create upsert replace delete"),
        prefix="AZURE_COSMOS",
        settings={"RESOURCEENDPOINT": f"https://{COSMOS}.documents.azure.com:443/"},
    ),
    "appconfig": Kind(
        make=_configuration,
        id="Microsoft.AppConfiguration/configurationStores/soak-{to}",
        levels=_of(_KEYS, read="read", write="read write delete"),
        prefix="AZURE_APPCONFIGURATION",
        settings={"ENDPOINT": "https://soak-{to}.azconfig.io"},
    ),
}

FAMILIES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    **{kind: (known.prefix, known.settings) for kind, known in KINDS.items()},
    "keyvault": (
        "AZURE_KEYVAULT",
        {"RESOURCEENDPOINT": "https://soak-{to}.vault.azure.net/", "SCOPE": "https://management.azure.com/.default"},
    ),
    "webapp": ("AZURE_WEBAPP", {"RESOURCEENDPOINT": "{url}", "SCOPE": "{scope}"}),
}
"""Kind of connection to the prefix and the settings of Service Connector's kind."""


def make_things(world: World, group: str) -> dict[tuple[str, str], pulumi.CustomResource]:
    """Make all that apps connect to."""
    made: dict[str, Any] = {}

    def holder(name: str) -> Any:
        if name not in made:
            made[name] = HOLDERS[name](group)
        return made[name]

    return {(kind, to): KINDS[kind].make(to, group, holder) for kind, to in sorted(world.things())}
