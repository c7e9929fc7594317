"""Names of regions. Source: learn.microsoft.com/azure/reliability/regions-list."""

from __future__ import annotations

import pytest

from azure_rehearsal.services.shared.places import display_name, is_place, same


@pytest.mark.parametrize(
    "name",
    ["westeurope", "West Europe", "WESTUS2", "global", "usgovvirginia", "chinanorth3", "eastus2(stage)", "eastusstg", "United States"],
)
def test_regions_geographies_and_stages_are_places(name: str):
    assert is_place(name)


@pytest.mark.parametrize("name", ["mars", "weu", "europewest", "eastus9"])
def test_other_names_are_none(name: str):
    assert not is_place(name)


def test_two_spellings_are_one_region():
    assert same("West Europe", "westeurope")
    assert not same("westeurope", "northeurope")
    assert same(None, "westeurope")
    assert display_name("southcentralus") == "South Central US"
