"""The time that a deployment must take: bounds of small plans that one can count by hand, and what Azure's rules make of a cloud."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azure_rehearsal.core.arm_ids import key_of
from benchmarks.makespan import Job, in_a_row, jobs_of, lower_bound
from tests.rehearsal.world import World


def job(name: str, seconds: float, *needs: str, alone: str = "") -> Job:
    return Job(name, seconds, frozenset(needs), frozenset({alone} - {""}))


@pytest.mark.parametrize(
    ("jobs", "seconds"),
    [
        ([], 0),
        ([job("a", 3), job("b", 5)], 5),
        ([job("a", 3), job("b", 5, "a"), job("c", 4, "a"), job("d", 1, "b", "c")], 9),
        ([job("a", 3, alone="vault"), job("b", 5, alone="vault"), job("c", 4)], 8),
        # the vault first, then its secrets one by one, then what waits for the last of them
        ([job("v", 10), *(job(f"s{at}", 2, "v", alone="v") for at in range(3)), job("e", 1, "s0", "s1", "s2")], 17),
        # one secret is enough for the end, the others are done meanwhile
        ([job("v", 10), *(job(f"s{at}", 2, "v", alone="v") for at in range(3)), job("e", 9, "s0")], 21),
        ([job("a", 3, "not made here")], 3),
    ],
)
def test_bounds_that_one_can_count(jobs: list[Job], seconds: float):
    assert lower_bound(jobs) == seconds
    assert in_a_row(jobs) == sum(one.seconds for one in jobs)


def in_that_order(jobs: list[Job], order: tuple[int, ...]) -> float:
    """How long they take if each begins as soon as it may, and who comes first in `order` has what only one may hold."""
    ends: dict[str, float] = {}
    free: dict[str, float] = {}
    waiting = [jobs[at] for at in order]
    while waiting:
        one = next(one for one in waiting if one.needs <= ends.keys())
        waiting.remove(one)
        begin = max([0.0, *(ends[needed] for needed in one.needs), *(free.get(key, 0.0) for key in one.alone)])
        ends[one.id] = begin + one.seconds
        free |= dict.fromkeys(one.alone, ends[one.id])
    return max(ends.values())


PLANS = st.lists(
    st.tuples(st.integers(1, 5), st.sets(st.integers(0, 3), max_size=2), st.sampled_from(["", "x", "y"])), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(PLANS)
def test_no_order_is_faster_than_the_bound(plan: list[tuple[int, set[int], str]]):
    jobs = [job(str(at), seconds, *(str(one) for one in needs if one < at), alone=key) for at, (seconds, needs, key) in enumerate(plan)]
    best = min(in_that_order(jobs, order) for order in itertools.permutations(range(len(jobs))))
    assert lower_bound(jobs) <= best <= in_a_row(jobs)
    assert lower_bound(jobs) >= max(one.seconds for one in jobs)


def test_what_azure_forces_in_an_app_with_a_secret():
    world = World()
    who, vault = world.identity(), world.vault()
    secret = world.secret(vault)
    other = world.secret(vault, "other")
    site = world.site(identity=who)
    grant = world.grant(who["principalId"], "Key Vault Secrets User", secret.id)
    elsewhere = world.grant(who["principalId"], "Reader", site.id)
    made = world.settings(site, KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)", AZURE_CLIENT_ID=who["clientId"])
    group, plan = site.id.partition("/providers/")[0], site.inputs["serverFarmId"]
    ids = [group, plan, who.id, vault.id, secret.id, other.id, site.id, grant.id, elsewhere.id, made.id]
    jobs = jobs_of(world.cloud, ids)
    needs = {one.id: one.needs for one in jobs}

    def said(*ids: str) -> set[str]:
        return {key_of(one) for one in ids}

    assert needs[key_of(group)] == set()
    assert needs[key_of(vault.id)] == said(group)
    assert needs[key_of(secret.id)] == said(group, vault.id)
    assert needs[key_of(site.id)] == said(group, plan, who.id)
    assert needs[key_of(grant.id)] == said(group, vault.id, who.id), "of the secret Azure asks nothing"
    assert needs[key_of(elsewhere.id)] == said(group, site.id, who.id)
    assert needs[key_of(made.id)] == said(group, site.id, who.id, secret.id, grant.id)
    alone = {one.id: one.alone for one in jobs}
    assert alone[key_of(secret.id)] == alone[key_of(other.id)] == said(vault.id)
    assert any("apps of" in one for one in alone[key_of(site.id)])
    # the group, the vault, both secrets one after the other or the settings after the first
    assert lower_bound(jobs) == 2 + 186 + 3 + 3


def test_a_policy_of_the_vault_is_a_right_as_well():
    world = World()
    who, vault = world.identity(), world.vault(rbac=False)
    secret, site = world.secret(vault), world.site(identity=who)
    policy = world.policy(vault, who["principalId"], "get")
    made = world.settings(site, KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)")
    jobs = {one.id: one for one in jobs_of(world.cloud, [who.id, vault.id, secret.id, site.id, policy.id, made.id])}
    assert key_of(policy.id) in jobs[key_of(made.id)].needs
    assert jobs[key_of(policy.id)].needs == {key_of(vault.id), key_of(who.id)}
