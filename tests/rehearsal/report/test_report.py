"""The report: its exit code, and its JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from azure_rehearsal.core.options import Options
from azure_rehearsal.core.plain import table
from azure_rehearsal.report.connections import GrantLine
from azure_rehearsal.report.report import ExitCode, Report, make_report
from azure_rehearsal.report.verdict import AppFinding, Checked, Finding, Part, Verdict, broken, unchecked
from tests.rehearsal.report.clouds import REFERENCE, SECRETS_USER, Small, small


def told(made: Small, line) -> dict:
    """A checkpoint whose one component tells this line."""
    plain = asdict(line)
    names = {"app_id": "appId", "target_id": "targetId", "name": "connection", "local_auth": "localAuth"}
    identity = {"kind": line.identity.kind, "principalId": line.identity.principal_id, "clientId": line.identity.client_id}
    grant = {"kind": line.grant.kind, "scope": line.grant.scope, "role": line.grant.role, "external": line.grant.external}
    item = {names.get(key, key): list(value) if isinstance(value, tuple) else value for key, value in plain.items()}
    return {
        "resources": [
            {
                "urn": "urn:pulumi:dev::t::x:index:App::app",
                "type": "x:index:App",
                "outputs": {"connections": [{**item, "identity": identity, "grant": grant}]},
            }
        ]
    }


def test_all_well_is_zero():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    report = make_report(told(made, made.secret_line()), made.cloud)
    assert report.declared
    assert report.exit_code(strict=True) is ExitCode.FINE


def test_a_reference_that_no_line_speaks_of_counts_too():
    made = small()
    made.settings(KEY=REFERENCE)
    report = make_report({}, made.cloud)
    assert (report.lines, report.declared) == ([], False)
    assert report.exit_code() is ExitCode.WRONG


def test_what_only_waits_is_three_and_then_zero():
    made = small(options=Options(grant_delay_seconds=60))
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    assert make_report({}, made.cloud).exit_code() is ExitCode.WAITING
    made.cloud.clock.advance(60 + 24 * 3600)
    assert make_report({}, made.cloud).exit_code() is ExitCode.FINE, "24 hours later the app has fetched by itself"


def test_pending_is_zero_and_one_if_strict():
    made = small()
    made.settings(KEY=REFERENCE)
    line = made.secret_line(grant=GrantLine("role-assignment", made.ids["secret"], "Key Vault Secrets User", external=True))
    report = make_report(told(made, line), made.cloud)
    assert report.exit_code() is ExitCode.FINE
    assert report.exit_code(strict=True) is ExitCode.WRONG


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([], ExitCode.FINE),
        ([Verdict.WORKS, Verdict.UNCHECKED], ExitCode.FINE),
        ([Verdict.UNCHECKED, Verdict.PENDING], ExitCode.FINE),
        ([Verdict.PENDING, Verdict.WAITING], ExitCode.WAITING),
        ([Verdict.WAITING, Verdict.BROKEN], ExitCode.WRONG),
    ],
)
def test_the_worst_verdict_decides(verdicts, code):
    line = small().blob_line()
    assert (
        Report(lines=[Checked(line, permission=Part("permission", (Finding(verdict, "x"),))) for verdict in verdicts]).exit_code() is code
    )


def test_what_was_not_checked_is_one_if_strict():
    report = Report(lines=[Checked(small().blob_line(), network=Part("network", (unchecked("a route decides"),)))])
    assert (report.exit_code(), report.exit_code(strict=True)) == (ExitCode.FINE, ExitCode.WRONG)


def test_what_is_wrong_with_an_app_counts_without_any_connection():
    report = Report(apps=[AppFinding("/app", "configuration", broken("two writers"))])
    assert report.exit_code() is ExitCode.WRONG
    assert report.as_json()["apps"] == [{"appId": "/app", "part": "configuration", "verdict": "broken", "text": "two writers"}]


def test_the_json_has_the_five_parts():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    vault = made.cloud.state.get(made.ids["vault"])
    assert vault is not None
    vault.inputs["properties"] = {**table(vault.inputs, "properties"), "publicNetworkAccess": "Disabled"}
    (line,) = make_report(told(made, made.secret_line()), made.cloud).as_json()["connections"]
    assert {name: part["state"] for name, part in line["parts"].items()} == {
        "target": "passed",
        "network": "failed",
        "configuration": "passed",
        "identity": "passed",
        "permission": "passed",
    }
    assert line["summary"] == "broken: network"
    assert "learn.microsoft.com" in line["parts"]["network"]["findings"][0]["source"]


def test_outputs_that_are_not_as_documented_are_wrong():
    assert Report(problems=["component 'x': ..."]).exit_code() is ExitCode.WRONG


def test_the_json_has_the_components_own_words_and_the_verdict():
    made = small()
    made.settings(KEY=REFERENCE)
    document = json.loads(json.dumps(make_report(told(made, made.secret_line()), made.cloud).as_json()))
    (line,) = document["connections"]
    assert (line["connection"], line["appId"], line["verdict"]) == ("vision", made.ids["app"], "broken")
    assert line["identity"]["principalId"] == made.principal
    assert [finding["verdict"] for finding in line["findings"]] == ["broken", "broken"]
    assert document["references"][0]["status"] == "AccessToKeyVaultDenied"
    assert document["resources"] == len(made.cloud.remaining())


def test_soft_deleted_vaults_are_listed_apart():
    made = small()
    made.cloud.delete("azure-native:keyvault:Vault", made.ids["vault"])
    report = make_report({}, made.cloud)
    assert made.ids["vault"] not in report.remaining
    assert report.soft_deleted == [made.ids["vault"]]
