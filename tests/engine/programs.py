"""Small programs on the components, each a function that declares resources; what varies is in its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import resources, storage

from pulumi_azure_connect import (
    STORAGE_BLOB,
    Access,
    ConnectionStringArgs,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    VaultArgs,
)

LINUX = "PYTHON|3.12"
DATABASE_URL = "Server=db.example;Password=canary-of-a-connection-string"


@dataclass(frozen=True)
class Shop:
    """One app with a setting, a plain and a secret connection string, a secret, a blob container; and what may be varied."""

    identity: str = "user-assigned"
    slots: Sequence[str] = ()
    slot_settings: Mapping[str, str] | None = None
    settings: Mapping[str, str] | None = None
    authorization: str = "rbac"
    secret: str = "canary-of-the-shop"
    tags: Mapping[str, str] | None = None
    strings: bool = True
    more: Mapping[str, Any] | None = None

    def __call__(self) -> None:
        group = resources.ResourceGroup("shop")
        account = storage.StorageAccount(
            "uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, allow_shared_key_access=False
        )
        strings = {
            "plain": ConnectionStringArgs(type="SQLAzure", value="Server=db.example;Authentication=Active Directory Default"),
            "hidden": ConnectionStringArgs(type="Custom", secret=DATABASE_URL),
        }
        given: dict[str, Any] = {"runtime": LINUX, "sku": "S1", **(self.more or {})}
        app = ManagedIdentityApp(
            "shop",
            ManagedIdentityAppArgs(
                resource_group_name=group.name,
                identity=self.identity,  # pyright: ignore[reportArgumentType]  the word is taken for the member, as from YAML
                settings={"GREETING": "hello", **(self.settings or {})},
                connection_strings=strings if self.strings else None,
                vault=VaultArgs(authorization=self.authorization),
                tags=dict(self.tags) if self.tags else None,
                **given,
            ),
        )
        for slot in self.slots:
            app.add_slot(slot, settings=self.slot_settings)
        app.connect("uploads", STORAGE_BLOB, to=account, access=Access.READ)
        kept = given.get("keep_version_aliases")
        payment = SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": self.secret}, keep_version_aliases=kept)
        SecretBackedConnection("payment", payment, app=app)
        pulumi.export("ready", app.ready)
