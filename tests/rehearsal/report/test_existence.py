"""Whether what a connection leads to exists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from azure_access import GRAPH_APP_ID
from azure_rehearsal.report.case import case_of
from azure_rehearsal.report.connections import Connection, GrantLine, SecretLine, SqlUser
from azure_rehearsal.report.existence import target_findings
from azure_rehearsal.report.verdict import Finding, Verdict
from tests.rehearsal.report.clouds import Small, small


def findings(made: Small, line: Connection) -> list[Finding]:
    case = case_of(made.cloud, line)
    assert case is not None
    return list(target_findings(case))


def test_a_target_that_is_there_has_no_finding():
    made = small()
    assert findings(made, made.blob_line()) == []
    assert findings(made, made.secret_line()) == []


def test_a_target_that_is_gone_is_named():
    made = small()
    (found,) = findings(made, made.blob_line(target_id=made.ids["account"] + "gone"))
    assert (found.verdict, f"there is no target '{made.ids['account']}gone'" in found.text) == (Verdict.BROKEN, True)


def test_a_target_in_another_subscription_is_another_target():
    made = small()
    other = made.ids["account"].replace(made.cloud.subscription_id, "22222222-2222-2222-2222-222222222222")
    (found,) = findings(made, made.blob_line(target_id=other))
    assert found.verdict is Verdict.BROKEN
    assert f"subscription '{made.cloud.subscription_id}' has one of that name" in found.text


def test_an_app_that_is_stopped_and_a_resource_that_failed():
    made = small()
    app, account = made.cloud.state.get(made.ids["app"]), made.cloud.state.get(made.ids["account"])
    assert app is not None
    assert account is not None
    app.inputs["enabled"] = False
    account.outputs["provisioningState"] = "Failed"
    assert "is stopped" in findings(made, made.blob_line(target_id=app.id))[0].text
    assert "last operation failed" in findings(made, made.blob_line())[0].text


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        (SecretLine("KEY", "no-vault", "key"), "there is no vault 'no-vault'"),
        (SecretLine("KEY", "the-vault", "none"), "vault 'the-vault' has no secret 'none'"),
    ],
)
def test_a_third_partys_secret_must_be_in_its_vault(secret: SecretLine, words: str):
    made = small()
    (found,) = findings(made, made.secret_line(secrets=(secret,)))
    assert (found.verdict, found.text) == (Verdict.BROKEN, words)


def test_an_application_of_the_directory_must_be_there():
    made = small()
    line = made.blob_line(target="graph", target_id=None, grant=GrantLine("app-role", "11111111-0000-0000-0000-000000000000"))
    assert "the directory has no application" in findings(made, line)[0].text
    graph = made.cloud.create("azuread:index:ServicePrincipal", {"clientId": GRAPH_APP_ID, "useExisting": True})
    assert findings(made, replace(line, grant=GrantLine("app-role", str(graph.outputs["objectId"])))) == []


def test_what_azures_api_does_not_know_is_not_checked():
    made = small()
    fabric = SqlUser("x.fabric.microsoft.com", "fabric:x.fabric.microsoft.com/orders", "app", "")
    assert findings(made, made.blob_line(target_id=None, pending=fabric))[0].verdict is Verdict.UNCHECKED
    assert findings(made, made.blob_line(target_id=None, grant=None))[0].verdict is Verdict.UNCHECKED
