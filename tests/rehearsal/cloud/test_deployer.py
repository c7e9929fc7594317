"""The deployer as a principal: roles by name, at scopes, Graph permissions; and words for what nobody has."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.cloud.deployer import act_as
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.services import graph_permissions
from tests.rehearsal.world import World

GROUP = "azure-native:resources:ResourceGroup"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
# learn.microsoft.com/azure/role-based-access-control/troubleshooting
DENIED = "AuthorizationFailed"


def make_identity(cloud: Cloud, group: str) -> None:
    cloud.create(IDENTITY, {"resourceGroupName": group, "resourceName": f"in-{group}", "location": "westeurope"})


def test_a_role_is_found_by_its_name_in_any_letter_case(world: World):
    act_as(world.cloud, ["contributor"])
    make_identity(world.cloud, "rg")
    world.cloud.options.dump()
    act_as(world.cloud, ["reader"])
    with pytest.raises(AzureError, match=DENIED):
        make_identity(world.cloud, "rg")


def test_a_role_at_a_group_ends_there(world: World):
    world.make(GROUP, {"resourceGroupName": "other", "location": "westeurope"})
    act_as(world.cloud, ["Contributor@rg"])
    make_identity(world.cloud, "rg")
    with pytest.raises(AzureError, match=DENIED):
        make_identity(world.cloud, "other")
    act_as(
        world.cloud, ["Contributor@rg", f"Managed Identity Contributor@/subscriptions/{world.cloud.subscription_id}/resourceGroups/other"]
    )
    make_identity(world.cloud, "other")


def test_without_roles_it_is_unrestricted_again(world: World):
    act_as(world.cloud, ["reader"])
    act_as(world.cloud, [])
    make_identity(world.cloud, "rg")
    assert world.cloud.options.deployer_roles is None


def test_what_a_program_assigned_to_the_deployer_stays(world: World):
    world.grant(world.cloud.deployer.object_id, "Managed Identity Contributor", f"/subscriptions/{world.cloud.subscription_id}")
    act_as(world.cloud, ["reader"])
    make_identity(world.cloud, "rg")


def test_directory_rights_are_given_apart(world: World):
    # learn.microsoft.com/graph/permissions-reference
    act_as(world.cloud, ["owner"])
    with pytest.raises(AzureError, match="Authorization_RequestDenied"):
        world.make("azuread:index:Application", {"displayName": "api"})
    act_as(world.cloud, ["owner"], ["Application.ReadWrite.All"])
    assert world.make("azuread:index:Application", {"displayName": "api"})["clientId"]


@pytest.mark.parametrize(
    ("roles", "permissions", "words"),
    [
        (["contributer"], [], r"'contributer'.*Did you mean 'contributor'\?"),
        (["reader@some/where"], [], "'some/where' is no scope"),
        (["owner"], ["Application.ReadWriteAll"], r"Did you mean 'Application.ReadWrite.All'\?"),
        ([], ["Application.ReadWrite.All"], "give its roles too"),
    ],
)
def test_fails_with_the_nearest(world: World, roles, permissions, words):
    with pytest.raises(ProjectProblem, match=words):
        act_as(world.cloud, roles, permissions)


def test_permissions_are_graphs():
    assert {"Application.ReadWrite.All", "Group.ReadWrite.All"} <= graph_permissions()
