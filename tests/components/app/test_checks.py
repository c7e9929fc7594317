"""What can be told to be wrong before anything is made."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.doors.mocks.mocks import run
from tests.components.programs import app, failure, secret

PRINTED = "Calling __str__ on an Output[T] is not supported."


@pytest.mark.parametrize(
    "given",
    [
        {"app_name": f"{PRINTED}-web"},
        {"startup_command": f"run {PRINTED}"},
        {"tags": {"owner": PRINTED}},
        {"site_config": {"appCommandLine": PRINTED}},
        {"slots": [{"name": "a", "settings": {"A": PRINTED}}]},
        {"vault": {"name": PRINTED}},
        {"secrets": {"A": f"Password={PRINTED}"}},
        {"connection_strings": {"A": {"type": "Custom", "value": PRINTED}}},
    ],
    ids=lambda part: next(iter(part)),
)
def test_an_f_string_of_an_output_is_refused_wherever_it_stands(given: dict[str, Any]):
    message = failure(lambda: app(**given))
    assert "pulumi.Output" in message
    assert "app 'shop'" in message
    assert PRINTED not in message


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"grants": "extern"}, "'managed' or 'external'"),
        ({"client_type": "java"}, "'python' or 'none'"),
        ({"identity": "system"}, "'system-assigned'"),
        ({"vault": "a text"}, "VaultArgs"),
    ],
    ids=lambda part: next(iter(part)) if isinstance(part, dict) else None,
)
def test_a_word_that_is_not_known_is_refused(given: dict[str, Any], says: str):
    message = failure(lambda: app(**given))
    assert says in message
    assert "app 'shop'" in message


def test_a_check_comes_before_anything_is_registered():
    outcome = run(lambda: app(grants="extern", secrets={"A": "x"}), check=False)
    assert [one.type for one in outcome.resources] == ["azure-native:resources:ResourceGroup"]


def test_connections_are_checked_as_early():
    outcome = run(lambda: secret(app(), scope="secrets"), check=False)
    assert not [one for one in outcome.resources if "keyvault" in one.type]
