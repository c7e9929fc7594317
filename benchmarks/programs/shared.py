"""What all apps of the benchmark connect to; made once, in the same way by both programs."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_azure_native as native
from pulumi_azure_native import cognitiveservices, keyvault, resources, storage


@dataclass(frozen=True, kw_only=True)
class Shared:
    """One resource group and four targets."""

    group: resources.ResourceGroup
    account: storage.StorageAccount
    container: storage.BlobContainer
    vision: cognitiveservices.Account
    vault: keyvault.Vault


def shared() -> Shared:
    """Make the targets, local authentication off on each."""
    group = resources.ResourceGroup("bench", location="westeurope")
    account = storage.StorageAccount(
        "benchdata",
        resource_group_name=group.name,
        kind=storage.Kind.STORAGE_V2,
        sku=storage.SkuArgs(name=storage.SkuName.STANDARD_LRS),
        allow_shared_key_access=False,
    )
    container = storage.BlobContainer("uploads", resource_group_name=group.name, account_name=account.name)
    vision = cognitiveservices.Account(
        "vision",
        resource_group_name=group.name,
        kind="ComputerVision",
        sku=cognitiveservices.SkuArgs(name="S1"),
        properties=cognitiveservices.AccountPropertiesArgs(custom_sub_domain_name="bench-vision", disable_local_auth=True),
    )
    client = native.authorization.get_client_config_output()
    vault = keyvault.Vault(
        "bench-vault",
        resource_group_name=group.name,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=client.tenant_id,
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
        ),
    )
    pulumi.export("group", group.name)
    return Shared(group=group, account=account, container=container, vision=vision, vault=vault)
