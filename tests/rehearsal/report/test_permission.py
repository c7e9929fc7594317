"""Whether the grant of a connection exists, is in force, and counts with the target."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.core.options import Options
from azure_rehearsal.report.case import case_of
from azure_rehearsal.report.connections import Connection, GrantLine, LocalAuth
from azure_rehearsal.report.permission import permission_findings
from azure_rehearsal.report.verdict import Finding, Verdict
from tests.rehearsal.report.clouds import BLOB_READER, SECRETS_USER, Small, small


def findings(made: Small, line: Connection) -> list[Finding]:
    case = case_of(made.cloud, line)
    assert case is not None
    return list(permission_findings(case))


def test_the_very_role_passes_and_any_other_does_not():
    made = small()
    assert "has no role 'Storage Blob Data Reader'" in findings(made, made.blob_line())[0].text
    made.grant(made.ids["account"], BLOB_READER)
    assert findings(made, made.blob_line()) == []


def test_a_role_that_is_not_in_force_waits():
    made = small(options=Options(grant_delay_seconds=60))
    made.grant(made.ids["account"], BLOB_READER)
    (found,) = findings(made, made.blob_line())
    assert (found.verdict, "takes effect in 60 s" in found.text) == (Verdict.WAITING, True)


@pytest.mark.parametrize("scope", ["vault", "secret"])
def test_a_vault_in_access_policy_mode_ignores_roles(scope: str):
    """Of the whole vault, and of one secret; as the target, and as what a reference reads."""
    made = small(rbac=False)
    made.grant(made.ids[scope], SECRETS_USER)
    grant = GrantLine("role-assignment", made.ids[scope], "Key Vault Secrets User")
    for line in (made.blob_line(target_id=made.ids[scope], grant=grant), made.secret_line(grant=grant)):
        (found,) = findings(made, line)
        assert found.verdict is Verdict.BROKEN
        assert "goes by access policies and ignores role 'Key Vault Secrets User'" in found.text
        assert found.source.startswith("learn.microsoft.com")
    by_role = small()
    by_role.grant(by_role.ids[scope], SECRETS_USER)
    assert (
        findings(by_role, by_role.blob_line(target_id=by_role.ids[scope], grant=GrantLine(grant.kind, by_role.ids[scope], grant.role)))
        == []
    )


def with_role(token: str, **inputs: Any) -> tuple[Small, Connection]:
    """A resource on which the app has the role of its connection."""
    made = small()
    made.make("target", token, **inputs)
    made.grant(made.ids["target"], BLOB_READER)
    return made, made.blob_line(target_id=made.ids["target"], grant=GrantLine("role-assignment", made.ids["target"], None, BLOB_READER))


@pytest.mark.parametrize(
    ("token", "name", "takes_keys_only", "takes_tokens"),
    [
        ("search:Service", "searchServiceName", {}, {"authOptions": {"aadOrApiKey": {"aadAuthFailureMode": "http403"}}}),
        ("search:Service", "searchServiceName", {"authOptions": {"apiKeyOnly": {}}}, {"disableLocalAuth": True}),
        ("signalrservice:SignalR", "resourceName", {"disableAadAuth": True}, {}),
        ("webpubsub:WebPubSub", "resourceName", {"disableAadAuth": True}, {"disableAadAuth": False}),
        ("cognitiveservices:Account", "accountName", {"properties": {}}, {"properties": {"customSubDomainName": "texts"}}),
    ],
)
def test_a_target_that_takes_no_tokens_ignores_every_role(token: str, name: str, takes_keys_only: Any, takes_tokens: Any):
    made, line = with_role(token, **{name: "target-one"}, **takes_keys_only)
    (found,) = findings(made, line)
    assert (found.verdict, bool(found.source)) == (Verdict.BROKEN, True)
    assert findings(*with_role(token, **{name: "target-one"}, **takes_tokens)) == []


def test_a_connection_by_a_key_needs_keys_that_work():
    made = small()
    switch = LocalAuth("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", off=False)
    line = made.secret_line(target_id=f"{made.ids['account']}/blobServices/default", grant=None, local_auth=switch)
    assert findings(made, line) == []
    record = made.cloud.state.get(made.ids["account"])
    assert record is not None
    record.inputs["allowSharedKeyAccess"] = False
    (found,) = findings(made, line)
    assert (found.verdict, found.text) == (Verdict.BROKEN, "keys of 'account' don't work: allowSharedKeyAccess is False")


def test_a_connection_by_identity_without_a_grant_is_not_checked():
    made = small()
    assert [one.verdict for one in findings(made, made.blob_line(grant=None))] == [Verdict.UNCHECKED]
