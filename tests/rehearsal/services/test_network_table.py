"""Where each type keeps its network rules: the table is whole, sourced, and names properties that the SDK has."""

from __future__ import annotations

import pytest

from azure_rehearsal.schema import types as schema
from azure_rehearsal.services.network_rules import Closes, NetworkRules
from azure_rehearsal.services.network_table import RULES, walled
from tests.rehearsal.world import SECRET, VAULT, World

rows = pytest.mark.parametrize(("token", "rules"), RULES.items(), ids=RULES)


@rows
def test_each_row_has_a_name_for_people_and_a_source(token: str, rules: NetworkRules):
    assert rules.noun
    assert rules.source.startswith("learn.microsoft.com/")


@rows
def test_the_paths_of_a_row_begin_with_properties_of_its_types(token: str, rules: NetworkRules):
    own = set(schema.describe(token).inputs)
    inner = own.union(*(schema.describe(child).inputs for child in rules.children))
    paths = [
        *rules.switches,
        rules.action,
        rules.subnet_switch,
        *(one.path for one in rules.addresses),
        *(one.path for one in rules.subnets),
    ]
    assert {path[0] for path in paths if path} <= inner
    assert {path[0] for path in rules.inside if path} | set(rules.follows[:1]) <= own
    for one in rules.addresses:
        assert one.path or {one.low, one.high} <= inner


@rows
def test_what_closes_a_row_is_described(token: str, rules: NetworkRules):
    assert bool(rules.action) == (rules.closes is Closes.ACTION)
    if rules.closes in (Closes.RULES, Closes.ALWAYS):
        assert rules.addresses


def test_rules_of_a_part_are_those_of_what_it_lies_in():
    world = World()
    properties = {"tenantId": world.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}}
    vault = world.make(VAULT, {"vaultName": "shop-vault", "properties": properties})
    secret = world.make(SECRET, {"vaultName": "shop-vault", "secretName": "key", "properties": {"value": "v"}})
    for id in (vault.id, secret.id, f"{secret.id}/versions/1"):
        found = walled(world.cloud.state, id)
        assert found is not None
        assert found.id == vault.id
    assert walled(world.cloud.state, vault.id.replace("shop-vault", "none")) is None
