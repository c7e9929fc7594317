"""Targets that still take keys, found in the cloud; whoever uses a key of theirs is no reproach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azure_rehearsal.report.connections import Connection, LocalAuth
from azure_rehearsal.report.local_auth import open_doors
from tests.rehearsal.world import Made, World

ACCOUNT = "azure-native:storage:StorageAccount"
SWITCH = LocalAuth("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", off=False)


@pytest.fixture
def world() -> World:
    return World()


def account(world: World, **inputs: object) -> Made:
    return world.make(
        ACCOUNT, {"accountName": "data", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "location": "westeurope", **inputs}
    )


def line(target_id: str, auth: str = "identity", name: str = "uploads") -> Connection:
    return Connection(app="shop", app_id="", name=name, target="storage-blob", auth=auth, target_id=target_id, local_auth=SWITCH)


def test_an_account_that_takes_keys_is_named_once(world: World):
    made = account(world)
    (door,) = open_doors(world.cloud, [line(made.id), replace(line(made.id, name="photos"), slot="staging")])
    assert (door.resource_id, door.property) == (made.id, "allowSharedKeyAccess")
    assert door.connections == ("shop -> uploads", "shop/staging -> photos")


def test_what_lies_in_the_account_leads_to_it(world: World):
    made = account(world)
    container = world.make("azure-native:storage:BlobContainer", {"accountName": "data", "containerName": "photos"})
    (door,) = open_doors(world.cloud, [line(container.id)])
    assert door.resource_id == made.id


def test_an_account_without_keys_is_fine(world: World):
    assert not open_doors(world.cloud, [line(account(world, allowSharedKeyAccess=False).id)])


def test_a_key_that_somebody_uses_is_meant(world: World):
    made = account(world)
    assert not open_doors(world.cloud, [line(made.id), line(f"{made.id}/blobServices/default/containers/x", auth="secret", name="old")])


def test_a_line_without_a_switch_says_nothing(world: World):
    made = account(world)
    assert not open_doors(world.cloud, [replace(line(made.id), local_auth=None), replace(line(made.id), target_id=None)])
    assert not open_doors(world.cloud, [line(made.id.replace("Storage/storageAccounts", "KeyVault/vaults"))])
