"""Each connection held against the cloud."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from azure_access import GRAPH_APP_ID
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.report.connections import GrantLine, SecretLine, SqlUser
from azure_rehearsal.report.references import references
from azure_rehearsal.report.verdict import Checked, PartState, Verdict
from azure_rehearsal.report.verify import check, sites
from tests.rehearsal.report.clouds import BLOB_READER, REFERENCE, SECRETS_USER, small


def texts(checked: Checked) -> str:
    return "; ".join(finding.text for finding in checked.findings)


def test_a_granted_and_resolved_secret_works():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    assert check(made.cloud, made.secret_line()) == Checked(made.secret_line())
    assert sites(made.cloud) == [made.ids["app"]]


def test_a_missing_grant_and_what_it_makes_of_the_reference_are_both_told():
    made = small()
    made.settings(KEY=REFERENCE)
    checked = check(made.cloud, made.secret_line())
    assert checked.verdict is Verdict.BROKEN
    assert "has no role 'Key Vault Secrets User'" in texts(checked)
    assert "setting KEY: AccessToKeyVaultDenied" in texts(checked)


def test_a_grant_that_comes_into_force_later_waits_and_so_does_what_was_fetched_too_early():
    made = small(options=Options(grant_delay_seconds=300))
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    early = check(made.cloud, made.secret_line())
    assert (early.verdict, "takes effect in 300 s" in texts(early)) == (Verdict.WAITING, True)
    made.cloud.clock.advance(300)
    late = check(made.cloud, made.secret_line())
    assert late.verdict is Verdict.WAITING
    assert texts(late) == "setting KEY: AccessToKeyVaultDenied, fetched before the grant; `azure-rehearsal refetch`, or `depends_on`"
    made.cloud.refresh_references(made.ids["app"])
    assert check(made.cloud, made.secret_line()).verdict is Verdict.WORKS


@pytest.mark.parametrize("change", ["other-role", "other-scope"])
def test_a_grant_must_be_the_very_one(change):
    made = small()
    scope = made.ids["group"] if change == "other-scope" else made.ids["account"]
    made.grant(scope, SECRETS_USER if change == "other-role" else BLOB_READER)
    assert "has no role 'Storage Blob Data Reader'" in texts(check(made.cloud, made.blob_line()))


def test_letter_case_of_ids_does_not_matter():
    made = small()
    made.grant(made.ids["account"], BLOB_READER)
    line = made.blob_line(grant=GrantLine("role-assignment", made.ids["account"].upper(), None, f"/x/{BLOB_READER.upper()}"))
    assert check(made.cloud, line).verdict is Verdict.WORKS


@pytest.mark.parametrize(("permissions", "verdict"), [(["get"], Verdict.WORKS), (["list"], Verdict.BROKEN)])
def test_an_access_policy_must_hold_get(permissions, verdict):
    made = small(rbac=False)
    policy = {"objectId": made.principal, "tenantId": made.cloud.tenant_id, "permissions": {"secrets": permissions}}
    made.make("policy", "keyvault:AccessPolicy", vaultName="the-vault", policy=policy)
    made.settings(KEY=REFERENCE)
    line = made.secret_line(grant=GrantLine("access-policy", made.ids["vault"], "secrets: get"))
    assert check(made.cloud, line).verdict is verdict


def test_an_access_policy_that_comes_into_force_later_waits():
    made = small(rbac=False, options=Options(policy_delay_seconds=30))
    policy = {"objectId": made.principal, "tenantId": made.cloud.tenant_id, "permissions": {"secrets": ["get"]}}
    made.make("policy", "keyvault:AccessPolicy", vaultName="the-vault", policy=policy)
    made.settings(KEY=REFERENCE)
    line = made.secret_line(grant=GrantLine("access-policy", made.ids["vault"], "secrets: get"))
    assert check(made.cloud, line).verdict is Verdict.WAITING
    assert "takes effect only in 30 s" in texts(check(made.cloud, line))
    made.cloud.clock.advance(30)
    made.cloud.refresh_references(made.ids["app"])
    assert check(made.cloud, line).verdict is Verdict.WORKS


def test_a_policy_on_a_vault_that_is_gone():
    made = small()
    line = made.blob_line(grant=GrantLine("access-policy", made.ids["vault"] + "-gone"))
    assert "there is no vault" in texts(check(made.cloud, line))


def test_settings_that_are_missing_or_no_reference_are_named():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY="in the clear")
    assert (
        texts(check(made.cloud, made.secret_line(settings=("KEY", "GONE"))))
        == "setting GONE is not there; setting KEY is no reference to a vault"
    )


def test_a_reference_to_another_secret_is_told():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    assert "points at the-vault/key, not at the-vault/other" in texts(
        check(made.cloud, made.secret_line(secrets=(SecretLine("KEY", "the-vault", "other"),)))
    )


@pytest.mark.parametrize("line", ["app", "target"])
def test_an_app_or_a_target_that_is_gone_is_broken(line):
    made = small()
    made.grant(made.ids["account"], BLOB_READER)
    gone = made.blob_line(**({"app_id": made.ids["app"] + "-gone"} if line == "app" else {"target_id": made.ids["account"] + "-gone"}))
    assert f"there is no {line}" in texts(check(made.cloud, gone))


def test_a_grant_of_somebody_else_is_pending_until_it_is_made():
    made = small()
    made.settings(KEY=REFERENCE)
    line = made.secret_line(grant=GrantLine("role-assignment", made.ids["secret"], "Key Vault Secrets User", external=True))
    checked = check(made.cloud, line)
    assert checked.verdict is Verdict.PENDING
    assert "somebody else is to grant it" in texts(checked)
    made.grant(made.ids["secret"], SECRETS_USER)
    made.cloud.refresh_references(made.ids["app"])
    assert check(made.cloud, line).verdict is Verdict.WORKS


def test_a_kind_of_grant_that_we_do_not_know_is_shown_unchecked():
    made = small()
    checked = check(made.cloud, made.blob_line(grant=GrantLine("a-kind-to-come", "/x", "Reader")))
    assert (checked.verdict, checked.permission.state) == (Verdict.UNCHECKED, PartState.NOT_CHECKED)
    assert checked.summary == "nothing broken; permission not checked"


def test_a_grant_to_nobody_is_broken():
    made = small()
    assert "no identity" in texts(check(made.cloud, made.blob_line(identity=None)))


def test_a_database_user_is_pending_until_its_script_ran():
    made = small()
    made.make("server", "sql:Server", serverName="the-server", administrators=administrator(made.cloud))
    made.make("database", "sql:Database", serverName="the-server", databaseName="orders")
    azure = {"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}
    made.make("rule", "sql:FirewallRule", serverName="the-server", firewallRuleName="azure", **azure)
    client = made.identity.client_id or ""
    pending = SqlUser("the-server.database.windows.net", made.ids["database"], "app", user_script(client))
    grant = GrantLine("database-user", made.ids["database"], "db_datareader, db_datawriter", external=True)
    line = made.blob_line(target_id=made.ids["database"], grant=replace(grant, role="db_datareader"), pending=pending)
    checked = check(made.cloud, line)
    assert (checked.verdict, "user 'app' must still be made" in texts(checked)) == (Verdict.PENDING, True)
    made.cloud.run_sql(pending.database_id, pending.script)
    assert check(made.cloud, line).verdict is Verdict.WORKS
    assert "has no role db_datawriter yet" in texts(check(made.cloud, replace(line, grant=grant)))


def user_script(client_id: str) -> str:
    sid = "0x" + uuid.UUID(client_id).bytes_le.hex().upper()
    return (
        "IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'app')\nBEGIN\n"  # noqa: S608  (the guid was parsed)
        f"    CREATE USER [app] WITH SID = {sid}, TYPE = E;\nEND;\nALTER ROLE [db_datareader] ADD MEMBER [app];\n"
    )


def administrator(cloud) -> dict:
    return {
        "administratorType": "ActiveDirectory",
        "azureADOnlyAuthentication": True,
        "login": "deployer",
        "principalType": "Application",
        "sid": cloud.deployer.object_id,
        "tenantId": cloud.tenant_id,
    }


def test_an_app_role_must_be_assigned_to_the_principal():
    made = small()
    resource = str(made.cloud.create("azuread:index:ServicePrincipal", {"clientId": GRAPH_APP_ID, "useExisting": True}).outputs["objectId"])
    line = made.blob_line(target="graph", target_id=None, grant=GrantLine("app-role", resource, "User.Read.All"))
    assert "has no app role 'User.Read.All'" in texts(check(made.cloud, line))


def test_an_assigned_app_role_works():
    made = small()
    role = "df021288-bdef-4463-88db-98f22de89214"  # User.Read.All of Microsoft Graph (learn.microsoft.com/graph/permissions-reference)
    graph = made.cloud.create("azuread:index:ServicePrincipal", {"clientId": GRAPH_APP_ID, "useExisting": True})
    resource = str(graph.outputs["objectId"])
    inputs: JsonDict = {"appRoleId": role, "principalObjectId": made.principal, "resourceObjectId": resource}
    made.cloud.create("azuread:index:AppRoleAssignment", inputs)
    line = made.blob_line(target="graph", target_id=None, grant=GrantLine("app-role", resource, "User.Read.All", role))
    assert check(made.cloud, line).verdict is Verdict.WORKS


def test_references_of_an_app_come_with_their_status():
    made = small()
    made.settings(KEY=REFERENCE, PLAIN="x")
    (one,) = references(made.cloud, made.ids["app"])
    assert (one.setting, one.status, one.vault, one.secret, one.verdict) == (
        "KEY",
        "AccessToKeyVaultDenied",
        "the-vault",
        "key",
        Verdict.BROKEN,
    )


def test_what_lies_in_a_target_without_being_a_resource_stands_with_it():
    """An index of a search service is a scope of roles, and no resource of ARM's."""
    made = small()
    made.make("search", "search:Service", searchServiceName="docs")
    inside = made.blob_line(target_id=f"{made.ids['search']}/indexes/articles", grant=None)
    nowhere = made.blob_line(target_id=made.ids["search"].replace("/docs", "/nothing") + "/indexes/articles", grant=None)
    assert "there is no target" not in str(check(made.cloud, inside).findings)
    assert "there is no target" in str(check(made.cloud, nowhere).findings)


@pytest.mark.behaviour(beside="test_an_account_is_open_until_its_rules_say_otherwise")
def test_an_app_that_the_targets_network_rules_turn_away_is_broken():
    cloud = small()
    cloud.grant(cloud.ids["account"], BLOB_READER)
    assert check(cloud.cloud, cloud.blob_line()).verdict is Verdict.WORKS
    account = cloud.cloud.state.get(cloud.ids["account"])
    assert account is not None
    account.inputs["networkRuleSet"] = {"defaultAction": "Deny"}
    found = check(cloud.cloud, cloud.blob_line())
    assert found.verdict is Verdict.BROKEN
    assert "the rules of storage account 'account' don't admit the app" in texts(found)
    assert found.summary == "broken: network"
