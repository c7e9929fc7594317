"""Locks: what they stop, and what they don't."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError

STRANGER = "99999999-9999-9999-9999-999999999999"
READ_ONLY = {"lockName": "still", "level": "ReadOnly"}
LOCK = "azure-native:authorization:ManagementLockAtResourceLevel"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def storage(world):
    account = world.make(
        "azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    containers = [
        world.make("azure-native:storage:BlobContainer", {"accountName": "stone", "containerName": one}) for one in ("uploads", "other")
    ]
    return account, *containers


@pytest.mark.behaviour(
    "Microsoft.Authorization",
    "Locks, of whichever type: CanNotDelete stops deletes of what is locked, of what lies within it (role "
    "assignments too) and of what holds it; ReadOnly leaves nothing but reads. Neither stops calls for data.",
)
def test_a_lock_stops_deletes_of_grants_too(world):
    # learn.microsoft.com/azure/azure-resource-manager/management/lock-resources; thread: hashicorp/terraform-provider-azurerm#11770
    account, _, _ = storage(world)
    grant = world.grant(STRANGER, "Reader", account.id)
    lock = world.make(
        "azure-native:authorization:ManagementLockByScope", {"scope": account.id, "lockName": "stay", "level": "CanNotDelete"}
    )
    assert refused("ScopeLocked", world.drop, grant).status == 409
    refused("ScopeLocked", world.cloud.delete, "azure-native:resources:ResourceGroup", account.id.split("/providers/")[0])
    world.drop(lock)
    world.drop(grant)


@pytest.mark.behaviour(beside="test_a_lock_stops_deletes_of_grants_too")
@pytest.mark.parametrize("level", ["group", "resource"])
def test_a_read_only_lock_leaves_nothing_but_reads(world, level):
    # learn.microsoft.com/azure/azure-resource-manager/management/lock-resources, "Considerations before applying your locks"
    account = world.make(
        "azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    scope = account.id if level == "resource" else account.id.partition("/providers/")[0]
    lock = world.make("azure-native:authorization:ManagementLockByScope", {"scope": scope, **READ_ONLY})
    assert world.cloud.read(account.token, account.id) is not None
    for refused in (
        lambda: world.change(account, tags={"a": "b"}),
        lambda: world.drop(account),
        lambda: world.grant(world.cloud.deployer.object_id, "Reader", account.id),
        lambda: world.make("azure-native:storage:BlobContainer", {"accountName": "stone", "containerName": "parts"}),
        lambda: world.cloud.invoke("azure-native:storage:listStorageAccountKeys", {"resourceGroupName": "rg", "accountName": "stone"}),
    ):
        with pytest.raises(AzureError, match="ScopeLocked"):
            refused()
    world.drop(lock)
    world.change(account, tags={"a": "b"})
    world.drop(account)


@pytest.mark.behaviour(beside="test_a_lock_stops_deletes_of_grants_too")
def test_a_lock_of_a_group_is_one_whatever_its_type(world):
    world.make("azure-native:authorization:ManagementLockAtResourceGroupLevel", dict(READ_ONLY))
    with pytest.raises(AzureError, match="ScopeLocked"):
        world.identity()


def lock_of(world, kind: str, name: str, *, parent: str = "", level: str = "CanNotDelete", lock: str = "stay"):
    """A lock of a resource of storage, or of a part of one, by the type that names the resource by its parts."""
    where = {"resourceProviderNamespace": "Microsoft.Storage", "parentResourcePath": parent, "resourceType": kind, "resourceName": name}
    return world.make(LOCK, {**where, "apiVersion": "2024-01-01", "lockName": lock, "level": level})


@pytest.mark.behaviour(beside="test_a_lock_stops_deletes_of_grants_too")
def test_a_lock_at_resource_level_locks_until_it_is_removed(world):
    account, _, _ = storage(world)
    lock = lock_of(world, "storageAccounts", "stone")
    assert lock.id == f"{account.id}/providers/Microsoft.Authorization/locks/stay"
    refused("ScopeLocked", world.drop, account)
    world.change(account, tags={"a": "b"})
    world.drop(lock)
    still = lock_of(world, "storageAccounts", "stone", level="ReadOnly")
    refused("ScopeLocked", world.change, account, tags={"a": "c"})
    world.drop(still)
    world.drop(account)


@pytest.mark.behaviour(beside="test_a_lock_stops_deletes_of_grants_too")
def test_a_lock_holds_what_lies_within_and_what_holds_it(world):
    # the same page: child resources inherit the lock; what contains a locked resource can't be deleted either
    account, _, _ = storage(world)
    for name in ("one", "two"):
        world.make("azure-native:storage:BlobContainer", {"accountName": "stone", "containerName": name})
    within = lock_of(world, "containers", "one", parent="storageAccounts/stone/blobServices/default")
    assert within.id.endswith("/blobServices/default/containers/one/providers/Microsoft.Authorization/locks/stay")
    containers = [one for one in world.cloud.state.of("azure-native:storage:BlobContainer") if one.id.endswith(("/one", "/two"))]
    one, two = (found.id for found in containers)
    refused("ScopeLocked", world.cloud.delete, "azure-native:storage:BlobContainer", one)
    refused("ScopeLocked", world.drop, account)
    refused("ScopeLocked", world.cloud.delete, "azure-native:resources:ResourceGroup", account.id.split("/providers/")[0])
    world.cloud.delete("azure-native:storage:BlobContainer", two)
    world.drop(within)
    above = lock_of(world, "storageAccounts", "stone")
    refused("ScopeLocked", world.cloud.delete, "azure-native:storage:BlobContainer", one)
    world.drop(above)
    world.cloud.delete("azure-native:storage:BlobContainer", one)


@pytest.mark.behaviour(beside="test_a_lock_stops_deletes_of_grants_too")
def test_locks_stop_neither_data_nor_writes(world):
    # the same page: locks apply to the control plane only; an access policy goes by a write of its vault (custom_keyvault_accesspolicy.go)
    vault = world.vault(rbac=False)
    policy, secret = world.policy(vault, world.cloud.deployer.object_id, "delete"), world.secret(vault)
    world.make("azure-native:authorization:ManagementLockByScope", {"scope": vault.id, "lockName": "stay", "level": "CanNotDelete"})
    world.drop(secret)
    world.drop(policy)
    assert [one.id for one in world.cloud.state.within(vault.id) if one.token in {secret.token, policy.token}] == []
    refused("ScopeLocked", world.drop, vault)
    site = world.site()
    settings = world.settings(site, A="1")
    world.make("azure-native:authorization:ManagementLockByScope", {"scope": site.id, "lockName": "stay", "level": "CanNotDelete"})
    world.drop(settings)  # what comes with its parent is reset
    assert world.cloud.site_settings(site.id) == []
    refused("ScopeLocked", world.drop, site)


def test_a_lock_needs_what_it_locks(world):
    refused("ResourceNotFound", lock_of, world, "storageAccounts", "nothing")
