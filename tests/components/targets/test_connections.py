"""Targets, connected to at each level, by each identity and by a secret: what that lets the app do, and that no secret shows."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import ManagedIdentityApp
from pulumi_azure_connect.targets import BY_KIND
from tests.components.programs import app, everything_said, output, settings_of
from tests.components.targets.reach import reach
from tests.components.targets.samples import SAMPLES

BECAUSE = "an old client library"
BY_IDENTITY = [kind for kind, sample in SAMPLES.items() if sample.levels]
BY_SECRET = [kind for kind in SAMPLES if BY_KIND[kind].secret is not None]
IDENTITIES = {"shared": "user-assigned", "own": "system-assigned"}
RUNTIMES = {"generic": "NODE|20-lts", "snake": "PYTHON|3.12"}
# What Azure shows of these to whoever may read the resource is no secret there; it is one here.
SHOWN_BY_AZURE = {"app-insights"}


@functools.cache
def connected(kind: str) -> tuple[Cloud, Run]:
    """A program that connects apps to a target in every way that there is: at each level, by each identity, by a secret."""
    cloud = Cloud()
    return cloud, run(lambda: connect_all(kind), cloud)


def connect_all(kind: str) -> None:
    sample, target = SAMPLES[kind], BY_KIND[kind]
    at = {level: sample.make(level) for level in sample.levels}
    if at:
        for name, identity in IDENTITIES.items():
            one = app(name, runtime="NODE|20-lts", identity=identity)
            for level, to in at.items():
                one.connect(level, kind, to=to, access=level, values=sample.values, named=level != next(iter(at)))
    if target.secret is not None:
        to = sample.make("keyed")
        for name, runtime in RUNTIMES.items():
            connect_by_secret(app(name, runtime=runtime), "keyed", kind, to)


def connect_by_secret(one: ManagedIdentityApp, name: str, kind: str, to: Any, *, named: bool = False) -> None:
    sample, target = SAMPLES[kind], BY_KIND[kind]
    reason: dict[str, Any] = {"auth": "secret", "because": BECAUSE} if target.takes_identity else {}
    one.connect(name, kind, to=to, values={**sample.values, **sample.secret_values}, named=named, **reason)


def test_a_sample_has_every_level_of_its_target():
    assert not [kind for kind, sample in SAMPLES.items() if sample.levels and set(sample.levels) != set(BY_KIND[kind].access)]


@pytest.mark.parametrize("kind", BY_IDENTITY)
def test_an_app_can_do_what_its_level_says_and_not_the_next_thing(kind: str):
    cloud, outcome = connected(kind)
    rows = [row for name in IDENTITIES for row in output(outcome, "connections", name)]
    assert {row["access"] for row in rows} == set(SAMPLES[kind].levels)
    assert not [fault for row in rows for fault in reach(cloud, row)]


@pytest.mark.parametrize("kind", BY_SECRET)
def test_no_secret_is_seen_anywhere(kind: str):
    _, outcome = connected(kind)
    said = everything_said(outcome)
    assert "canary" not in said
    secrets = outcome.of_type("azure-native:keyvault:Secret")
    assert secrets
    if kind not in SHOWN_BY_AZURE:
        assert not [one.name for one in secrets if str(one.input("properties", "value")) in said]


@pytest.mark.parametrize("kind", BY_SECRET)
@pytest.mark.parametrize("name", RUNTIMES)
def test_every_secret_setting_is_a_reference_that_resolves(kind: str, name: str):
    cloud, outcome = connected(kind)
    rows = output(outcome, "connections", name)
    secrets = {secret["setting"] for row in rows for secret in row["secrets"]}
    assert secrets
    views = {view.name: view for view in cloud.site_settings(rows[0]["appId"])}
    assert {name for name, view in views.items() if view.reference is not None} == secrets
    assert {view.reference.status for view in views.values() if view.reference is not None} == {"Resolved"}


def test_kinds_that_share_their_names_are_told_apart_by_the_connections():
    """All Cosmos DB targets of Service Connector write AZURE_COSMOS_...: one that is named has its connection's name there."""

    def program() -> None:
        one = app("shop", runtime="NODE|20-lts")
        for kind in ("cosmos-mongo", "cosmos-cassandra"):
            connect_by_secret(one, kind.replace("-", "_"), kind, SAMPLES[kind].make("data"), named=kind != "cosmos-mongo")

    names = set(settings_of(run(program)))
    assert {"AZURE_COSMOS_CONNECTIONSTRING", "AZURE_COSMOS_COSMOS_CASSANDRA_CONTACTPOINT"} <= names
