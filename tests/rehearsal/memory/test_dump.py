"""A cloud comes back from its store as it was, and keeping it costs what changes."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.core.tables import row
from azure_rehearsal.memory.dump import restore
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.memory.store import Store
from tests.rehearsal.keeping import Keeper
from tests.rehearsal.world import World


def test_a_cloud_comes_back_as_it_was(tmp_path: Path):
    world, journal = World(grant_delay_seconds=60.0), Journal()
    who, vault = world.identity(), world.vault()
    site = world.site(identity=who)
    secret = world.secret(vault)
    world.settings(site, KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)")
    world.grant(who["principalId"], "Key Vault Secrets User", secret.id)
    world.drop(vault)
    world.cloud.clock.advance(3.5)
    journal.note("urn:site", site.id, {("siteConfig",)})
    with contextlib.closing(Store(tmp_path / "cloud.db")) as store:
        store.save({**world.cloud.changed(everything=True), **journal.changed()})
        cloud, noted = restore(store)
        assert cloud.dump() == json.loads(json.dumps(world.cloud.dump()))
        assert noted.secrets_of(site.id) == {("siteConfig",)}
        assert cloud.soft_deleted() == [vault.id]
        assert restore(store, Options(grant_delay_seconds=1.0))[0].options.grant_delay_seconds == 1.0
        assert store.written < 30


def test_nothing_kept_is_a_new_cloud(tmp_path: Path):
    cloud, journal = restore(Store(tmp_path / "cloud.db"), Options(grant_delay_seconds=1.0))
    assert cloud.dump() == Cloud(options=Options(grant_delay_seconds=1.0)).dump()
    assert not journal.ids


def test_what_makes_no_cloud_is_told(tmp_path: Path):
    with contextlib.closing(Store(tmp_path / "cloud.db")) as store:
        store.save({"cloud": [row("", {"counter": 0})]})
        with pytest.raises(ProjectProblem, match="azure-rehearsal reset"):
            restore(store)


class Counting(Keeper):
    """Saves after each operation, and counts the rows that it takes."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.rows: list[int] = []

    def follow(self, cloud: Cloud) -> None:
        before = self.store.written
        self.store.save(cloud.changed())
        self.rows.append(self.store.written - before)


@pytest.mark.parametrize("apps", [5, 60])
def test_an_operation_writes_what_it_changes_however_much_there_is(tmp_path: Path, apps: int):
    """Rows for each: a record, a principal, the site that settings lie in, and the cloud's own where its counter moved.

    A site brings what Azure makes with it.
    """
    world = World()
    with contextlib.closing(Store(tmp_path / "cloud.db")) as store:
        store.save(world.cloud.changed(everything=True))
        world.keeper = counting = Counting(store)
        vault, plan = world.vault(), world.plan()
        for at in range(apps):
            who = world.identity(f"who-{at}")
            site = world.site(f"shop-{at}", identity=who, plan=plan)
            world.secret(vault, f"key-{at}")
            world.grant(who["principalId"], "Key Vault Secrets User", vault.id)
            settings = world.settings(site, KEY="@Microsoft.KeyVault(VaultName=kv-one;SecretName=key)")
            world.drop(world.change(settings, properties={"KEY": "plain"}))
        rounds = [counting.rows[at : at + 7] for at in range(2, len(counting.rows), 7)]
        site = rounds[0].pop(1)
        assert rounds[0] == [3, 2, 1, 2, 2, 2]
        assert 1 < site < 20
        assert rounds[1:] == [[3, site, 2, 1, 2, 2, 2]] * (apps - 1)
        assert restore(store)[0].dump() == json.loads(json.dumps(world.cloud.dump()))
