"""Whether a report tells that a grant of the target's own kind is there."""

from __future__ import annotations

import pytest

from azure_rehearsal.report.connections import GrantLine, Identity
from azure_rehearsal.report.own_grants import OWN_GRANTS
from tests.rehearsal.services import test_microsoft_cache as redis
from tests.rehearsal.services import test_microsoft_kusto as kusto
from tests.rehearsal.services.microsoft_documentdb import test_access as cosmos
from tests.rehearsal.world import World


def line(kind: str, world: World) -> GrantLine:
    """Make what a grant of that kind needs, and the row that tells of it."""
    if kind == "cosmos-role":
        made = cosmos.account(world)
        return GrantLine(kind, made.id, "reader", f"{made.id}/sqlRoleDefinitions/{cosmos.READER}")
    if kind == "redis-policy":
        return GrantLine(kind, redis.cache(world).id, "Data Reader")
    return GrantLine(kind, kusto.database(world).id, "Viewer")


GIVE = {
    "cosmos-role": lambda world, who: cosmos.assign(world, who["principalId"]),
    "redis-policy": lambda world, who: redis.assign(world, who, "Data Reader"),
    "kusto-principal": lambda world, who: kusto.assign(world, who["principalId"], "Viewer"),
}


@pytest.mark.parametrize("kind", OWN_GRANTS)
def test_a_grant_is_found_exactly_while_it_is_there(kind):
    world = World()
    who, other = world.identity(), world.identity("other")
    told = line(kind, world)
    asks = Identity("user-assigned", who["principalId"])
    assert who["principalId"] in (OWN_GRANTS[kind](world.cloud, told, asks) or "")
    made = GIVE[kind](world, who)
    assert OWN_GRANTS[kind](world.cloud, told, asks) is None
    assert OWN_GRANTS[kind](world.cloud, told, Identity("user-assigned", other["principalId"])) is not None
    assert OWN_GRANTS[kind](world.cloud, GrantLine(kind, told.scope + "x", told.role, told.role_definition_id), asks) is not None
    world.drop(made)
    assert OWN_GRANTS[kind](world.cloud, told, asks) is not None


def test_another_role_is_another_grant():
    world = World()
    who = world.identity()
    told = line("redis-policy", world)
    redis.assign(world, who, "Data Contributor")
    assert OWN_GRANTS["redis-policy"](world.cloud, told, Identity("user-assigned", who["principalId"])) is not None
