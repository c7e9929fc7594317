"""A line under errors whose own words don't say what to do."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError, authorization_failed
from azure_rehearsal.engine.remedies import remedies


def denied(action: str) -> str:
    return str(authorization_failed("client", "object", action, "/subscriptions/s"))


@pytest.mark.behaviour(beside="test_a_role_at_a_group_ends_there")
def test_the_narrowest_roles_come_first():
    (told,) = remedies(denied("Microsoft.Web/sites/write"))
    assert told.index("'Website Contributor'") < told.index("'Contributor'")
    assert "--as" in told


def test_each_action_is_told_once():
    text = "\n".join([denied("Microsoft.Web/sites/write")] * 2 + [denied("Microsoft.KeyVault/vaults/write")])
    assert len(remedies(text)) == 2


def test_granting_takes_a_role_of_its_own():
    (told,) = remedies(denied("Microsoft.Authorization/roleAssignments/write"))
    assert "Role Based Access Control Administrator" in told


def test_an_action_that_no_role_of_azure_has_takes_a_custom_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("azure_rehearsal.engine.remedies.builtin_roles", dict)
    assert "a custom role" in remedies(denied("Microsoft.Web/sites/write"))[0]


def test_directory_rights_are_no_roles():
    error = AzureError("Authorization_RequestDenied", "Insufficient privileges to complete the operation.", 403)
    assert "Microsoft Graph" in remedies(str(error))[0]


def test_who_is_not_in_the_simulated_tenant_may_be_in_the_real_one():
    with pytest.raises(AzureError) as caught:
        Cloud().invoke("azuread:index/getGroup:getGroup", {"displayName": "admins"})
    (told,) = remedies(str(caught.value))
    assert "azure-rehearsal seed FILE" in told


def test_what_is_there_already_is_imported_or_was_the_programs_own():
    (told,) = remedies("cannot create already existing resource '/subscriptions/s/resourceGroups/g'")
    assert "import" in told
    assert "aliases" in told
    assert "from one connection component to another" in told


def test_other_errors_speak_for_themselves():
    assert remedies("Conflict: Website with given name x already exists.") == []


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ('Status=400 Code="UnmatchedPrincipalType" Message="The PrincipalId has type \'ServicePrincipal\'"', "--as-user"),
        ('Status=403 Code="Forbidden" Message="Client address is not authorized and caller is not a trusted service."', "--from ADDRESS"),
        ('Status=403 Code="AuthorizationFailure" Message="This request is not authorized to perform this operation."', "--from ADDRESS"),
    ],
)
def test_who_deploys_and_from_where_can_be_said(text: str, flag: str) -> None:
    (told,) = remedies(text)
    assert flag in told
