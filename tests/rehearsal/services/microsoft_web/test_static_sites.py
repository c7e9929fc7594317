"""Static Web Apps: their host name stays, and they need no plan."""

from __future__ import annotations

from tests.rehearsal.world import World

NATIVE = "azure-native:"


def test_the_same_made_up_values_come_back(world: World):
    site = world.make(NATIVE + "web:StaticSite", {"name": "pages"})
    assert world.change(site, tags={"a": "b"})["defaultHostname"] == site["defaultHostname"]
    assert site["defaultHostname"].endswith(".azurestaticapps.net")
