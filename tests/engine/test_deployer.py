"""A deployer with the least rights: none on any data. Deleting a Key Vault secret is an operation on data."""

from __future__ import annotations

import pytest

from azure_rehearsal.cli.main import main
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.plain import child, tables
from tests.engine.stacks import SECRET, VAULT, Stack, grants, raw, secret_versions, unresolved, verdicts

# https://learn.microsoft.com/graph/permissions-reference: what it takes to register an app and to assign app roles
GRAPH = ("Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Application.Read.All")
LEAST = Options(deployer_roles=("Contributor", "Role Based Access Control Administrator"), deployer_graph_permissions=GRAPH)
PAYMENT = 'SecretBackedConnection("payment", payment, app=shop)\n'
NAME = "payment-api-key-ilngxmhc"


def test_up_and_destroy_call_no_data_plane(fresh: Stack) -> None:
    asked: list[tuple[str, str]] = []
    hooks = Hooks(before=lambda operation, urn, _: asked.append((operation, urn.split("::")[2].rpartition("$")[2])))
    rehearsal = fresh.open(options=LEAST, hooks=hooks)
    rehearsal.up()
    assert set(verdicts(rehearsal).values()) == {"works", "pending"}
    assert ("create", SECRET) in asked
    rehearsal.destroy()
    assert ("delete", VAULT) in asked
    assert ("delete", SECRET) not in asked
    assert rehearsal.cloud.remaining() == []


def test_removing_a_secret_takes_a_right_which_azure_names(stack: Stack) -> None:
    """Nothing else is lost by the attempt: the app is without the connection already, the vault still has the secret."""
    rehearsal = stack.open(options=LEAST)
    stack.edit(PAYMENT, "")
    result = rehearsal.up(check=False)
    assert result.error is not None
    wanted = {"dev": "does not have secrets delete permission on key vault", "prod": "Microsoft.KeyVault/vaults/secrets/delete"}
    assert wanted[stack.name] in result.error
    assert "Forbidden" in result.error
    assert "it takes the role 'Key Vault Secrets Officer'" in result.error
    assert "retain_secrets=True" in result.error
    assert NAME in secret_versions(rehearsal.cloud)
    assert unresolved(rehearsal) == []
    assert "PAYMENT_API_KEY" not in raw(rehearsal.cloud, "shop")


@pytest.mark.parametrize("connection", ["payment"])
def test_with_that_right_exactly_its_grant_settings_and_secret_go(stack: Stack, connection: str) -> None:
    rehearsal = stack.open(options=Options(deployer_roles=("Owner", "Key Vault Secrets Officer"), deployer_graph_permissions=GRAPH))
    cloud = rehearsal.cloud
    (vault,) = cloud.state.of(VAULT)
    if stack.name == "dev":  # an administrator let the deployer in
        policy = {"objectId": cloud.deployer.object_id, "tenantId": cloud.tenant_id, "permissions": {"secrets": ["delete"]}}
        vault.private["policies"] = [*tables(vault.private, "policies"), policy]
        child(vault.outputs, "properties")["accessPolicies"] = vault.private["policies"]
        rehearsal.save()
    before, settings, secrets = grants(cloud), raw(cloud, "shop"), secret_versions(cloud)
    stack.edit(PAYMENT, "")
    rehearsal.up()
    gone = before - grants(cloud)
    if stack.name == "dev":
        assert gone == set(), "the policy serves the other secret, too"
    else:
        ((kind, _, role, scope),) = gone
        assert (kind, role) == ("role", "Key Vault Secrets User")
        assert scope.endswith(f"/secrets/{NAME}")
    assert raw(cloud, "shop").keys() == settings.keys() - {"PAYMENT_API_KEY"}
    assert secret_versions(cloud).keys() == secrets.keys() - {NAME}
    assert [id.rpartition("/")[2] for id in cloud.soft_deleted()] == [NAME]
    assert unresolved(rehearsal) == []
    assert "broken" not in verdicts(rehearsal).values()


# -- from the command line ------------------------------------------------------------------------------------------------


def told_by(capsys: pytest.CaptureFixture[str], stack: Stack, *words: str) -> tuple[int, str]:
    code = main(stack.command(*words))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.mark.behaviour(beside="test_a_role_at_a_group_ends_there")
def test_a_contributor_may_not_grant_and_is_told_what_may(fresh: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    # learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged#contributor: no assigning of roles
    code, told = told_by(capsys, fresh, "up", "--as", "contributor", "--graph", GRAPH[0], "--graph", GRAPH[1])
    assert code == 1
    assert "AuthorizationFailed" in told
    assert "Microsoft.Authorization/roleAssignments/write" in told
    assert "'Role Based Access Control Administrator'" in told
    code, told = told_by(capsys, fresh, "up")  # by somebody who may: it goes on from what was made
    assert code == 0, told


def test_directory_rights_are_missed_too(fresh: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = told_by(capsys, fresh, "up", "--as", "owner")
    assert code == 1
    assert "Authorization_RequestDenied" in told
    assert "--graph PERMISSION" in told


def test_a_role_that_azure_does_not_have_is_refused_before_anything_runs(fresh: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = told_by(capsys, fresh, "preview", "--as", "contributer")
    assert code == 1
    assert "Did you mean 'contributor'?" in told
