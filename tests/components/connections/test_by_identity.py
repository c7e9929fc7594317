"""A connection by identity: which identity, its settings and its row, for the app and for each slot."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import KEY_VAULT, STORAGE_BLOB, Access
from tests.components.programs import app, container, failure, grants_of, output, raw_vault, settings_of


def connected(*, slots: int = 0, **arguments: Any) -> Run:
    def program() -> None:
        made = app(**arguments)
        for number in range(slots):
            made.add_slot(f"slot{number}")
        made.connect("uploads", STORAGE_BLOB, to=container(), access=Access.READ)

    return run(program)


@pytest.mark.parametrize(("identity", "named"), [("user-assigned", True), ("system-assigned", False)])
def test_only_an_identity_with_a_client_id_is_named_in_settings(identity: str, named: bool):
    assert ("AZURE_STORAGEBLOB_CLIENTID" in settings_of(connected(identity=identity))) is named


def test_a_slot_shares_the_grant_of_a_shared_identity_and_has_its_own_with_an_own_one():
    assert len(grants_of(connected(slots=1))) == 1
    assert len(grants_of(connected(slots=1, identity="system-assigned"))) == 2


def test_each_place_has_a_row_that_says_what_was_granted():
    rows = output(connected(slots=1, identity="system-assigned"), "connections")
    assert [row.get("slot") for row in rows] == [None, "slot0"]
    assert {row["connection"] for row in rows} == {"uploads"}
    assert {row["access"] for row in rows} == {"read"}
    assert len({row["identity"]["principalId"] for row in rows}) == 2
    assert all(row["settings"] == ["AZURE_STORAGEBLOB_RESOURCEENDPOINT"] for row in rows)


def test_a_connection_may_use_the_other_identity_of_an_app_with_both():
    def program() -> None:
        made = app(identity="both")
        made.connect("uploads", STORAGE_BLOB, to=container(), access=Access.READ, identity="system-assigned")
        made.connect("keys", KEY_VAULT, to=raw_vault(), access=Access.READ)

    rows = {row["connection"]: row["identity"]["kind"] for row in output(run(program), "connections")}
    assert rows == {"uploads": "system-assigned", "keys": "user-assigned"}


def test_an_identity_that_the_app_lacks_is_refused():
    def program() -> None:
        app().connect("uploads", STORAGE_BLOB, to=container(), access=Access.READ, identity="system-assigned")

    assert "Say identity='both' for the app" in failure(program)
