"""Somebody swaps slots between two deployments: what the apps see, what the engine notices, and what the next `up` puts back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.conftest import Rehearse
from tests.engine.programs import Shop
from tests.engine.stacks import changes, changes_of, raw, seen, sites, unresolved, verdicts

SHOP = Shop(
    slots=("staging",),
    settings={"STAYS": "production"},
    slot_settings={"STAYS": "staging", "GREETING": "good morning"},
    more={"sticky_settings": ["STAYS"]},
)


@pytest.mark.behaviour(beside="test_references_are_fetched_by_the_identity_of_the_slot_that_they_came_to")
@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_each_slot_keeps_its_connections_and_the_next_deployment_what_it_says(rehearse: Rehearse, identity: str) -> None:
    """Each slot reaches everything with its own identity; the engine learns of the swap by a refresh, and only of what differs."""
    rehearsal = rehearse(replace(SHOP, identity=identity))
    rehearsal.up()
    cloud = rehearsal.cloud
    before = {site: raw(cloud, site) for site in sites(cloud)}
    cloud.swap_slots(sites(cloud)["shop"], "staging")
    assert unresolved(rehearsal) == []
    assert set(verdicts(rehearsal).values()) == {"works"}
    for site, greeting, stays in (("shop", "good morning", "production"), ("shop/staging", "hello", "staging")):
        now = seen(cloud, site)
        assert (now["GREETING"], now["STAYS"], now["PAYMENT_KEY"]) == (greeting, stays, SHOP.secret)
        assert raw(cloud, site) == {**before[site], "GREETING": greeting}
    assert set(rehearsal.up().changes) == {"same"}
    assert rehearsal.refresh().changes["update"] == 2
    told = rehearsal.preview()
    assert changes(told) == [("update", "shop-settings"), ("update", "shop-staging-settings")]
    assert changes_of(told, "shop-settings") == {"properties.GREETING": "update"}
    rehearsal.up()
    assert {site: raw(cloud, site) for site in sites(cloud)} == before


def test_slots_that_are_alike_are_alike_after_a_swap(rehearse: Rehearse) -> None:
    """Without settings of its own, a slot has what the app has, revisions too: there is nothing to put back."""
    rehearsal = rehearse(Shop(slots=("staging",), identity="system-assigned"))
    rehearsal.up()
    rehearsal.cloud.swap_slots(sites(rehearsal.cloud)["shop"], "staging")
    assert set(rehearsal.refresh().changes) == {"same"}
    assert set(rehearsal.up().changes) == {"same"}
    assert set(verdicts(rehearsal).values()) == {"works"}
