"""The one owner of an app's settings: what it takes, what it refuses, and what makes it write again."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_azure_native import web

from azure_rehearsal.cloud.cloud import Cloud, Options
from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.testing.fixture import AzureFixture
from pulumi_azure_connect import STORAGE_BLOB, Access, SettingConflict, SettingsSealed, UnknownArgument
from pulumi_azure_connect.app.settings.merge import REVISION, Seal, Settings, sticky_names
from tests.components.programs import (
    SETTINGS,
    account,
    ai_account,
    app,
    component,
    database,
    failure,
    raw_vault,
    refusal,
    secret,
    settings_of,
)


def give(*contributions: tuple[str, Any, str]) -> list[str]:
    names: list[str] = []

    def body() -> None:
        owner = Settings(Seal("app 'shop'"), "linux", excused=lambda _: None)
        for name, value, giver in contributions:
            owner.give(name, value, giver)
        names.extend(owner.names)

    run(body)
    return names


# ---- what it takes ----


def test_the_settings_are_the_union_of_what_everybody_contributes():
    def program() -> None:
        one = app(settings={"PLAIN": "value"}, secrets={"A_KEY": "x"}, application_insights_connection_string="InstrumentationKey=0")
        one.connect("uploads", STORAGE_BLOB, to=account(), access=Access.READ)
        secret(one)

    assert set(settings_of(run(program))) == {
        *("PLAIN", "A_KEY", "VISION_KEY", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID"),
        *("AZURE_STORAGEBLOB_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_CLIENTID"),
    }


def test_the_same_value_twice_is_no_conflict():
    assert give(("A", "1", "one"), ("A", "1", "two")) == ["A"]


STEPS = ("plain", "uploads", "people", "vault", "texts", "secret", "slot")


def contribute(step: str, one: Any, made: dict[str, Any]) -> None:
    if step == "plain":
        one.connect("orders", "sql", to=made["sql"], access="read")
    elif step == "uploads":
        one.connect("uploads", "storage-blob", to=made["blob"], access="write")
    elif step == "people":
        one.connect("people", "microsoft-graph", roles=["User.Read.All"])
    elif step == "vault":
        one.connect("common", "keyvault", to=made["vault"], access="read")
    elif step == "texts":
        one.connect("texts", "aiservices", to=made["ai"], access="use")
    elif step == "secret":
        secret(one)
    else:
        one.add_slot("staging")


@cache
def written(steps: tuple[str, ...]) -> dict[str, Any]:
    def program() -> None:
        made = {"sql": database(), "blob": account(), "vault": raw_vault(), "ai": ai_account()}
        one = app(settings={"PLAIN": "value"})
        for step in steps:
            contribute(step, one, made)

    outcome = run(program)
    return {name: settings_of(outcome, name) for name in ("shop", "shop-staging")}


@settings(max_examples=6)
@given(st.permutations(STEPS))
def test_the_order_of_contributions_makes_no_difference(steps: list[str]):
    found = written(tuple(steps))
    expected = {"PLAIN", "AZURE_CLIENT_ID", "VISION_KEY", "AZURE_SQL_SERVER", "AZURE_STORAGEBLOB_CLIENTID", "AZURE_GRAPH_SCOPE"}
    assert set(found["shop"]) >= expected
    assert set(found["shop"]) == set(found["shop-staging"])
    assert _shapes(found) == _shapes(written(STEPS))


def _shapes(found: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The settings with the random ends of Azure's names and ids taken off."""
    return {
        name: {key: re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}", "#", value) for key, value in settings.items()}
        for name, settings in found.items()
    }


# ---- what it refuses ----


def test_two_values_for_a_key_name_both_givers():
    with pytest.raises(SettingConflict) as refused:
        give(("KEY", "1", "connection 'one'"), ("KEY", "2", "connection 'two'"))
    message = str(refused.value)
    assert all(part in message for part in ("'KEY'", "app 'shop'", "connection 'one'", "connection 'two'", "Rename"))


def test_a_conflict_shows_no_value():
    with pytest.raises(SettingConflict) as refused:
        give(("KEY", "canary-1", "one"), ("KEY", "canary-2", "two"))
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("other", ["key", "A.KEY"])
def test_names_that_the_app_can_not_tell_apart_conflict(other: str):
    with pytest.raises(SettingConflict):
        give(("KEY", "1", "one"), ("A_KEY", "1", "one"), (other, "1", "two"))


def test_a_setting_and_a_connection_for_one_key_conflict():
    def program() -> None:
        one = app(settings={"AZURE_STORAGEBLOB_CLIENTID": "mine"})
        one.connect("uploads", STORAGE_BLOB, to=account(), access=Access.READ)

    message = failure(program)
    assert "settings of app 'shop'" in message
    assert "connection 'uploads'" in message


def test_a_setting_without_a_value_is_refused():
    """As when a program's optional configuration isn't there: it would otherwise be left out without a word."""
    message = failure(lambda: app(settings={"LEVEL": None}))
    assert "'LEVEL'" in message
    assert "no value" in message


def test_the_marker_belongs_to_the_component():
    assert REVISION in failure(lambda: app(settings={REVISION: "mine"}))


def test_an_f_string_of_an_output_is_refused():
    printed = "Calling __str__ on an Output[T] is not supported."

    message = failure(lambda: app(settings={"URL": f"https://{printed}"}))
    assert "'URL'" in message
    assert "pulumi.Output.concat" in message


