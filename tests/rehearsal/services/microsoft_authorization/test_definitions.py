"""Custom roles: what Azure refuses in them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from azure_access import find_builtin
from azure_rehearsal.cloud import deployer
from azure_rehearsal.cloud.cloud import AzureError
from tests.rehearsal.world import World

DEFINITION = "azure-native:authorization:RoleDefinition"


def define(world: World, at: int = 1, **more: Any) -> Any:
    scope = f"/subscriptions/{world.cloud.subscription_id}"
    base = {"scope": scope, "roleName": f"own {at}", "permissions": [{"actions": ["*/read"]}], "assignableScopes": [scope]}
    inputs = {**base, "roleDefinitionId": str(uuid.UUID(int=at)), **more}
    return world.make(DEFINITION, {key: value for key, value in inputs.items() if value is not None})


# learn.microsoft.com/azure/role-based-access-control/custom-roles; two entries: Azure/azure-powershell#29060
@pytest.mark.behaviour(
    "Microsoft.Authorization",
    "Custom roles are refused as Azure does (several entries, no assignable scopes, names that are taken), and"
    " are assigned within their assignable scopes only.",
)
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"permissions": [{"actions": ["*"], "notActions": ["*/delete"]}, {"actions": ["x/*"]}]}, "InvalidRoleDefinition"),
        ({"permissions": []}, "InvalidRoleDefinition"),
        ({"permissions": [{"notActions": ["*"]}]}, "InvalidRoleDefinition"),
        ({"assignableScopes": None}, "InvalidRoleDefinition"),
        ({"assignableScopes": []}, "InvalidRoleDefinition"),
        ({"assignableScopes": ["/"]}, "InvalidRoleDefinition"),
        ({"roleName": "reader"}, "RoleDefinitionWithSameNameExists"),
        ({"roleDefinitionId": find_builtin("Reader").id, "permissions": [{"actions": ["*"]}]}, "LinkedAuthorizationFailed"),
    ],
)
def test_what_azure_refuses_in_a_role_is_refused(world, more, code):
    with pytest.raises(AzureError) as caught:
        define(world, **more)
    assert caught.value.code == code
    assert not list(world.cloud.state.of(DEFINITION))


def test_a_name_is_taken_once_in_the_directory_and_stays_ones_own(world):
    first = define(world, 1, roleName="twin")
    with pytest.raises(AzureError, match="RoleDefinitionWithSameNameExists"):
        define(world, 2, roleName="TWIN")
    world.change(first, description="still mine")
    world.drop(first)
    define(world, 2, roleName="twin")


@pytest.mark.behaviour(beside="test_what_azure_refuses_in_a_role_is_refused")
def test_all_assignable_scopes_ask_for_the_right_to_define(world):
    scope = f"/subscriptions/{world.cloud.subscription_id}"
    group = f"{scope}/resourceGroups/rg"
    wide = define(world, 1)
    deployer.act_as(world.cloud, [f"Owner@{group}"])
    narrow = define(world, 2, scope=group, assignableScopes=[group])
    with pytest.raises(AzureError, match="LinkedAuthorizationFailed"):
        define(world, 3, scope=group, assignableScopes=[group, scope])
    with pytest.raises(AzureError, match="LinkedAuthorizationFailed"):
        world.change(narrow, assignableScopes=[scope])
    world.drop(narrow)
    with pytest.raises(AzureError, match="AuthorizationFailed"):
        world.drop(wide)
