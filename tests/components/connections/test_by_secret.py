"""A connection by a target's key: the key goes to the vault, the rest is plain, and nothing is made of one that is refused."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import UnknownArgument
from tests.components.programs import ai_account, app, failure, output, settings_of

API: dict[str, Any] = {"url": "https://api.payments.example", "key": "canary-payments"}
BECAUSE: dict[str, Any] = {"auth": "secret", "because": "an old client library"}


def paying(**options: Any) -> Run:
    return run(lambda: app().connect("payments", "third-party-api", values=API, **options))


def test_the_key_is_a_reference_and_the_address_is_plain():
    settings = settings_of(paying())
    plain = {name for name, value in settings.items() if value == API["url"]}
    references = {name for name, value in settings.items() if str(value).startswith("@Microsoft.KeyVault(")}
    assert len(plain) == len(references) == 1


def test_the_value_is_in_the_vault_and_nowhere_else():
    outcome = paying()
    (kept,) = outcome.of_type("azure-native:keyvault:Secret")
    assert kept.input("properties", "value") == "canary-payments"
    assert "canary" not in str(settings_of(outcome))


def test_the_row_says_why_a_key_is_used():
    outcome = run(lambda: app().connect("texts", "aiservices", to=ai_account(), **BECAUSE))
    rows = output(outcome, "connections")
    assert {(row["auth"], row["because"]) for row in rows} == {("secret", "an old client library")}
    assert all(row["secrets"] for row in rows)


@pytest.mark.parametrize(
    ("values", "said"),
    [({"url": "https://api.payments.example"}, "needs values"), ({**API, "kye": "x"}, "Did you mean 'key'")],
)
def test_values_that_are_wrong_are_refused_and_leave_no_vault(values: dict[str, Any], said: str):
    def program() -> None:
        made = app()
        with pytest.raises(UnknownArgument, match=said):
            made.connect("payments", "third-party-api", values=values)

    assert not run(program).of_type("azure-native:keyvault:Vault")


def test_a_second_one_with_the_same_short_names_is_refused():
    def program() -> None:
        made = app()
        made.connect("texts", "aiservices", to=ai_account(), **BECAUSE)
        made.connect("scans", "aiservices", to=ai_account("scans"), **BECAUSE)

    assert "named=True" in failure(program)