def test_a_secret_in_a_plain_setting_is_refused_without_its_value():
    message = failure(lambda: app(settings={"TOKEN": pulumi.Output.secret("canary")}))
    assert "'TOKEN'" in message
    assert "secrets={...}" in message
    assert "canary" not in message


def test_a_secret_in_a_plain_setting_is_reported_where_it_was_allowed():
    outcome = run(lambda: app(settings={"TOKEN": pulumi.Output.secret("canary")}, insecure={"settings.TOKEN": "it is public anyway"}))
    told = component(outcome).component_outputs
    assert told is not None
    lines: Any = told["exceptions"]
    assert [(line["because"], "'TOKEN'" in line["what"]) for line in lines] == [("it is public anyway", True)]


@pytest.mark.parametrize("preview", [True, False])
def test_a_contribution_after_the_program_is_refused_before_it_is_written(preview: bool):
    def program() -> None:
        one = app()
        pulumi.Output.from_input("known").apply(lambda _: one.connect("late", STORAGE_BLOB, to=account(), access="read"))

    outcome = run(program, preview=preview, check=False)
    message = refusal(outcome, SettingsSealed)
    assert "connection 'late'" in message
    assert "app 'shop'" in message
    assert "Outputs as arguments" in message
    assert not outcome.of_type("RoleAssignment")


@pytest.mark.parametrize("late", ["secret", "slot", "connect by key"])
def test_whatever_comes_late_writes_nothing(late: str):
    def contribute(one: Any, name: str) -> None:
        if late == "secret":
            secret(one)
        elif late == "slot":
            one.add_slot(name)
        else:
            one.connect("scans", "aiservices", to="/subscriptions/x", auth="secret", because="b")

    def program() -> None:
        from tests.components.programs import group

        one = app()
        group().name.apply(lambda _: contribute(one, "staging"))

    outcome = run(program, check=False)
    assert refusal(outcome, SettingsSealed)
    made = {one.type for one in outcome.resources}
    assert not [type_ for type_ in made if "keyvault" in type_ or "Slot" in type_ or "SecretBacked" in type_]


def test_sticky_names_have_to_be_settings():
    assert sticky_names(["B", "A", "B"], ["A", "B", "C"], "app 'shop'") == ["A", "B"]
    with pytest.raises(UnknownArgument) as refused:
        sticky_names(["LEVL"], ["LEVEL"], "app 'shop'")
    assert "Did you mean 'LEVEL'?" in str(refused.value)


# ---- what makes it write again ----


def revision(outcome: Any) -> Any:
    return outcome.find(name="shop-settings").input("properties", REVISION)


def test_a_changed_setting_changes_no_other_key():
    azure = AzureFixture()
    before = azure.run(lambda: app(settings={"LEVEL": "1"}))
    after = azure.run(lambda: app(settings={"LEVEL": "2"}))
    assert settings_of(after) == {**settings_of(before), "LEVEL": "2"}
    assert revision(before) == revision(after)


def test_a_changed_site_writes_the_settings_again():
    azure = AzureFixture()
    before = azure.run(lambda: app(secrets={"A_KEY": "x"}))
    same = azure.run(lambda: app(secrets={"A_KEY": "x"}))
    after = azure.run(lambda: app(secrets={"A_KEY": "x"}, health_check_path="/health"))
    assert revision(before) == revision(same) != revision(after)


def test_a_changed_secret_writes_the_settings_again_and_leaks_nothing():
    azure = AzureFixture()
    before = azure.run(lambda: app(secrets={"A_KEY": "canary-1"}))
    after = azure.run(lambda: app(secrets={"A_KEY": "canary-2"}))
    assert revision(before) != revision(after)
    assert settings_of(before) == settings_of(after)
    assert after.find(name="shop-settings").operation == "update"


def test_a_secret_of_the_site_is_not_hashed():
    """The marker must not be made of anything secret: whoever sees it could try values."""
    one = run(lambda: app(tags={"key": pulumi.Output.secret("canary-1")}, insecure={"tags.key": "a label"}))
    other = run(lambda: app(tags={"key": pulumi.Output.secret("canary-2")}, insecure={"tags.key": "a label"}))
    assert revision(one) == revision(other)


@pytest.mark.parametrize("preview", [True, False])
def test_no_setting_is_secret_so_that_a_preview_can_show_each(preview: bool):
    def program() -> None:
        secret(app(secrets={"A_KEY": "x"}))

    outcome = run(program, preview=preview)
    assert [one.secrets for one in outcome.resources if one.type in SETTINGS] == [frozenset()]


@pytest.mark.parametrize("wipes", [True, False], ids=["a site PUT wipes settings", "a site PUT leaves settings"])
def test_settings_survive_a_change_of_the_site_in_both_worlds(wipes: bool):
    azure = AzureFixture(Cloud(options=Options(site_put_wipes_settings=wipes)))

    def program(path: str) -> None:
        app(health_check_path=path, secrets={"A_KEY": "x"}, settings={"LEVEL": "1"}, slots=[{"name": "staging"}])

    azure.run(lambda: program("/one"))
    outcome = azure.run(lambda: program("/two"))
    for kind in (web.WebApp, web.WebAppSlot):
        seen = {view.name: view for view in azure.cloud.site_settings(str(outcome.find(kind).id))}
        assert seen["LEVEL"].value == "1"
        assert seen["A_KEY"].value == "x"
