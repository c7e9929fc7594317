"""Host ids: two hosts that share a storage account never have one id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import SlotArgs
from pulumi_azure_connect.app.functions.host_ids import HOST_ID, default_host_id
from tests.components.programs import account, app, failure, settings_of

LONG = "contoso-billing-reconciliation-weu-prod"


@pytest.mark.parametrize(
    ("site", "slot", "host_id"),
    [
        ("TEST-FUNCTIONS--", None, "test-functions"),
        ("TEST-FUNCTIONS-XXXXXXXXXXXXXXXX-XXXX", None, "test-functions-xxxxxxxxxxxxxxxx"),
        ("shop", "staging", "shop-staging"),
        (LONG, "staging", LONG[:32]),
    ],
)
def test_ids_are_made_as_the_host_makes_them(site: str, slot: str | None, host_id: str):
    assert default_host_id(site, slot) == host_id


def function_apps(*apps: dict[str, Any], storages: int = 1) -> Callable[[], None]:
    def program() -> None:
        accounts = [account(f"host{number}") for number in range(storages)]
        for number, given in enumerate(apps):
            functions = {"storage_account_id": accounts[number % storages].id}
            app(f"fun{number}", sku="EP1", functions=functions, **given)

    return program


def slots_of(name: str, **arguments: Any) -> Callable[[], None]:
    return function_apps({"app_name": name, "slots": [SlotArgs(name="staging")], **arguments})


def test_a_slot_of_a_long_name_gets_an_id_that_stays_with_it():
    outcome = run(slots_of(LONG))
    (own,) = [value for name, value in settings_of(outcome, "fun0-staging").items() if name == HOST_ID]
    assert own != default_host_id(LONG, None)
    assert len(own) <= 32
    assert HOST_ID not in settings_of(outcome, "fun0")
    assert outcome.find("WebAppSlotConfigurationNames").input("appSettingNames") == [HOST_ID]


def test_so_does_one_whose_name_azure_native_completes():
    def program() -> None:
        app("a-component-with-a-long-name", sku="EP1", functions={"storage_account_id": account("host").id}).add_slot("staging")

    outcome = run(program)
    assert settings_of(outcome, "a-component-with-a-long-name-staging")[HOST_ID].startswith("a-component-with-a-long")


def test_short_names_are_left_alone():
    outcome = run(slots_of("short"))
    assert HOST_ID not in settings_of(outcome, "fun0-staging")
    assert outcome.of_type("WebAppSlotConfigurationNames") == []


def test_an_id_that_is_given_stays():
    given = {"slots": [SlotArgs(name="staging", settings={HOST_ID: "billing-staging"})], "sticky_settings": [HOST_ID]}
    assert settings_of(run(slots_of(LONG, **given)), "fun0-staging")[HOST_ID] == "billing-staging"


@pytest.mark.parametrize(
    "apps",
    [
        [{"app_name": f"{LONG}-a"}, {"app_name": f"{LONG}-b"}],
        [{"app_name": "one", "settings": {HOST_ID: "same"}}, {"app_name": "two", "settings": {"azurefunctionswebhost__HOSTID": "same"}}],
        [{"app_name": "one", "settings": {HOST_ID: "two"}}, {"app_name": "two"}],
        [{"app_name": "one", "settings": {HOST_ID: "same"}, "slots": [SlotArgs(name="staging")]}],
        [{"app_name": LONG[:27], "slots": [SlotArgs(name="stage-a"), SlotArgs(name="stage-b")]}],
    ],
    ids=["long names", "one id for two", "another's own", "a slot with the app's", "two slots"],
)
def test_others_are_refused(apps: list[dict[str, Any]]):
    said = failure(function_apps(*apps))
    assert "one host id" in said
    assert HOST_ID in said


def test_a_name_that_is_known_only_later_is_refused_then():
    def program() -> None:
        own = account("host")
        name = own.location.apply(lambda _: LONG)
        app("fun", sku="EP1", app_name=name, functions={"storage_account_id": own.id}, slots=[SlotArgs(name="staging")])

    assert "one host id" in failure(program, preview=False)


def test_one_account_as_resource_and_as_text_is_one():
    known = "/subscriptions/b1c0c47d-cf8e-53d1-bf3d-e14b83de081a/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/host"

    def program() -> None:
        first = pulumi.Output.from_input(known)
        for name, storage in (("a", first), ("b", known)):
            app(name, sku="EP1", app_name=f"{LONG}-{name}", functions={"storage_account_id": storage}, grants="external")

    assert "one host id" in failure(program)


def test_two_accounts_keep_them_apart():
    outcome = run(function_apps({"app_name": f"{LONG}-a"}, {"app_name": f"{LONG}-b"}, storages=2))
    assert HOST_ID not in {**settings_of(outcome, "fun0"), **settings_of(outcome, "fun1")}


@pytest.mark.parametrize("bad", ["", "Upper", "a--b", "-a", "a" * 33])
def test_what_is_no_id_is_refused(bad: str):
    assert "32 lower-case letters" in failure(slots_of("short", settings={HOST_ID: bad}))
