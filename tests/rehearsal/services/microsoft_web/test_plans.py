"""Tiers of plans. Source: learn.microsoft.com/azure/app-service/overview-hosting-plans."""

from __future__ import annotations

import pytest

from azure_rehearsal.services.microsoft_web.plans import is_linux, tier_named, tier_of
from tests.rehearsal.world import World


@pytest.mark.parametrize(
    ("sku", "tier"),
    [
        ("F1", "Free"), ("D1", "Shared"), ("b2", "Basic"), ("S1", "Standard"), ("P1v2", "Premium"), ("P0V3", "Premium"), ("P5mv3", "Premium"),
        ("P1v4", "Premium"), ("I1v2", "Isolated"), ("Y1", "Dynamic"), ("EP3", "ElasticPremium"), ("FC1", "FlexConsumption"), ("WS1", "WorkflowStandard"),
    ],
)  # fmt: skip
def test_the_name_of_a_sku_tells_its_tier(sku: str, tier: str):
    found = tier_named(sku)
    assert found is not None
    assert found.tier == tier


@pytest.mark.parametrize("sku", ["Z9", "B4", "P9v3", "S", "EP4", "standard"])
def test_other_names_have_none(sku: str):
    assert tier_named(sku) is None


def test_reserved_makes_linux_and_flex_is_linux():
    world = World()
    state = world.cloud.state
    plans = [
        world.plan(name="a", reserved=True),
        world.plan(name="b", reserved=False, kind="linux"),
        world.plan("FC1", "c", reserved=False),
    ]
    assert [is_linux(record) for plan in plans if (record := state.get(plan.id))] == [True, False, True]
    assert tier_of(None).tier == "Free"
