"""Whether the settings that a connection promises are there, and say what they should."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.report.case import case_of
from azure_rehearsal.report.configuration import configuration_findings
from azure_rehearsal.report.connections import Connection, SecretLine
from azure_rehearsal.report.verdict import Finding, Verdict
from tests.rehearsal.report.clouds import REFERENCE, Small, small


def findings(made: Small, line: Connection, **more: Any) -> list[Finding]:
    case = case_of(made.cloud, line, **more)
    assert case is not None
    return list(configuration_findings(case))


def test_settings_that_are_there_pass():
    made = small()
    made.settings(KEY=REFERENCE, ENDPOINT="https://account.blob.core.windows.net", X_CLIENTID=str(made.identity.client_id).upper())
    assert findings(made, made.secret_line()) == []
    assert findings(made, made.blob_line(settings=("ENDPOINT", "X_CLIENTID"))) == []


def test_a_missing_setting_is_named():
    made = small()
    made.settings(OTHER="x")
    assert [one.text for one in findings(made, made.blob_line(settings=("ENDPOINT", "OTHER")))] == ["setting ENDPOINT is not there"]


def test_a_client_id_of_another_identity_is_told():
    made = small()
    other = "33333333-3333-3333-3333-333333333333"
    made.settings(X_CLIENTID=other)
    (found,) = findings(made, made.blob_line(settings=("X_CLIENTID",)))
    assert found.verdict is Verdict.BROKEN
    assert f"names the client id {other}" in found.text


@pytest.mark.parametrize(
    ("value", "secret", "words"),
    [
        ("in the clear", SecretLine("KEY", "the-vault", "key"), "is no reference to a vault"),
        (REFERENCE, SecretLine("KEY", "the-vault", "other"), "points at the-vault/key, not at the-vault/other"),
        (REFERENCE, SecretLine("KEY", "other", "key"), "points at the-vault/key, not at other/key"),
        (REFERENCE, SecretLine("KEY", "the-vault", "key", "v1"), "asks for version the newest one, not for v1"),
    ],
)
def test_a_reference_must_be_the_very_one(value: str, secret: SecretLine, words: str):
    made = small()
    made.settings(KEY=value)
    (found,) = findings(made, made.secret_line(secrets=(secret,)))
    assert words in found.text
    assert "in the clear" not in found.text, "a value may be a secret"


def test_a_derived_line_without_a_setting_is_not_checked():
    made = small()
    assert [one.verdict for one in findings(made, made.blob_line(), derived=True)] == [Verdict.UNCHECKED]
    assert findings(made, made.blob_line()) == [], "a component says that it needs none"
