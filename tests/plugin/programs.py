"""One stack said twice: with remote components, by arguments alone as another language would, and with the Python classes.

Everything that Azure would name at random is given a name, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs, SecretBackedConnection, SecretBackedConnectionArgs
from pulumi_azure_native import managedidentity, resources, storage

APP_CANARY = "canary-in-the-app-5f1c"
CONNECTION_CANARY = "canary-in-the-connection-9b27"


class Remote(pulumi.ComponentResource):
    """What a generated SDK makes of a component: a token, the arguments in camelCase, the outputs to come."""

    def __init__(self, kind: str, name: str, arguments: dict[str, Any], outputs: tuple[str, ...]) -> None:
        super().__init__(f"azure-connect:index:{kind}", name, {**arguments, **dict.fromkeys(outputs)}, None, remote=True)

    def output(self, name: str) -> pulumi.Output[Any]:
        return getattr(self, name)


@dataclass(frozen=True)
class Surroundings:
    """What the components are connected to, and who reads secrets besides the app."""

    group: resources.ResourceGroup
    account: storage.StorageAccount
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
    reader = managedidentity.UserAssignedIdentity("reader", resource_name_="reader", resource_group_name=group.name)
    return Surroundings(group, account, reader)
