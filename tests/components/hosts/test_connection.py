"""What `connect` gives back, and what a report is told of it."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import storage

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import AI_SERVICES, STORAGE_BLOB
from tests.components.programs import SOMEBODY, account, ai_account, app, group, output, secret


def test_a_connection_gives_back_what_it_made():
    found: dict[str, Any] = {}

    def body() -> None:
        shop = app(slots=[{"name": "staging"}], identity="system-assigned")
        by_identity = shop.connect("up", STORAGE_BLOB, to=account(), access="read")
        by_secret = shop.connect("texts", AI_SERVICES, to=ai_account(), auth="secret", because="the library takes keys")
        found.update(identity=by_identity, secret=by_secret)
        for connection in (by_identity, by_secret):
            depends = pulumi.ResourceOptions(depends_on=list(connection.grants))
            storage.StorageAccount(
                f"after{connection.name}", resource_group_name="shop", kind="StorageV2", sku={"name": "Standard_LRS"}, opts=depends
            )
            pulumi.export(connection.name, [connection.ready, dict(connection.secrets)])

    outcome = run(body)
    one, other = found["identity"], found["secret"]
    assert set(one.settings) == set(one.settings.values()) == {"AZURE_STORAGEBLOB_RESOURCEENDPOINT"}
    assert (len(one.grants), dict(one.secrets)) == (2, {})  # one identity for each of two sites
    assert set(other.secrets) < set(other.settings.values())
    assert len(other.grants) == 2 * len(other.secrets)
    exported = outcome.exports
    assert (exported["up"][0], exported["texts"][0]) == ("up", "texts")
    assert all(text.startswith("@Microsoft.KeyVault(") for text in exported["texts"][1].values())
    with pytest.raises(AttributeError):
        one.name = "other"


def test_rows_say_their_version():
    def body() -> None:
        app().connect("up", STORAGE_BLOB, to=account(), access="read")
        secret(app("other"))
        secret(None, "alone", principal_id=SOMEBODY, resource_group_name=group().name)

    outcome = run(body)
    rows = [row for name in ("shop", "other", "alone") for row in output(outcome, "connections", name)]
    assert [row["version"] for row in rows] == [1, 1, 1]
