"""The deployer as a principal: roles by name, at scopes, Graph permissions; and words for what nobody has."""

from __future__ import annotations

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.cloud.deployer import act_as
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.engine.remedies import remedies
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


@pytest.mark.behaviour(
    "Every type",
    "The deployer can be anybody (`--as ROLE[@SCOPE]`, `--graph PERMISSION`), and fails where that one would; "
    "the error names the narrowest roles that would do.",
)
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


@pytest.mark.behaviour(beside="test_a_role_at_a_group_ends_there")
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


def test_a_role_at_a_group_cannot_make_that_group_and_counts_once_somebody_made_it():
    cloud = Cloud()
    act_as(cloud, ["Contributor@new"])
    with pytest.raises(AzureError, match=DENIED) as caught:
        cloud.create(GROUP, {"resourceGroupName": "new", "location": "westeurope"})
    assert "/resourceGroups/new'" in str(caught.value)  # Azure names the group, not the subscription
    assert any("can't make the group" in one for one in remedies(str(caught.value)))
    act_as(cloud, [])
    cloud.create(GROUP, {"resourceGroupName": "new", "location": "westeurope"})
    act_as(cloud, ["Contributor@new"])
    make_identity(cloud, "new")
    cloud.update(GROUP, cloud.id_of(GROUP, {"resourceGroupName": "new"}) or "", {}, {"resourceGroupName": "new", "location": "westeurope"})


def test_a_person_deploys_as_the_azure_cli_and_is_a_user_of_the_directory():
    cloud = Cloud()
    robot = cloud.deployer.object_id
    act_as(cloud, ["Reader"], user=True)
    told = cloud.invoke("azure-native:authorization:getClientConfig", {})
    assert told["clientId"] == "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
    assert told["objectId"] == cloud.deployer.object_id != robot
    assert cloud.state.principals[cloud.deployer.object_id].kind == "User"
    with pytest.raises(AzureError, match=r"The client 'deployer@rehearsal\.onmicrosoft\.com'"):
        cloud.create(GROUP, {"resourceGroupName": "new", "location": "westeurope"})
    again = Cloud.load(cloud.dump())
    assert again.deployer == cloud.deployer
    assert not again.can(robot, "Microsoft.Web/sites/read", f"/subscriptions/{cloud.subscription_id}").allowed
    act_as(again, [])
    assert again.deployer.object_id == robot
    again.create(GROUP, {"resourceGroupName": "new", "location": "westeurope"})
