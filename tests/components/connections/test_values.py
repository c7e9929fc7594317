"""From a target's templates to settings: names as Service Connector's, values filled in."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import Access, Role, Target, UnknownArgument
from pulumi_azure_connect.azure.clouds import PUBLIC
from pulumi_azure_connect.connections.names import check_connection_name, setting_names
from pulumi_azure_connect.connections.values import placeholders, setting_value
from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.target_ref import TargetRef
from tests.components.programs import account, app, settings_of

ID = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/uploads1"
READER = Role("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")


def thing(prefix: str = "THING", **more: Any) -> Target:
    """A target of a user's own."""
    return Target(
        kind="thing",
        title="Things",
        resource_types={"azure-native:storage:StorageAccount": "Microsoft.Storage/storageAccounts"},
        access={Access.READ: (READER,)},
        grant=role_assignment,
        prefix=prefix,
        **{"settings": {f"{prefix}_URL" if prefix else "URL": "https://{storageAccounts}.things.{suffix:storage}/"}, **more},
    )


def value(template: str, **values: Any) -> Any:
    async def resolved() -> Any:
        ref = TargetRef(key="x", label="x", id=pulumi.Output.from_input(ID), type="Microsoft.Storage/storageAccounts")
        found = setting_value(template, thing(), ref, PUBLIC, values)
        return await found.future() if isinstance(found, pulumi.Output) else found

    return asyncio.run(resolved())


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("plain", "plain"),
        ("https://{storageAccounts}.blob.{suffix:storage}/", "https://uploads1.blob.core.windows.net/"),
        ("{suffix:storage}", "core.windows.net"),
        ("{client_id}", "1234"),
        ("{client_id}@{storageAccounts}", "1234@uploads1"),
        ("{resourceGroups}", "shop"),
    ],
)
def test_placeholders_are_filled_in(template: str, expected: str):
    assert value(template, client_id="1234") == expected


def test_what_needs_no_deployment_is_plain_text():
    """So that a preview shows it."""
    assert setting_value("https://{suffix:graph}", thing(), None, PUBLIC, {}) == "https://graph.microsoft.com"


@given(st.lists(st.sampled_from(["{a}", "{b}", "{suffix:x}", "text", "{uri:a}"])))
def test_placeholders_are_told_once(parts: list[str]):
    found = placeholders(" ".join(parts))
    assert set(found) == {part.strip("{}").rpartition(":")[2] for part in parts if part not in ("text", "{suffix:x}")}
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("prefix", "names", "named", "expected"),
    [
        ("THING", ["THING_URL"], False, {"THING_URL": "THING_URL"}),
        ("THING", ["THING_URL"], True, {"THING_URL": "THING_UP_URL"}),
        ("", ["URL"], True, {"URL": "UP_URL"}),
    ],
)
def test_a_named_connection_has_its_name_behind_the_prefix(prefix: str, names: list[str], named: bool, expected: dict[str, str]):
    assert setting_names(thing(prefix), names, "up", named=named, renamed={}) == expected


def test_a_renamed_setting_has_the_callers_name():
    assert setting_names(thing(), ["THING_URL"], "up", named=True, renamed={"THING_URL": "MINE"}) == {"THING_URL": "MINE"}
    with pytest.raises(UnknownArgument, match="Did you mean 'THING_URL'"):
        setting_names(thing(), ["THING_URL"], "up", named=False, renamed={"THING_URI": "MINE"})


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_a_good_name_is_taken_as_it_is(name: str):
    assert check_connection_name(name, "app 'shop'") == name


def test_a_target_of_the_users_own():
    def program() -> None:
        one = app()
        one.connect("first", thing(), to=account("a"), access="read")
        one.connect("second", thing(), to=account("b"), access="read", settings={"THING_URL": "MINE"})

    outcome = run(program)
    found = settings_of(outcome)
    names = {account.name: account.checked["accountName"] for account in outcome.of_type("StorageAccount")}
    assert found["THING_URL"] == f"https://{names['a']}.things.core.windows.net/"
    assert found["MINE"] == f"https://{names['b']}.things.core.windows.net/"
    assert {str(one.inputs["scope"]) for one in outcome.of_type("RoleAssignment")} == {one.id for one in outcome.of_type("StorageAccount")}


def test_a_placeholder_that_nothing_fills_is_refused():
    with pytest.raises(UnknownArgument, match="nothing"):
        setting_value("{nothing}", thing(), None, PUBLIC, {})
