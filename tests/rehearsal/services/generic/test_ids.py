"""`azure-native:resources:Resource`: a resource of whatever type, with or without a parent."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud import AzureError, Cloud
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.values import JsonDict

ANY = "azure-native:resources:Resource"


def inputs(parent: str, kind: str, name: str) -> JsonDict:
    return {
        "resourceGroupName": "g",
        "resourceProviderNamespace": "Microsoft.Network",
        "parentResourcePath": parent,
        "resourceType": kind,
        "resourceName": name,
        "apiVersion": "2023-01-31",
        "location": "westeurope",
        "properties": {"colour": "blue"},
    }


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud()
    cloud.create("azure-native:resources:ResourceGroup", {"resourceGroupName": "g", "location": "westeurope"})
    return cloud


@pytest.mark.parametrize(
    ("parent", "kind", "name", "end"),
    [
        ("", "routeTables", "one", "/providers/Microsoft.Network/routeTables/one"),
        ("virtualNetworks/home", "subnets", "inner", "/providers/Microsoft.Network/virtualNetworks/home/subnets/inner"),
    ],
)
def test_its_id_is_made_of_its_parts_and_it_lives_as_any_other(cloud: Cloud, parent: str, kind: str, name: str, end: str) -> None:
    given = cloud.check(ANY, inputs(parent, kind, name), urn_name="any")
    assert given.failures == []
    made = cloud.create(ANY, given.inputs)
    assert isinstance(made.id, str)
    assert made.id.endswith(f"/resourceGroups/g{end}")
    assert text(made.outputs, "properties", "colour") == "blue"
    found = cloud.read(ANY, made.id)
    assert found is not None
    assert found.outputs["type"] == end.removeprefix("/providers/").removesuffix(f"/{name}").replace("/home", "")
    with pytest.raises(AzureError, match="already existing"):
        cloud.create(ANY, given.inputs)
    cloud.delete(ANY, made.id)
    assert cloud.read(ANY, made.id) is None


def test_its_group_must_be_there() -> None:
    with pytest.raises(AzureError, match="ResourceGroupNotFound"):
        Cloud().create(ANY, inputs("", "routeTables", "one"))
