"""Logic Apps: workflows are on, and have an address."""

from __future__ import annotations

import pytest

from tests.rehearsal.world import World

NATIVE = "azure-native:"


def test_a_workflow_is_on_unless_the_program_says_otherwise(world: World):
    # learn.microsoft.com/rest/api/logic/workflows/create-or-update: state
    assert world.make(NATIVE + "logic:Workflow", {"workflowName": "flow"})["state"] == "Enabled"
    assert world.make(NATIVE + "logic:Workflow", {"workflowName": "off", "state": "Disabled"})["state"] == "Disabled"


def test_a_workflow_keeps_its_address(world: World):
    made = world.make(NATIVE + "logic:Workflow", {"workflowName": "flow", "location": "westeurope"})
    assert made["accessEndpoint"].startswith("https://prod-00.westeurope.logic.azure.com:443/workflows/")
    assert world.change(made, tags={"a": "b"})["accessEndpoint"] == made["accessEndpoint"]


@pytest.mark.parametrize("name", ["a" * 81, "fl/ow", "fl ow"])
def test_a_workflow_is_not_named(world: World, name: str):
    # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Logic)
    checked = world.cloud.check(NATIVE + "logic:Workflow", {"resourceGroupName": "rg", "workflowName": name}, urn_name="flow")
    assert [failure.property for failure in checked.failures] == ["workflowName"]
