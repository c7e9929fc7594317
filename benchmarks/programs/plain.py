"""Resources of azure-native and nothing else, as many as asked for: what a large program costs by itself."""

from __future__ import annotations

from pulumi_azure_native import network, resources

from pulumi_azure_connect import speed_up


def tables(count: int) -> None:
    """Make a group and route tables in it, `count` resources in all."""
    group = resources.ResourceGroup("plain", location="westeurope")
    for index in range(count - 1):
        network.RouteTable(f"table{index}", resource_group_name=group.name)


def build(count: int) -> None:
    """Make `count` resources, as `speed_up` advises."""
    speed_up()
    tables(count)
