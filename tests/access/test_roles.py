"""Roles: wildcards, subtractions, data apart from control."""

from __future__ import annotations

import pytest

from azure_access.roles import Permission, builtin_roles, custom_role, find_builtin, role_guid


@pytest.mark.parametrize(
    ("pattern", "action", "fits"),
    [
        ("*", "Microsoft.Web/sites/write", True),
        ("*/read", "Microsoft.Web/sites/config/read", True),
        ("*/read", "Microsoft.Web/sites/write", False),
        ("Microsoft.Web/*", "microsoft.web/SITES/read", True),
        ("Microsoft.Web/sites/*/read", "Microsoft.Web/sites/config/web/read", True),
        ("Microsoft.Web/sites/read", "Microsoft.Web/sites/read/more", False),
        ("Microsoft.Web.sites/read", "Microsoft/Web/sites/read", False),
    ],
)
def test_wildcards(pattern, action, fits):
    # learn.microsoft.com/azure/role-based-access-control/role-definitions#wildcard
    assert (Permission(actions=(pattern,)).line(action, data=False) == pattern) is fits


def test_what_is_subtracted_is_not_given():
    permission = Permission(actions=("*",), not_actions=("Microsoft.Authorization/*/Write",))
    assert permission.line("Microsoft.Authorization/roleAssignments/write", data=False) is None
    assert permission.line("Microsoft.Web/sites/write", data=False) == "*"


def test_actions_and_data_actions_are_apart():
    role = find_builtin("Key Vault Secrets User")
    action = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    assert role.line(action, data=True)
    assert role.line(action, data=False) is None
    assert find_builtin("owner").line(action, data=True) is None


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("Key Vault Secrets User", "Microsoft.KeyVault/vaults/secrets/setSecret/action", False),
        ("Key Vault Secrets Officer", "Microsoft.KeyVault/vaults/secrets/setSecret/action", True),
        ("Key Vault Secrets Officer", "Microsoft.KeyVault/vaults/secrets/delete", True),
        ("Key Vault Reader", "Microsoft.KeyVault/vaults/secrets/getSecret/action", False),
        ("Storage Blob Data Reader", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", False),
        ("Storage Blob Data Contributor", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write", True),
    ],
)
def test_built_in_roles_do_what_their_names_say(role, action, allowed):
    # data/builtin_roles.json names the sources of each
    assert bool(find_builtin(role).line(action, data=True)) is allowed


def test_ids_are_unique_and_lower_case():
    roles = builtin_roles()
    assert all(guid == guid.lower() == role.id for guid, role in roles.items())
    assert len({role.name for role in roles.values()}) == len(roles)


def test_fails_for_a_role_that_is_not_there():
    with pytest.raises(ValueError, match="'Contributer'"):
        find_builtin("Contributer")


def test_the_guid_of_any_spelling():
    assert role_guid("/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/ABC/") == "abc"


def test_a_custom_role_has_all_its_permissions():
    role = custom_role(
        "G", {"roleName": "own", "permissions": [{"actions": ["A/read"]}, {"dataActions": ["B/*"], "notDataActions": ["B/c"]}]}
    )
    assert (role.id, role.name) == ("g", "own")
    assert role.line("A/read", data=False)
    assert role.line("B/x", data=True)
    assert role.line("B/c", data=True) is None
