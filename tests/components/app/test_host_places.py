"""An app as connections know it: slots that come later get every connection, and nothing comes after the body's end."""

from __future__ import annotations

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import STORAGE_BLOB, Access, ManagedIdentityApp, SettingsSealed
from pulumi_azure_connect.hosts.host import host_of
from tests.components.programs import app, container, identity_args, output, raw_identity


def test_an_app_has_a_host_with_its_name_and_places():
    seen: list[tuple[str, str, int]] = []

    def program() -> None:
        made = app()
        made.add_slot("staging")
        host = host_of(made)
        seen.append((host.name, host.owner, len(host.places)))

    run(program)
    assert seen == [("shop", "app 'shop'", 2)]


def test_a_slot_that_comes_later_gets_the_connections_that_were_there():
    def program() -> None:
        made = app()
        made.connect("uploads", STORAGE_BLOB, to=container(), access=Access.READ)
        made.add_slot("staging")

    rows = output(run(program), "connections")
    assert [(row["connection"], row.get("slot")) for row in rows] == [("uploads", None), ("uploads", "staging")]


def test_apps_with_one_identity_are_one_reader_and_others_are_not():
    readers: dict[str, object] = {}

    def program() -> None:
        shared = identity_args(raw_identity(), "common")
        for name in ("one", "two"):
            readers[name] = host_of(app(name, user_assigned_identity=shared)).reader
            readers[f"own-{name}"] = host_of(app(f"own-{name}")).reader

    run(program)
    assert readers["one"] == readers["two"]
    assert len({readers["one"], readers["own-one"], readers["own-two"]}) == 3


def test_a_connection_after_the_body_is_refused():
    late: list[ManagedIdentityApp] = []
    run(lambda: late.append(app()))
    with pytest.raises(SettingsSealed):
        host_of(late[0]).check_open("connection 'late'")
