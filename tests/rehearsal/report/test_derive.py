"""Connections of a stack whose components tell of none."""

from __future__ import annotations

from azure_rehearsal.report.connections import SecretLine
from azure_rehearsal.report.derive import derive
from azure_rehearsal.report.verdict import Verdict
from azure_rehearsal.report.verify import check
from tests.rehearsal.report.clouds import BLOB_READER, REFERENCE, SECRETS_USER, small


def test_rights_of_an_apps_identity_become_lines_that_can_be_checked():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.grant(made.ids["account"], BLOB_READER)
    made.settings(KEY=REFERENCE)
    lines = {line.name: line for line in derive(made.cloud)}
    assert set(lines) == {"key", "account"}
    assert (lines["key"].auth, lines["key"].settings) == ("secret", ("KEY",))
    assert lines["key"].secrets == (SecretLine("KEY", "the-vault", "key"),)
    assert (lines["account"].auth, lines["account"].target) == ("identity", "Microsoft.Storage/storageAccounts")
    assert lines["account"].grant is not None
    assert lines["account"].grant.role == "Storage Blob Data Reader"
    assert [check(made.cloud, line).verdict for line in lines.values()] == [Verdict.WORKS, Verdict.WORKS]


def test_a_grant_on_one_secret_does_not_claim_the_settings_of_another():
    made = small()
    made.make("other", "keyvault:Secret", vaultName="the-vault", secretName="other", properties={"value": "v"})
    made.grant(made.ids["other"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    (line,) = derive(made.cloud)
    assert (line.auth, line.settings) == ("identity", ())


def test_access_policies_are_read_off_the_vault():
    made = small(rbac=False)
    policy = {"objectId": made.principal, "tenantId": made.cloud.tenant_id, "permissions": {"secrets": ["get"]}}
    made.make("policy", "keyvault:AccessPolicy", vaultName="the-vault", policy=policy)
    made.settings(KEY=REFERENCE)
    (line,) = derive(made.cloud)
    assert line.grant is not None
    assert (line.grant.kind, line.grant.role, line.grant.scope) == ("access-policy", "secrets: get", made.ids["vault"])
    assert line.settings == ("KEY",)
    assert check(made.cloud, line).verdict is Verdict.WORKS


def test_an_app_without_rights_has_no_lines():
    assert derive(small().cloud) == []
