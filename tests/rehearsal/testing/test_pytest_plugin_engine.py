"""The fixture with the real engine."""

from __future__ import annotations

import pulumi
import pytest
from pulumi_azure_native import resources

from azure_rehearsal.testing.fixture import AzureFixture

pytestmark = pytest.mark.engine


def group() -> None:
    home = resources.ResourceGroup("rg", resource_group_name="group", location=pulumi.Config().get("place") or "westeurope")
    pulumi.export("place", home.location)


def test_a_test_can_deploy_with_the_real_engine_on_a_bad_day(azure: AzureFixture, pulumi_cli):
    result = azure.up(group, trouble="storm", seed=3, config={"place": "northeurope"}, check=False)
    assert result.makespan > 0
    calm = azure.up(group, config={"place": "northeurope"})
    assert calm.outputs == {"place": "northeurope"}
    assert calm.makespan == 0
    (made,) = azure.cloud.remaining()
    assert made.endswith("/resourceGroups/group")
    assert azure.up(group, config={"place": "northeurope"}).changed == []
    azure.rehearsal(group, trouble="calm").destroy()
    assert azure.cloud.remaining() == []
