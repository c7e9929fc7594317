"""How a secret is written: as a resource, or by deployment where it is to stay."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import VaultArgs
from tests.components import order
from tests.components.programs import app, everything_said, raw_vault, secret, settings_of


def kept(value: str = "canary", **arguments: Any) -> Any:
    def program() -> None:
        secret(app(vault=VaultArgs(retain_secrets=True)), secrets={"A_KEY": value}, **arguments)

    return program


def test_a_secret_that_stays_is_written_by_deployment_and_only_read():
    outcome = run(kept())
    assert outcome.find("keyvault:Secret").operation == "read"
    deployment = outcome.find("resources:Deployment")
    assert deployment.is_secret("properties", "parameters", "value", "value")
    assert order.references_come_last(outcome) == order.writes_take_turns(outcome) == []


def test_deployments_of_one_group_are_told_apart():
    """Two apps have a secret of one name, each in a vault of its own; and two of one vault have names that are alike for long."""
    names = ("A_KEY", *(f"{'LONG_' * 14}{last}" for last in "XY"))

    def program() -> None:
        for name in ("one", "two"):
            app(name, vault=VaultArgs(retain_secrets=True), secrets=dict.fromkeys(names, "canary"))

    made = [str(one.input("deploymentName")) for one in run(program).of_type("resources:Deployment")]
    assert len(set(made)) == len(made) == 2 * len(names)
    assert all(len(name) <= 64 for name in made)


@pytest.mark.parametrize("preview", [True, False])
def test_a_secret_that_stays_leaks_nothing(preview: bool):
    outcome = run(kept(pinned=True), preview=preview)
    assert "canary" not in everything_said(outcome)


def test_a_changed_secret_that_stays_is_seen_at_once(azure):
    azure.run(kept("old"))
    outcome = azure.run(kept("new"))
    seen = {view.name: view.value for view in azure.cloud.site_settings(str(outcome.find("web:WebApp").id))}
    assert seen["A_KEY"] == "new"


def test_expiry_content_type_and_tags_go_along():
    outcome = run(kept(expires_on=2_000_000_000, content_type="text/plain", tags={"team": "shop"}))
    template: Any = outcome.find("resources:Deployment").input("properties", "template")
    (written,) = template["resources"]
    assert written["properties"]["attributes"] == {"enabled": True, "exp": 2_000_000_000}
    assert (written["properties"]["contentType"], written["tags"]) == ("text/plain", {"team": "shop"})


@pytest.mark.parametrize("preview", [True, False])
def test_the_address_of_a_secret_is_no_secret(preview: bool):
    """A pinned reference is made of it, and has to be shown in a preview."""
    outcome = run(lambda: secret(app(), pinned=True), preview=preview)
    assert not outcome.errors
    assert outcome.find(name="shop-settings").secrets == frozenset()


def test_a_name_in_a_vault_of_one_app_is_made_of_the_setting():
    outcome = run(lambda: secret(app(), secrets={"APIKEY": "x"}))
    assert str(outcome.find("keyvault:Secret").checked["secretName"]).startswith("apikey")


def test_a_name_in_a_vault_with_others_is_made_of_the_connection_too():
    outcome = run(lambda: secret(app(vault=VaultArgs(id=raw_vault().id)), secrets={"APIKEY": "x"}))
    assert str(outcome.find("keyvault:Secret").checked["secretName"]).startswith("vision-apikey")


def test_a_reference_names_the_vault_that_the_secret_is_in():
    outcome = run(lambda: secret(app(vault=VaultArgs(id=raw_vault().id))))
    assert "VaultName=common-vault;" in settings_of(outcome)["VISION_KEY"]
