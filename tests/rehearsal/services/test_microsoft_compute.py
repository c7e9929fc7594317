"""Virtual machines and disks."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.errors import AzureError
from tests.rehearsal.world import World

NATIVE = "azure-native:"


def test_a_machine_needs_its_network_interface(world: World):
    absent = f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/absent"
    with pytest.raises(AzureError, match=r"ResourceNotFound.*absent"):
        world.make(NATIVE + "compute:VirtualMachine", {"vmName": "box", "networkProfile": {"networkInterfaces": [{"id": absent}]}})


def test_a_machine_keeps_its_own_id(world: World):
    machine = world.make(NATIVE + "compute:VirtualMachine", {"vmName": "box"})
    assert machine["vmId"]
    assert world.change(machine, tags={"a": "b"})["vmId"] == machine["vmId"]


def test_a_new_disk_hangs_on_no_machine(world: World):
    # learn.microsoft.com/rest/api/compute/disks/get: diskState
    inputs = {"diskName": "data", "creationData": {"createOption": "Empty"}, "diskSizeGB": 4}
    assert world.make(NATIVE + "compute:Disk", inputs)["diskState"] == "Unattached"


@pytest.mark.parametrize("name", ["_box", "bo/x", "box?", "a" * 66])
def test_a_machine_is_not_named(world: World, name: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Compute)
    checked = world.cloud.check(NATIVE + "compute:VirtualMachine", {"resourceGroupName": "rg", "vmName": name}, urn_name="box")
    assert [failure.property for failure in checked.failures] == ["vmName"]
