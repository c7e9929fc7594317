"""Apps and states that were there before: a plain `web.WebApp`, and what was deployed with versioned type tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources, storage, web

from azure_rehearsal.cloud.cloud import Options
from azure_rehearsal.engine.rehearsal import Rehearsal
from pulumi_azure_connect import (
    STORAGE_BLOB,
    Access,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
)
from tests.engine.conftest import Rehearse
from tests.engine.programs import Shop
from tests.engine.stacks import changes, raw, seen, sites, unresolved, verdicts

# -- an app that is there -------------------------------------------------------------------------------------------------


def _plain(*, connected: bool = False, tags: Mapping[str, str] | None = None, **component: Any) -> Callable[[], None]:
    """An app as people write it by hand; later, connected by its id."""

    def program() -> None:
        group = resources.ResourceGroup("shop")
        account = storage.StorageAccount("uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
        plan = web.AppServicePlan("plan", resource_group_name=group.name, kind="linux", reserved=True, sku={"name": "S1"})
        app = web.WebApp(
            "shop",
            resource_group_name=group.name,
            server_farm_id=plan.id,
            https_only=True,
            identity={"type": web.ManagedServiceIdentityType.SYSTEM_ASSIGNED},
            site_config={"linux_fx_version": "PYTHON|3.12"},
            tags=dict(tags or {}),
        )
        if not connected:
            return
        shop = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group.name, existing_app_id=app.id, **component))
        shop.connect("uploads", STORAGE_BLOB, to=account, access=Access.READ)
        SecretBackedConnection("payment", SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": "canary"}), app=shop)
        pulumi.export("ready", shop.ready)

    return program


@pytest.fixture
def lived_in(rehearse: Rehearse, options: Options) -> Rehearsal:
    """The app by hand, and a person who wrote a setting in the portal."""
    rehearsal = rehearse(_plain(), options=options)
    rehearsal.up()
    site = rehearsal.cloud.state.get(sites(rehearsal.cloud)["shop"])
    assert site is not None
    site.private["appSettings"] = {"FROM_THE_PORTAL": "canary of the portal"}
    rehearsal.save()
    return rehearsal


def test_an_app_is_connected_by_its_id_and_not_touched_otherwise(lived_in: Rehearsal, rehearse: Rehearse, options: Options) -> None:
    site = lived_in.cloud.state.get(sites(lived_in.cloud)["shop"])
    assert site is not None
    before = site.inputs
    refused = rehearse(_plain(connected=True), options=options).up(check=False)
    assert "settings which would be erased: FROM_THE_PORTAL" in (refused.error or ""), refused.text()
    assert "canary of the portal" not in refused.text()

    rehearsal = rehearse(_plain(connected=True, settings={"FROM_THE_PORTAL": "as it was"}), options=options)
    result = rehearsal.up()
    assert not [step for step in result.changed if step.type == "azure-native:web:WebApp"]
    assert set(verdicts(rehearsal).values()) == {"works"}
    assert unresolved(rehearsal) == []
    assert seen(rehearsal.cloud, "shop")["PAYMENT_KEY"] == "canary"
    assert raw(rehearsal.cloud, "shop")["FROM_THE_PORTAL"] == "as it was"
    now = rehearsal.cloud.state.get(sites(rehearsal.cloud)["shop"])
    assert now is not None
    assert now.inputs == before
    assert set(rehearsal.up().changes) == {"same"}


def test_settings_may_be_dropped_by_name(lived_in: Rehearsal, rehearse: Rehearse, options: Options) -> None:
    assert "FROM_THE_PORTAL" in raw(lived_in.cloud, "shop")
    rehearsal = rehearse(_plain(connected=True, drop_settings=["FROM_THE_PORTAL"]), options=options)
    rehearsal.up()
    assert "FROM_THE_PORTAL" not in raw(rehearsal.cloud, "shop")
    assert set(verdicts(rehearsal).values()) == {"works"}


# -- states with versioned tokens -----------------------------------------------------------------------------------------


VERSIONED = re.compile(r"azure-native:\w+/v\d{8}\w*:\w+")


def _with_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resources register with a token that names an API version, as the modules of older SDKs did: the oldest alias of its own."""
    original = pulumi.CustomResource.__init__

    def versioned(
        self: pulumi.CustomResource,
        t: str,
        name: str,
        props: dict[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        *rest: Any,
        **more: Any,
    ) -> None:
        aliases = (opts.aliases if opts is not None else None) or []
        types = [alias.type_ for alias in aliases if isinstance(alias, pulumi.Alias) and isinstance(alias.type_, str)]
        package, module, what = t.split(":")
        own = [one for one in types if VERSIONED.fullmatch(one) and one.startswith(f"{package}:{module}/") and one.endswith(f":{what}")]
        original(self, own[0] if own else t, name, props, opts, *rest, **more)

    monkeypatch.setattr(pulumi.CustomResource, "__init__", versioned)


KEPT = {"keep_version_aliases": True}


@pytest.fixture
def old_state(rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A state made with versioned tokens; the program that made it."""
    shop = Shop(more=KEPT)
    with monkeypatch.context() as patched:
        _with_versions(patched)
        rehearsal = rehearse(shop)
        rehearsal.up()
    types = {resource["type"] for resource in rehearsal.checkpoint()["resources"]}
    assert len([one for one in types if VERSIONED.fullmatch(one)]) >= 8
    return shop


def test_a_state_with_versioned_tokens_is_adopted_as_it_is(old_state: Shop, rehearse: Rehearse) -> None:
    rehearsal = rehearse(old_state)
    before = rehearsal.cloud.remaining()
    for told in (rehearsal.preview(), rehearsal.up()):
        assert set(told.changes) == {"same"}, changes(told)
    assert rehearsal.cloud.remaining() == before
    types = {resource["type"] for resource in rehearsal.checkpoint()["resources"]}
    assert not [one for one in types if VERSIONED.fullmatch(one)], "one `up` and the state has the plain tokens"
    assert set(rehearse(replace(old_state, more={})).preview().changes) == {"same"}, "from then on nobody needs the aliases"


def test_without_those_aliases_live_resources_would_be_made_anew(old_state: Shop, rehearse: Rehearse) -> None:
    told = rehearse(replace(old_state, more={})).preview(check=False)
    assert {"create", "delete"} <= set(told.changes)
    assert ("create", "shop") in changes(told)
