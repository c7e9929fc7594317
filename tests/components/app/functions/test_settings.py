"""The content share's connection string: refused, unless everything is there that makes a reference to it work."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_azure_native import storage

from azure_rehearsal.doors.mocks.mocks import run
from tests.components.programs import SETTINGS, account, app, failure, group, settings_of

CONTENT, SHARE, UNCHECKED = "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE", "WEBSITE_SKIP_CONTENTSHARE_VALIDATION"
WHOLE: dict[str, Any] = {"secrets": {CONTENT: "AccountKey=s3cr3t"}, "settings": {SHARE: "fun-content", UNCHECKED: "1"}}


def program(**arguments: Any) -> Any:
    return lambda: app(
        "fun", runtime="POWERSHELL|7.4", os="windows", sku="EP1", functions={"storage_account_id": account("host").id}, **arguments
    )


def test_with_everything_it_is_a_reference():
    assert settings_of(run(program(**WHOLE)), "fun")[CONTENT].startswith("@Microsoft.KeyVault(")


def test_settings_come_after_grant_secret_and_share():
    def whole() -> None:
        host = account("host")
        share = storage.FileShare("content", account_name=host.name, resource_group_name=group().name, share_name="fun-content")
        functions = {"storage_account_id": host.id}
        app(
            "fun", runtime="NODE|20", sku="EP1", functions=functions, secrets=WHOLE["secrets"], settings={SHARE: share.name, UNCHECKED: "1"}
        )

    outcome = run(whole)
    (settings,) = [one for one in outcome.resources if one.type in SETTINGS]
    secrets = [one for one in outcome.of_type("RoleAssignment") if "secrets-user" in one.name]
    for waited in (outcome.find(type="FileShare"), outcome.find(type="Secret"), *secrets):
        assert outcome.depends(settings, waited)
    assert secrets


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"identity": "system-assigned"}, "user-assigned identity"),
        ({"settings": {SHARE: "fun-content"}}, UNCHECKED),
        ({"settings": {SHARE: "fun-content", UNCHECKED: "0"}}, UNCHECKED),
        ({"settings": {UNCHECKED: "1"}}, SHARE),
    ],
)
def test_each_missing_thing_is_named(change: dict[str, Any], says: str):
    said = failure(program(**{**WHOLE, **change}))
    assert says in said
    assert "WEBSITE_RUN_FROM_PACKAGE" in said


def test_a_key_in_the_clear_is_refused():
    said = failure(program(settings={CONTENT: "DefaultEndpointsProtocol=https;AccountKey=s3cr3t"}))
    assert "looks like an account key" in said
    assert "s3cr3t" not in said


def test_without_a_content_share_nothing_is_asked():
    assert CONTENT not in settings_of(run(program(settings={"WEBSITE_RUN_FROM_PACKAGE": "1"})), "fun")
