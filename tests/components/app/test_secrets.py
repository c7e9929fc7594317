"""What an app's own arguments say of secrets."""

from __future__ import annotations

import pulumi

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import VaultArgs
from tests.components.programs import ai_account, app, component, output, raw_vault, settings_of


def test_secrets_in_arguments_are_a_connection_of_the_app():
    outcome = run(lambda: app(secrets={"A_KEY": "x"}, slots=[{"name": "staging"}]))
    assert outcome[component(outcome, "shop-secrets").parent].name == "shop"
    for site in ("shop", "shop-staging"):
        assert settings_of(outcome, site)["A_KEY"].startswith("@Microsoft.KeyVault(")
    assert [row["auth"] for row in output(outcome, "connections")] == ["secret", "secret"]


def test_tags_and_child_options_reach_secrets():
    def program() -> None:
        app(secrets={"A_KEY": "x"}, tags={"team": "shop"}, child_opts={"secret": pulumi.ResourceOptions(protect=True)})

    made = run(program).find("keyvault:Secret")
    assert made.inputs["tags"] == {"team": "shop"}
    assert made.options["protect"] is True


def test_a_target_by_its_key():
    def program() -> None:
        one = app()
        one.connect("texts", "aiservices", to=ai_account(), access="use")
        one.connect("scans", "aiservices", to=ai_account("scans"), auth="secret", because="the library takes nothing else", named=True)

    outcome = run(program)
    found = settings_of(outcome)
    assert found["AZURE_AISERVICES_SCANS_KEY"].startswith("@Microsoft.KeyVault(")
    assert found["AZURE_AISERVICES_SCANS_COGNITIVESERVICES_ENDPOINT"].startswith("https://")
    row = next(row for row in output(outcome, "connections") if row["connection"] == "scans")
    assert (row["auth"], row["target"], row["because"]) == ("secret", "aiservices", "the library takes nothing else")
    assert row["targetId"] == outcome.find(name="scans").id
    assert [line["setting"] for line in row["secrets"]] == ["AZURE_AISERVICES_SCANS_KEY"]
    assert outcome.find("keyvault:Secret").is_secret("properties", "value")


def test_a_vault_that_was_given_is_used_for_all():
    def program() -> None:
        app(
            vault=VaultArgs(id=raw_vault().id),
            secrets={"A_KEY": "x"},
            connection_strings={"Db": {"type": "Custom", "secret": "y"}},
        )

    outcome = run(program)
    assert {str(one.checked["vaultName"]) for one in outcome.of_type("keyvault:Secret")} == {"common-vault"}


def test_retained_secrets_survive_the_connection(azure):
    def program(*settings: str) -> None:
        app(vault=VaultArgs(retain_secrets=True), secrets=dict.fromkeys(settings, "canary"))

    azure.run(lambda: program("A_KEY", "B_KEY"))
    left = azure.run(lambda: program("B_KEY"))
    back = azure.run(lambda: program("A_KEY", "B_KEY"))
    assert not left.errors
    seen = {view.name: view.value for view in azure.cloud.site_settings(str(back.find("web:WebApp").id))}
    assert seen["A_KEY"] == "canary"
    assert any("retain_secrets" in line.message and "a-key" in line.message for line in left.logs + back.logs)
