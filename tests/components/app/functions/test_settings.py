"""The content share's connection string: refused, unless everything is there that makes a reference to it work."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_azure_native import storage

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect.app.functions.settings import NOT_ON_FLEX
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


def with_a_slot(slot_share: Any = None, *, at_once: bool = True, outputs: bool = False) -> Any:
    """A function app with a slot; the slot has `slot_share`, or the app's share where that is None."""

    def named(text: str) -> Any:
        return group().name.apply(lambda _: text) if outputs else text

    def whole() -> None:
        settings = {SHARE: named("fun-content"), UNCHECKED: "1"}
        own = {} if slot_share is None else {SHARE: named(slot_share)}
        arguments: dict[str, Any] = {"secrets": WHOLE["secrets"], "settings": settings}
        if at_once:
            program(**arguments, slots=[{"name": "staging", "settings": own}])()
        else:
            program(**arguments)().add_slot("staging", settings=own)

    return whole


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("outputs", [True, False])
@pytest.mark.parametrize("share", [None, "fun-content"])
def test_a_slot_with_productions_share_is_refused(share: str | None, *, outputs: bool, at_once: bool):
    said = failure(with_a_slot(share, at_once=at_once, outputs=outputs), preview=not outputs)
    assert "slot 'staging'" in said
    assert "share of its own" in said


def test_two_slots_with_one_share_are_refused():
    settings = {SHARE: "fun-content", UNCHECKED: "1"}
    slots = [{"name": name, "settings": {SHARE: "fun-slots"}} for name in ("blue", "green")]
    said = failure(program(secrets=WHOLE["secrets"], settings=settings, slots=slots))
    assert "slot 'green'" in said
    assert "slot 'blue'" in said


@pytest.mark.parametrize("outputs", [True, False])
def test_a_slot_with_a_share_of_its_own_is_not(*, outputs: bool):
    outcome = run(with_a_slot("fun-staging", outputs=outputs))
    assert settings_of(outcome, "fun-staging")[SHARE] == "fun-staging"


def test_the_app_itself_is_no_slot():
    assert "Azure's own name" in failure(program(slots=[{"name": "Production"}]))


def test_a_slot_is_there_once_whatever_its_case():
    assert "has slot 'Staging' already" in failure(program(slots=[{"name": "staging"}, {"name": "Staging"}]))


def on_flex(**arguments: Any) -> Any:
    return lambda: app("fun", sku="FC1", functions={"storage_account_id": account("host").id}, **arguments)


@pytest.mark.parametrize("name", [*NOT_ON_FLEX, "functions_worker_runtime"])
def test_settings_that_flex_lacks_are_refused(name: str):
    said = failure(on_flex(settings={name: "1"}))
    assert name in said
    assert "Flex Consumption takes none" in said


def test_so_are_those_of_secrets_and_connections():
    def renamed() -> None:
        names = {"AZURE_STORAGEBLOB_RESOURCEENDPOINT": "WEBSITE_RUN_FROM_PACKAGE"}
        on_flex()().connect("packages", "storage-blob", to=account(), access="read", settings=names)

    assert "'packages'" in failure(renamed)
    assert CONTENT in failure(on_flex(secrets={CONTENT: "AccountKey=s3cr3t"}))


@pytest.mark.parametrize(
    "arguments",
    [{"ftps_state": "FtpsOnly"}, {"site_config": {"linux_fx_version": "PYTHON|3.12"}}, {"site_config": {"functionAppScaleLimit": 3}}],
)
def test_so_is_site_configuration(arguments: dict[str, Any]):
    assert "Flex Consumption takes none" in failure(on_flex(**arguments))


def test_without_a_content_share_nothing_is_asked():
    assert CONTENT not in settings_of(run(program(settings={"WEBSITE_RUN_FROM_PACKAGE": "1"})), "fun")
