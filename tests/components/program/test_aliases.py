"""Which aliases are left out of the children, and which are never."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import drop_version_aliases
from tests.components.programs import app, secret

TOKEN = "azure-native:web:WebApp"
VERSIONED = pulumi.Alias(type_="azure-native:web/v20220901:WebApp")
KEPT = [
    pulumi.Alias(type_="azure-native:webapps:WebApp"),
    pulumi.Alias(type_="azure-native:web/v20220901:WebAppSlot"),
    pulumi.Alias(type_="azure-native:documentdb/v20220901:WebApp"),
    pulumi.Alias(type_="azure-nextgen:web/v20200601:WebApp"),
    pulumi.Alias(name="old-name"),
    pulumi.Alias(type_="azure-native:web/v20220901:WebApp", name="old-name"),
    pulumi.Alias(type_="azure-native:web/v20220901:WebApp", parent=None),
    pulumi.Alias(type_="azure-native:web/v20220901:WebApp", stack="old"),
    pulumi.Alias(type_="azure-native:web/v20220901:WebApp", project="old"),
    "urn:pulumi:dev::shop::azure-native:web/v20220901:WebApp::shop",
]


def after(aliases: Any, token: str = TOKEN) -> Any:
    options = pulumi.ResourceOptions(aliases=aliases)
    args: Any = pulumi.ResourceTransformationArgs(resource=None, type_=token, name="shop", props={}, opts=options)  # type: ignore[arg-type]
    result = drop_version_aliases(args)
    return aliases if result is None else result.opts.aliases


def test_an_alias_that_only_names_another_api_version_goes():
    assert after([VERSIONED, pulumi.Alias(type_="azure-native:web/v20150801preview:WebApp")]) == []


@pytest.mark.parametrize("alias", KEPT, ids=range(len(KEPT)))
def test_every_other_alias_stays(alias: Any):
    assert after([VERSIONED, alias]) == [alias]


@given(st.lists(st.sampled_from([VERSIONED, *KEPT]), max_size=12))
def test_what_stays_keeps_its_order(aliases: list[Any]):
    assert after(aliases) == [alias for alias in aliases if alias is not VERSIONED]


@pytest.mark.parametrize("aliases", [None, [], [KEPT[0]]], ids=["none", "empty", "another"])
def test_nothing_is_touched_where_there_is_nothing_to_drop(aliases: Any):
    args: Any = pulumi.ResourceTransformationArgs(None, TOKEN, "shop", {}, pulumi.ResourceOptions(aliases=aliases))  # type: ignore[arg-type]
    assert drop_version_aliases(args) is None


def types_of_aliases(**arguments: Any) -> dict[str, list[str]]:
    def program() -> None:
        made = app(**arguments)
        secret(made, keep_version_aliases=arguments.get("keep_version_aliases"))

    outcome = run(program, preview=True)
    ours = [one for one in outcome.resources if one.parent and one.custom]
    return {one.name: [str(alias.get("type", "")) for alias in one.aliases] for one in ours}


def is_versioned(alias: str) -> bool:
    return "/v20" in alias


def test_children_carry_no_alias_of_an_api_version():
    kept = types_of_aliases(secrets={"A_KEY": "x"})
    assert len(kept) > 8
    own = {name: [alias for alias in aliases if is_versioned(alias)] for name, aliases in kept.items()}
    assert not own["shop"]
    assert not own["shop-plan"]
    assert not own["shop-settings"]


def test_children_keep_the_aliases_of_modules_that_moved():
    """Insights was `insights` before it was `applicationinsights`: a state made then must not be thrown away."""
    kept = types_of_aliases(
        log_analytics_workspace_id="/subscriptions/x/resourceGroups/y/providers/Microsoft.OperationalInsights/workspaces/z"
    )
    assert any(alias.startswith("azure-native:insights") for alias in kept["shop-insights"])


def test_versioned_aliases_can_be_kept():
    kept = types_of_aliases(secrets={"A_KEY": "x"}, keep_version_aliases=True)
    without = [name for name, aliases in kept.items() if not any(is_versioned(alias) for alias in aliases)]
    assert without == []


def test_what_users_parent_under_a_component_keeps_its_aliases():
    def program() -> None:
        from tests.components.programs import account

        account(parent=app())

    theirs = run(program, preview=True).find("StorageAccount")
    assert any(is_versioned(str(alias.get("type", ""))) for alias in theirs.aliases)
