"""Setting names are a function of a connection's own arguments: no other line moves them, or points them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import Connection, ManagedIdentityApp, SettingConflict
from tests.components.programs import ai_account, app, database, failure, output, settings_of

ID = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers"


def _storage(name: str) -> str:
    return f"{ID}/Microsoft.Storage/storageAccounts/{name}"


def _cosmos(name: str) -> str:
    return f"{ID}/Microsoft.DocumentDB/databaseAccounts/{name}"


Line = Callable[[ManagedIdentityApp], Connection]

# Several connections of a family, by identity and by secret, in every way to keep their names apart.
LINES: dict[str, Line] = {
    "plain": lambda one: one.connect("plain", "storage-blob", to=_storage("plain"), access="read"),
    "named": lambda one: one.connect("named", "storage-blob", to=_storage("named"), access="write", named=True),
    "again": lambda one: one.connect("again", "storage-blob", to=_storage("named"), access="read", named=True),
    "own": lambda one: one.connect(
        "own",
        "storage-blob",
        to=_storage("own"),
        access="read",
        settings={"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "MINE", "AZURE_STORAGEBLOB_CLIENTID": "MINE_ID"},
    ),
    "trigger": lambda one: one.connect("trigger", "storage-blob", to=_storage("trigger"), access="write", naming="functions"),
    "texts": lambda one: one.connect("texts", "aiservices", to=ai_account("texts"), access="use", named=True),
    "scans": lambda one: one.connect("scans", "aiservices", to=ai_account("scans"), auth="secret", because="the library"),
    "items": lambda one: one.connect("items", "cosmos-sql", to=_cosmos("items"), access="read"),
    "rows": lambda one: one.connect("rows", "cosmos-table", to=_cosmos("rows"), access="read", named=True),
    "people": lambda one: one.connect("people", "microsoft-graph", roles=["User.Read.All"], named=True),
    "mail": lambda one: one.connect("mail", "microsoft-graph", roles=["Mail.Send"]),
    "api": lambda one: one.connect("api", "third-party-api", values={"url": "https://api.example", "key": "canary"}),
    "other": lambda one: one.connect("other", "third-party-api", values={"url": "https://other.example", "key": "canary"}),
}


@cache
def names_of(lines: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """What each connection of a program with these lines writes: its own names, and which of them hold its value."""
    made: dict[str, Connection] = {}

    def program() -> None:
        one = app()
        made.update({line: LINES[line](one) for line in lines})

    outcome = run(program, preview=True)
    written = settings_of(outcome)
    assert {name for connection in made.values() for name in connection.settings.values()} <= {*written}
    return {line: dict(connection.settings) for line, connection in made.items()}


@settings(max_examples=12)
@given(st.permutations(list(LINES)).flatmap(lambda order: st.integers(1, len(order)).map(lambda kept: order[:kept])))
def test_no_order_of_lines_and_no_removal_moves_a_name(lines: Sequence[str]):
    everything = names_of(tuple(LINES))
    assert names_of(tuple(lines)) == {line: everything[line] for line in lines}


def test_the_names_are_those_of_service_connector_and_named_ones_hold_the_connections_name():
    found = names_of(tuple(LINES))
    assert set(found["plain"].values()) == {"AZURE_STORAGEBLOB_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_CLIENTID"}
    assert set(found["named"].values()) == {"AZURE_STORAGEBLOB_NAMED_RESOURCEENDPOINT", "AZURE_STORAGEBLOB_NAMED_CLIENTID"}
    assert set(found["own"].values()) == {"MINE", "MINE_ID"}
    assert found["people"].keys() == found["mail"].keys()
    assert all(name.startswith("AZURE_GRAPH_PEOPLE_") for name in found["people"].values())
    assert all(name.startswith("API_") for name in found["api"].values())


def _twice(**more: Any) -> Callable[[], None]:
    def program() -> None:
        one = app()
        one.connect("first", "storage-blob", to=_storage("aaa"), access="read")
        one.connect("second", "storage-blob", to=_storage("bbb"), access="read", **more)

    return program


def test_two_short_ones_of_a_family_are_refused_with_the_remedy():
    message = failure(_twice())
    assert "'first' and 'second' of app 'shop'" in message
    assert "named=True" in message
    assert "AZURE_STORAGEBLOB_SECOND_" in message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("items", "cosmos-sql", {"to": _cosmos("items"), "access": "read"}), ("rows", "cosmos-table", {"to": _cosmos("rows"), "access": "read"})),
        (("texts", "aiservices", {"access": "use"}), ("scans", "aiservices", {"auth": "secret", "because": "the library"})),
        (("scans", "aiservices", {"auth": "secret", "because": "the library"}), ("texts", "aiservices", {"access": "use"})),
        (("people", "microsoft-graph", {"roles": ["User.Read.All"]}), ("mail", "microsoft-graph", {"roles": ["Mail.Send"]})),
    ],
    ids=["two kinds of one family", "identity and secret", "secret and identity", "nothing in to"],
)  # fmt: skip
def test_each_pair_of_short_ones_is_refused_in_either_order(one: Any, other: Any):
    def program() -> None:
        shop = app()
        for name, kind, options in (one, other):
            to = ai_account(name) if kind == "aiservices" else options.get("to")
            shop.connect(name, kind, to=to, **{key: value for key, value in options.items() if key != "to"})

    assert "named=True" in failure(program)


def test_a_refused_one_leaves_nothing_and_its_name_is_free():
    def program() -> None:
        one = app()
        one.connect("first", "storage-blob", to=_storage("aaa"), access="read")
        with pytest.raises(SettingConflict, match="named=True"):
            one.connect("second", "storage-blob", to=_storage("bbb"), access="read")
        one.connect("second", "storage-blob", to=_storage("bbb"), access="read", named=True)

    outcome = run(program, preview=True)
    assert len(outcome.of_type("RoleAssignment")) == 2
    assert "AZURE_STORAGEBLOB_SECOND_RESOURCEENDPOINT" in settings_of(outcome)


def test_one_renamed_setting_of_two_is_still_short():
    assert "named=True" in failure(_twice(settings={"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "MINE"}))


def test_only_the_names_that_are_written_have_to_be_renamed():
    """A system-assigned identity writes no client id."""

    def program() -> None:
        one = app(identity="both")
        one.connect("first", "storage-blob", to=_storage("aaa"), access="read")
        mine = {"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "MINE"}
        one.connect("second", "storage-blob", to=_storage("bbb"), access="read", identity="system-assigned", settings=mine)

    assert "MINE" in settings_of(run(program, preview=True))


def test_plain_arguments_say_it_too():
    given = [
        {"name": "first", "target": "storage-blob", "to": _storage("aaa"), "access": "read"},
        {"name": "second", "target": "storage-blob", "to": _storage("bbb"), "access": "read", "named": True},
    ]
    outcome = run(lambda: app(connections=given, slots=[{"name": "staging"}]), preview=True)
    for site in ("shop", "shop-staging"):
        assert settings_of(outcome, site)["AZURE_STORAGEBLOB_RESOURCEENDPOINT"] == "https://aaa.blob.core.windows.net/"
        assert settings_of(outcome, site)["AZURE_STORAGEBLOB_SECOND_RESOURCEENDPOINT"] == "https://bbb.blob.core.windows.net/"


def test_two_apps_have_short_names_each():
    def program() -> None:
        orders = database()
        for name in ("shop", "store"):
            app(name).connect("orders", "sql", to=orders, access="read")

    outcome = run(program)
    assert settings_of(outcome, "shop").keys() == settings_of(outcome, "store").keys()
    assert output(outcome, "connections", "store")
