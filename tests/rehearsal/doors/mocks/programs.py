"""Small programs that several tests run."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_azure_native import keyvault, managedidentity, resources, storage

TENANT = "11111111-1111-1111-1111-111111111111"


def group(name="rg", **options: Any):
    return resources.ResourceGroup(name, location="westeurope", opts=pulumi.ResourceOptions(**options))


def identity(name="id", *, group_name, **options: Any):
    return managedidentity.UserAssignedIdentity(name, resource_group_name=group_name, opts=pulumi.ResourceOptions(**options))


def account(name="sa", *, group_name, **options: Any):
    return storage.StorageAccount(
        name, resource_group_name=group_name, kind="StorageV2", sku={"name": "Standard_LRS"}, opts=pulumi.ResourceOptions(**options)
    )


def vault(name="kv", *, group_name, properties=None, **options: Any):
    base = {"tenant_id": TENANT, "sku": {"family": "A", "name": "standard"}, "enable_rbac_authorization": True}
    everything: Any = {**base, **(properties or {})}
    return keyvault.Vault(name, resource_group_name=group_name, properties=everything, opts=pulumi.ResourceOptions(**options))


def secret(name="key", *, group_name, vault_name, value, **options: Any):
    return keyvault.Secret(
        name,
        resource_group_name=group_name,
        vault_name=vault_name,
        secret_name=name,
        properties={"value": value},
        opts=pulumi.ResourceOptions(**options),
    )


class Box(pulumi.ComponentResource):
    """A component with two children and outputs."""

    def __init__(self, name, opts=None) -> None:
        super().__init__("test:index:Box", name, {"size": 3}, opts)
        inner = pulumi.ResourceOptions(parent=self)
        self.group = resources.ResourceGroup(f"{name}-rg", location="westeurope", opts=inner)
        self.identity = managedidentity.UserAssignedIdentity(f"{name}-id", resource_group_name=self.group.name, opts=inner)
        self.register_outputs({"principal": self.identity.principal_id, "connections": [{"app": name}]})
