"""Container groups: their address and name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal.world import World

TOKEN = "azure-native:containerinstance:ContainerGroup"


def group(**more: Any) -> dict[str, Any]:
    container = {"name": "one", "image": "one:1", "resources": {"requests": {"cpu": 1, "memoryInGB": 1}}}
    return {"containerGroupName": "box", "osType": "Linux", "containers": [container], **more}


def test_a_labelled_group_is_found_by_name(world: World):
    # learn.microsoft.com/azure/container-instances/container-instances-reference-yaml: ipAddress.fqdn
    address = {"type": "Public", "dnsNameLabel": "shop", "ports": [{"port": 80}]}
    made = world.make(TOKEN, group(location="westeurope", ipAddress=address))
    assert made["ipAddress"]["fqdn"] == "shop.westeurope.azurecontainer.io"
    assert made["ipAddress"]["ip"]


def test_a_group_without_an_address_has_none(world: World):
    assert "ipAddress" not in world.make(TOKEN, group())


@pytest.mark.parametrize("name", ["Box", "-box", "bo--x", "a" * 64])
def test_a_group_is_not_named(world: World, name: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.ContainerInstance)
    inputs = {"resourceGroupName": "rg", **group(containerGroupName=name)}
    assert [failure.property for failure in world.cloud.check(TOKEN, inputs, urn_name="box").failures] == ["containerGroupName"]
