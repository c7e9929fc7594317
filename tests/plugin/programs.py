"""One stack said twice: with remote components, by arguments alone as another language would, and with the Python classes.

Everything that Azure would name at random is given a name, so that the two can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import managedidentity, resources, sql, storage

from pulumi_azure_connect import (
    ConnectionArgs,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    SlotArgs,
)

APP_CANARY = "canary-in-the-app-5f1c"
CONNECTION_CANARY = "canary-in-the-connection-9b27"
TENANT_GROUP = "7d3bd0c1-58b0-4e64-9c1c-0a4a7a3c1f10"


class Remote(pulumi.ComponentResource):
    """What a generated SDK makes of a component: a token, the arguments in camelCase, the outputs to come."""

    def __init__(self, kind: str, name: str, arguments: dict[str, Any], outputs: tuple[str, ...]) -> None:
        super().__init__(f"azure-connect:index:{kind}", name, {**dict.fromkeys(outputs), **arguments}, None, remote=True)

    def output(self, name: str) -> pulumi.Output[Any]:
        return getattr(self, name)


@dataclass(frozen=True)
class Surroundings:
    """What the components are connected to, and who reads secrets besides the app."""

    group: resources.ResourceGroup
    container: storage.BlobContainer
    database: sql.Database
    reader: managedidentity.UserAssignedIdentity


def surroundings() -> Surroundings:
    group = resources.ResourceGroup("shop", resource_group_name="shop", location="westeurope")
    account = storage.StorageAccount(
        "uploads",
        account_name="shopuploads",
        resource_group_name=group.name,
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
        allow_shared_key_access=False,
    )
    container = storage.BlobContainer("files", container_name="files", account_name=account.name, resource_group_name=group.name)
    server = sql.Server(
        "sql",
        server_name="shop-sql",
        resource_group_name=group.name,
        administrators={
            "administrator_type": "ActiveDirectory",
            "azure_ad_only_authentication": True,
            "login": "database-administrators",
            "principal_type": "Group",
            "sid": TENANT_GROUP,
        },
    )
    database = sql.Database("orders", database_name="orders", server_name=server.name, resource_group_name=group.name)
    reader = managedidentity.UserAssignedIdentity("reader", resource_name_="reader", resource_group_name=group.name)
    return Surroundings(group, container, database, reader)


def remote() -> None:
    """By arguments alone."""
    around = surroundings()
    app = Remote(
        "ManagedIdentityApp",
        "shop",
        {
            "resourceGroupName": around.group.name,
            "runtime": "PYTHON|3.12",
            "sku": "S1",
            "appName": "shop-app",
            "settings": {"GREETING": "hello", "GROUP": around.group.name},
            "slots": [{"name": "staging", "settings": {"GREETING": "hello from staging"}}],
            "secrets": {"PAYMENT_KEY": pulumi.Output.secret(APP_CANARY)},
            "connections": [
                {
                    "name": "uploads",
                    "target": "storage-blob",
                    "to": around.container.id,
                    "toType": "Microsoft.Storage/storageAccounts/blobServices/containers",
                    "access": "write",
                },
                {
                    "name": "orders",
                    "target": "sql",
                    "to": around.database.id,
                    "toType": "Microsoft.Sql/servers/databases",
                    "access": "read",
                },
                {"name": "people", "target": "microsoft-graph", "roles": ["User.Read.All"]},
            ],
        },
        ("appId", "defaultHostName", "connections", "ready"),
    )
    secrets = Remote(
        "SecretBackedConnection",
        "mail",
        {
            "resourceGroupName": around.group.name,
            "secrets": {"MAIL_KEY": pulumi.Output.secret(CONNECTION_CANARY)},
            "principalId": around.reader.principal_id,
        },
        ("references", "ready"),
    )
    pulumi.export("host", app.output("defaultHostName"))
    pulumi.export("connections", app.output("connections"))
    pulumi.export("ready", app.output("ready"))
    pulumi.export("references", secrets.output("references"))


def local() -> None:
    """With the Python classes."""
    around = surroundings()
    app = ManagedIdentityApp(
        "shop",
        ManagedIdentityAppArgs(
            resource_group_name=around.group.name,
            runtime="PYTHON|3.12",
            sku="S1",
            app_name="shop-app",
            settings={"GREETING": "hello", "GROUP": around.group.name},
            slots=[SlotArgs(name="staging", settings={"GREETING": "hello from staging"})],
            secrets={"PAYMENT_KEY": pulumi.Output.secret(APP_CANARY)},
            connections=[
                ConnectionArgs(
                    name="uploads",
                    target="storage-blob",
                    to=around.container.id,
                    to_type="Microsoft.Storage/storageAccounts/blobServices/containers",
                    access="write",
                ),
                ConnectionArgs(
                    name="orders", target="sql", to=around.database.id, to_type="Microsoft.Sql/servers/databases", access="read"
                ),
                ConnectionArgs(name="people", target="microsoft-graph", roles=["User.Read.All"]),
            ],
        ),
    )
    secrets = SecretBackedConnection(
        "mail",
        SecretBackedConnectionArgs(
            resource_group_name=around.group.name,
            secrets={"MAIL_KEY": pulumi.Output.secret(CONNECTION_CANARY)},
            principal_id=around.reader.principal_id,
        ),
    )
    pulumi.export("host", app.default_host_name)
    pulumi.export("connections", app.connections)
    pulumi.export("ready", app.ready)
    pulumi.export("references", secrets.references)
