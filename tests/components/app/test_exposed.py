"""Keys in what Azure Resource Manager shows of an app: refused wherever they are put, with the place named and never the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import cognitiveservices, servicebus, storage, web

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import ConnectError
from tests.components.programs import account, app, group, output

PASSWORD = "tea-and-milk"
STRING = f"Server=tcp:shop;Password={PASSWORD}"


def storage_key() -> pulumi.Output[str]:
    found = storage.list_storage_account_keys_output(account_name=account("keys").name, resource_group_name=group().name)
    return found.keys[0].value


def bus_string() -> pulumi.Output[str]:
    space = servicebus.Namespace("bus", resource_group_name=group().name, sku=servicebus.SBSkuArgs(name=servicebus.SkuName.STANDARD))
    listed = servicebus.list_namespace_keys_output(
        authorization_rule_name="RootManageSharedAccessKey", namespace_name=space.name, resource_group_name=group().name
    )
    return listed.primary_connection_string


def ai_key() -> pulumi.Output[str]:
    made = cognitiveservices.Account("vision", resource_group_name=group().name, kind="ComputerVision", sku={"name": "S1"}, properties={})
    return cognitiveservices.list_account_keys_output(account_name=made.name, resource_group_name=group().name).key1.apply(str)


SECRETS: dict[str, Callable[[], Any]] = {
    "plain text": lambda: STRING,
    "storage key": storage_key,
    "storage connection string": lambda: pulumi.Output.concat("AccountName=shop;AccountKey=", storage_key()),
    "service bus": bus_string,
    "ai key": ai_key,
    "Pulumi secret": lambda: pulumi.Output.secret(PASSWORD),
    "part of a Pulumi secret": lambda: pulumi.Output.concat("run ", pulumi.Output.secret(PASSWORD)),
}
MOUNT: dict[str, Any] = {"account_name": "shop", "share_name": "files", "mount_path": "/files", "type": "AzureFiles"}
PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "setting 'KEY'": lambda value: {"settings": {"KEY": value}},
    "connection string 'Db'": lambda value: {"connection_strings": {"Db": {"type": "Custom", "value": value}}},
    "startup_command": lambda value: {"startup_command": value},
    "tags.note": lambda value: {"tags": {"note": value}},
    "site_config.azure_storage_accounts.m.access_key": lambda value: {
        "site_config": {"azure_storage_accounts": {"m": {**MOUNT, "access_key": value}}}
    },
    "site_config.app_command_line": lambda value: {"site_config": {"app_command_line": value}},
    "site_config.azure_storage_accounts.n.access_key": lambda value: {
        "site_config": {"azure_storage_accounts": {"n": web.AzureStorageInfoValueArgs(**MOUNT, access_key=value)}}
    },
}
WHY = "the old client reads it there"


def reason_for(place: str) -> dict[str, Any]:
    """A reason for one of PLACES: settings and connection strings are named in other words there."""
    part, _, name = place.partition(" '")
    return {"insecure": {f"{part.replace(' ', '_')}s.{name[:-1]}" if name else part: WHY}}


def refusal(outcome: Run) -> str:
    return " ".join(str(error) for error in outcome.errors)


# A start-up command takes plain text alone, so no Output can get there.
CASES = [(secret, place) for secret in SECRETS for place in PLACES if place != "startup_command" or secret == "plain text"]


@pytest.mark.parametrize(("secret", "place"), CASES)
def test_a_secret_is_refused_with_its_place_and_never_its_value(secret: str, place: str):
    values: list[str] = []

    def program() -> None:
        value = SECRETS[secret]()
        pulumi.Output.from_input(value).apply(values.append)
        app(**PLACES[place](value))

    outcome = run(program, check=False)
    said = refusal(outcome)
    assert place in said
    assert next(iter(reason_for(place)["insecure"])) in said
    assert values
    assert values[0] not in said
    assert PASSWORD not in said
    written = [one for one in outcome.resources if values[0] in repr(one.inputs)]
    assert not written, "nothing is written with it"


@pytest.mark.parametrize("place", PLACES)
def test_a_reason_lets_it_stand(place: str):
    outcome = run(lambda: app(**PLACES[place](STRING), **reason_for(place)))
    assert [one for one in outcome.resources if PASSWORD in repr(one.inputs)]
    assert [one["because"] for one in output(outcome, "exceptions")] == [WHY]


@pytest.mark.parametrize("secret", [name for name in SECRETS if name != "plain text"])
@pytest.mark.parametrize("place", [place for place in PLACES if place != "startup_command"])
def test_a_reason_lets_an_output_stand(secret: str, place: str):
    outcome = run(lambda: app(**PLACES[place](SECRETS[secret]()), **reason_for(place)))
    assert [one["because"] for one in output(outcome, "exceptions")] == [WHY]


@pytest.mark.parametrize("other", PLACES)
@pytest.mark.parametrize("place", PLACES)
def test_a_reason_covers_no_other_place(place: str, other: str):
    if {place, other} == {place} or {place, other} == {p for p in PLACES if p.endswith("access_key")}:
        return  # the same place, or one argument said twice
    given = {**PLACES[other]("harmless" if not other.endswith("access_key") else "@AppSettingRef(KEY)")}
    for name, value in PLACES[place](STRING).items():
        given[name] = {**given[name], **value} if isinstance(given.get(name), dict) else value
    outcome = run(lambda: app(**given, **reason_for(other)), check=False)
    assert place in refusal(outcome)


def test_a_reason_for_site_configuration_takes_both_spellings():
    for given, reason in (("appCommandLine", "app_command_line"), ("app_command_line", "appCommandLine")):
        outcome = run(lambda: app(site_config={given: STRING}, insecure={f"site_config.{reason}": WHY}))  # noqa: B023
        assert outcome.find("web:WebApp").input("siteConfig", "appCommandLine") == STRING


def test_a_reason_for_a_lowered_default_lets_no_secret_stand():
    """One reason once covered everything."""
    outcome = run(
        lambda: app(
            settings={"DB_PASSWORD": pulumi.Output.secret("canary")}, ftps_state="AllAllowed", insecure={"ftps_state": "the printer"}
        ),
        check=False,
    )
    assert "setting 'DB_PASSWORD'" in refusal(outcome)


def test_a_reason_for_one_setting_covers_no_other():
    def program() -> None:
        app(settings={"ONE": pulumi.Output.secret("canary"), "TWO": pulumi.Output.secret("canary")}, insecure={"settings.ONE": WHY})

    assert "setting 'TWO'" in refusal(run(program, check=False))


HARMLESS = {
    "setting 'KEY'": [
        "@Microsoft.KeyVault(VaultName=shop;SecretName=key)",
        "https://shop.example",
        "InstrumentationKey=00112233-4455-6677-8899-aabbccddeeff",
    ],
    "connection string 'Db'": ["Server=tcp:shop;Authentication=Active Directory Default"],
    "startup_command": ["gunicorn --bind=0.0.0.0 app:app", "run --password=$DB_PASSWORD"],
    "tags.note": ["password rotation: weekly"],
    "site_config.azure_storage_accounts.m.access_key": ["@AppSettingRef(MOUNT_KEY)"],
    "site_config.azure_storage_accounts.n.access_key": ["@AppSettingRef(MOUNT_KEY)"],
}


FORMS = [
    (place, value, plain)
    for place, values in HARMLESS.items()
    for value in values
    for plain in (True, False)
    if plain or place != "startup_command"
]


@pytest.mark.parametrize(("place", "value", "known"), FORMS)
def test_what_is_no_secret_is_written_as_it_is(place: str, value: str, known: bool):
    outcome = run(lambda: app(**PLACES[place](value if known else group().id.apply(lambda _: value))))
    assert [one for one in outcome.resources if value in repr(one.inputs)]


def test_a_slot_is_no_way_around():
    def program() -> None:
        app().add_slot("staging", settings={"KEY": storage_key()})

    assert "setting 'KEY'" in refusal(run(program, check=False))


def test_a_mounts_key_is_a_secret_whatever_it_looks_like():
    with pytest.raises(ConnectError, match=r"@AppSettingRef\(NAME\)"):
        run(lambda: app(**PLACES["site_config.azure_storage_accounts.m.access_key"]("looks-like-nothing")))


def test_plain_text_is_refused_before_anything_of_the_app_is_made():
    for place in ("startup_command", "tags.note", "site_config.azure_storage_accounts.m.access_key"):
        outcome = run(lambda: app(**PLACES[place](STRING)), check=False)  # noqa: B023
        assert not [one for one in outcome.resources if "web:" in one.type or "managedidentity" in one.type]


def test_what_stands_in_the_clear_is_among_the_exceptions():
    told = output(run(lambda: app(settings={"KEY": STRING}, insecure={"settings.KEY": WHY})), "exceptions")
    assert [(one["what"], one["because"]) for one in told] == [("setting 'KEY' holds a secret in the clear", WHY)]
