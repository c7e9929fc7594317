"""The app as a whole: how many grants, what a second deployment does, what a change previews."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from azure_rehearsal.doors.mocks.mocks import run
from azure_rehearsal.testing.fixture import AzureFixture
from pulumi_azure_connect import ManagedIdentityApp
from tests.components.programs import account, app, container, database, failure, grants_of, output, secret, settings_of, shop

CHANGED = ("create", "update", "replace")


def connected(identity: str, slots: int) -> Any:
    """An app with three grants for each identity that it has."""

    def program() -> None:
        one = app(identity=identity)
        for number in range(slots):
            one.add_slot(f"slot{number}")
        one.connect("uploads", "storage-blob", to=container(), access="write")
        one.connect("people", "microsoft-graph", roles=["User.Read.All"])
        one.connect("orders", "sql", to=database(), access="read")
        secret(one)

    return program


@pytest.mark.parametrize("slots", [0, 2])
@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned", "both"])
def test_a_grant_for_each_connection_and_identity(identity: str, slots: int):
    """Each site with a system-assigned identity is somebody else; a user-assigned identity is one for all."""
    outcome = run(connected(identity, slots))
    identities = 1 + slots if identity == "system-assigned" else 1
    assert len(grants_of(outcome)) == 3 * identities
    assert len(output(outcome, "connections")) == 4 * (1 + slots)
    assert len(output(outcome, "scripts")) == 1 + slots


@pytest.mark.parametrize("identity", ["made", "system-assigned"])
def test_a_second_deployment_changes_nothing(azure, identity: str):
    program = shop(identity=identity, slots=1)
    azure.run(program)
    again = azure.run(program)
    assert [one for one in again.resources if one.operation in CHANGED] == []
    assert again.deleted == []


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_a_changed_setting_is_one_update(azure, identity: str):
    def program(level: str) -> None:
        one = app(identity=identity, settings={"LEVEL": level}, secrets={"A_KEY": "x"})
        one.connect("uploads", "storage-blob", to=account(), access="write")

    azure.run(lambda: program("1"))
    preview = azure.run(lambda: program("2"), preview=True)
    assert [(one.name, one.operation) for one in preview.resources if one.operation in CHANGED] == [("shop-settings", "update")]


def test_a_removed_connection_takes_its_grant_and_settings_and_nothing_else(azure):
    def program(*names: str) -> None:
        one = app(settings={"PLAIN": "1"})
        targets = {name: account(name) for name in ("a", "b")}
        for name in names:
            settings = {f"AZURE_STORAGEBLOB_{part}": f"{name}_{part}" for part in ("RESOURCEENDPOINT", "CLIENTID")}
            one.connect(name, "storage-blob", to=targets[name], access="read", settings=settings)

    before = azure.run(lambda: program("a", "b"))
    after = azure.run(lambda: program("b"))
    gone = set(settings_of(before)) - set(settings_of(after))
    assert gone == {"a_RESOURCEENDPOINT", "a_CLIENTID"}
    assert [urn.rpartition("::")[2] for urn in after.deleted] == ["shop-a-storageAccounts-storage-blob-data-reader"]


def test_destroy_leaves_nothing(azure):
    azure.run(shop(slots=1))
    azure.destroy()
    assert [one for one in azure.cloud.remaining() if "/vaults/" not in one] == []


def test_outputs_lead_to_what_was_made():
    made: list[ManagedIdentityApp] = []

    def program() -> None:
        one = app()
        made.append(one)
        pulumi.export(
            "all", [one.app_id, one.app_name, one.default_host_name, one.principal_id, one.client_id, one.identity_id, one.plan_id]
        )

    outcome = run(program)
    site, identity = outcome.find("web:WebApp"), outcome.find("UserAssignedIdentity")
    assert outcome.exports["all"] == [
        site.id,
        site.output("name"),
        site.output("defaultHostName"),
        identity.output("principalId"),
        identity.output("clientId"),
        identity.id,
        outcome.find("AppServicePlan").id,
    ]
    assert not any(outcome.secret_exports)


def test_slots_have_the_apps_settings_and_their_own():
    outcome = run(lambda: app(settings={"LEVEL": "1", "PLAIN": "x"}, slots=[{"name": "staging", "settings": {"LEVEL": "2"}}]))
    assert (settings_of(outcome)["LEVEL"], settings_of(outcome, "shop-staging")["LEVEL"]) == ("1", "2")
    assert settings_of(outcome, "shop-staging")["PLAIN"] == "x"


def test_setting_names_are_the_runtimes():
    def names(**arguments: Any) -> set[str]:
        outcome = run(lambda: app(**arguments).connect("orders", "sql", to=database(), access="read"))
        return {name for name in settings_of(outcome) if name.startswith("AZURE_SQL")}

    assert "AZURE_SQL_SERVER" in names(runtime="PYTHON|3.12")
    assert "AZURE_SQL_HOST" in names(runtime="NODE|20-lts")
    assert names(runtime="NODE|20-lts", client_type="python") == names(runtime="PYTHON|3.12")


def test_an_inner_dict_of_another_class_is_refused():
    message = failure(lambda: app(slots=["staging"]))
    assert "SlotArgs" in message
    assert isinstance(AzureFixture(), AzureFixture)
