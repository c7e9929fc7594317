"""Entra ID: users, groups and members, and how applications sign in."""

from __future__ import annotations

import pytest

from tests.rehearsal.services.entra.test_applications import refused
from tests.rehearsal.world import ASSIGNMENT, Made, World

READ = "Microsoft.Storage/storageAccounts/read"
STRANGER = "33333333-3333-3333-3333-333333333333"


def user(world: World, name: str = "ada", **more: object) -> Made:
    inputs = {"displayName": name.title(), "userPrincipalName": f"{name}@contoso.com", "password": "Rehearsal-1-only", **more}
    return world.make("azuread:index:User", inputs)


def group(world: World, name: str = "people", **more: object) -> Made:
    return world.make("azuread:index:Group", {"displayName": name, "securityEnabled": True, **more})


def join(world: World, to: Made, member: str) -> Made:
    return world.make("azuread:index:GroupMember", {"groupObjectId": to["objectId"], "memberObjectId": member})


def members(world: World, of: Made) -> list[str]:
    read = world.cloud.read(of.token, of.id)
    assert read
    return read.outputs["members"]  # type: ignore[return-value]


def account(world: World) -> Made:
    inputs = {"accountName": "uploads", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    return world.make("azure-native:storage:StorageAccount", inputs)


# -- users ----------------------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(
    "Microsoft Entra ID",
    "Users, groups and members: what a group has, its members have, those of groups in it too; a group's own "
    "list of members replaces single ones.",
)
def test_a_user_is_a_principal_with_the_providers_defaults(world):
    made = user(world)
    assert made.id == f"/users/{made['objectId']}"
    assert (made["mailNickname"], made["accountEnabled"], made["userType"]) == ("ada", True, "Member")
    assert world.cloud.state.principal(made["objectId"]).kind == "User"
    changed = world.change(made, displayName="Ada L.")
    assert changed["objectId"] == made["objectId"]
    assert world.cloud.state.principal(made["objectId"]).name == "Ada L."
    world.drop(changed)
    assert world.cloud.state.principal(made["objectId"]) is None


def test_a_new_user_needs_a_password_and_a_name_of_its_own(world):
    # hashicorp/terraform-provider-azuread, internal/services/users/user_resource.go
    said = refused("", user, world, password="").message
    assert said == "1 error occurred:\n\t* [password] Could not create user: `password` is required when creating a new user\n\n"
    ada = user(world)
    # github.com/microsoftgraph/microsoft-graph-docs issue 1508
    assert "property userPrincipalName already exists" in refused("Request_BadRequest", user, world, "Ada").message
    world.change(ada, displayName="same name, other object: itself")
    bad = world.cloud.check("azuread:index:User", {"displayName": "x", "userPrincipalName": "ada"}, urn_name="u")
    assert [one.property for one in bad.failures] == ["userPrincipalName"]


def test_a_role_given_to_a_user_is_a_users(world):
    ada, store = user(world), account(world)
    world.grant(ada["objectId"], "Reader", store.id, principalType="User")
    assert world.cloud.can(ada["objectId"], READ, store.id).allowed
    # learn.microsoft.com/azure/role-based-access-control/troubleshooting
    refused("UnmatchedPrincipalType", world.grant, ada["objectId"], "Contributor", store.id)
    assert {one.token for one in world.cloud.state.of(ASSIGNMENT)} == {ASSIGNMENT}


# -- groups ---------------------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(beside="test_a_user_is_a_principal_with_the_providers_defaults")
def test_members_have_what_their_groups_have_however_they_came_in(world):
    ada, bob, eve, store = user(world), user(world, "bob"), user(world, "eve"), account(world)
    inner = group(world, "inner", members=[ada["objectId"]])
    outer = group(world, "outer")
    world.grant(outer["objectId"], "Reader", store.id, principalType="Group")
    assert not world.cloud.can(ada["objectId"], READ, store.id).allowed
    nested, direct = join(world, outer, inner["objectId"]), join(world, outer, bob["objectId"])
    allowed = {one["displayName"]: world.cloud.can(one["objectId"], READ, store.id).allowed for one in (ada, bob, eve)}
    assert allowed == {"Ada": True, "Bob": True, "Eve": False}
    world.drop(direct)
    assert not world.cloud.can(bob["objectId"], READ, store.id).allowed
    world.drop(inner)
    assert not world.cloud.can(ada["objectId"], READ, store.id).allowed
    assert world.cloud.read(nested.token, nested.id) is None


@pytest.mark.behaviour(beside="test_a_user_is_a_principal_with_the_providers_defaults")
def test_a_groups_list_of_members_replaces_single_ones_and_without_it_they_stay(world):
    ada, bob, people = user(world), user(world, "bob"), group(world)
    single = join(world, people, ada["objectId"])
    people = world.change(people, description="no list: members are somebody else's")
    assert members(world, people) == [ada["objectId"]]
    people = world.change(people, members=[bob["objectId"]])
    assert members(world, people) == [bob["objectId"]]
    assert world.cloud.read(single.token, single.id) is None
    assert single.id not in world.cloud.remaining()
    world.drop(bob)
    assert members(world, people) == []


def test_a_membership_needs_its_group_and_is_there_once(world):
    # hashicorp/terraform-provider-azuread, internal/services/groups/group_member_resource.go
    ada, people = user(world), group(world)
    gone = Made(people.token, "", {}, {"objectId": STRANGER})
    assert f'[object_id] Group (Group: "{STRANGER}") was not found' in refused("", join, world, gone, ada["objectId"]).message
    made = join(world, people, ada["objectId"])
    assert made.id == f"{people['objectId']}/member/{ada['objectId']}"
    said = refused("", join, world, people, ada["objectId"]).message
    assert f'[id] A resource with the ID "{made.id}" already exists' in said
    assert '"azuread_group_member"' in said


@pytest.mark.behaviour(beside="test_a_user_is_a_principal_with_the_providers_defaults")
def test_a_client_id_or_a_resource_id_is_nobody_who_could_belong(world):
    identity, people = world.identity(), group(world)
    # learn.microsoft.com/graph/api/group-post-members
    refused("Request_ResourceNotFound", join, world, people, identity["clientId"])
    refused("Request_ResourceNotFound", group, world, "others", members=[identity["clientId"]])
    bad = world.cloud.check("azuread:index:GroupMember", {"groupObjectId": people.id, "memberObjectId": identity.id}, urn_name="m")
    assert {one.property for one in bad.failures} == {"groupObjectId", "memberObjectId"}
    join(world, people, STRANGER)  # of the real tenant, as far as anybody knows here


def test_a_group_is_for_security_or_mail(world):
    # hashicorp/terraform-provider-azuread, internal/services/groups/group_resource.go
    def faults(**inputs: object) -> list[str]:
        found = world.cloud.check("azuread:index:Group", {"displayName": "g", **inputs}, urn_name="g")
        return [one.property for one in found.failures]

    assert faults() == ["mailEnabled", "securityEnabled"]
    assert faults(mailEnabled=True) == ["types"]
    assert faults(securityEnabled=True, types=["Unified"]) == ["mailEnabled"]
    assert faults(mailEnabled=True, types=["Unified"], mailNickname="g") == []
    group(world, "one")
    said = refused("", group, world, "one", preventDuplicateNames=True).message
    assert "was found and `prevent_duplicate_names` was specified" in said


# -- signing in -----------------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(
    "Microsoft Entra ID",
    "Passwords of applications and service principals sign in at the tenant's token endpoint while they are in"
    " force; trust in other workloads is said once for each.",
)
def test_each_password_is_its_own_and_told_with_its_dates(world):
    app = world.make("azuread:index:Application", {"displayName": "api"})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"]})
    one = world.make("azuread:index:ApplicationPassword", {"applicationId": app.id, "displayName": "ci"})
    two = world.make("azuread:index:ServicePrincipalPassword", {"servicePrincipalId": principal.id, "endDate": "2026-02-01T00:00:00Z"})
    assert one.id == f"{app['objectId']}/password/{one['keyId']}"
    assert two.id == f"{principal['objectId']}/password/{two['keyId']}"
    assert len({one["value"], two["value"]}) == 2
    assert len(one["value"]) == 40
    # learn.microsoft.com/graph/api/application-addpassword: two years, where nothing is said
    assert (one["startDate"][:10], one["endDate"][:10], two["endDate"][:10]) == ("2026-01-01", "2028-01-01", "2026-02-01")
    read = world.cloud.read(one.token, one.id)
    assert read.outputs["value"] == one["value"]
    verdict = world.cloud.diff(one.token, one.id, one.inputs, one, {**one.inputs, "rotateWhenChanged": {"on": "1"}})
    assert verdict.replaces == ["rotateWhenChanged"]


def test_passwords_need_what_they_belong_to(world):
    # hashicorp/terraform-provider-azuread, application_password_resource.go
    said = refused("", world.make, "azuread:index:ApplicationPassword", {"applicationId": f"/applications/{STRANGER}"}).message
    assert f'[application_id] Application (Application: "{STRANGER}") was not found' in said
    # learn.microsoft.com/graph/errors
    inputs = {"servicePrincipalId": f"/servicePrincipals/{STRANGER}"}
    refused("Request_ResourceNotFound", world.make, "azuread:index:ServicePrincipalPassword", inputs)
    bad = world.cloud.check("azuread:index:ApplicationPassword", {"applicationId": "/applications/x", "endDate": "tomorrow"}, urn_name="p")
    assert [one.property for one in bad.failures] == ["endDate"]


@pytest.mark.behaviour(beside="test_each_password_is_its_own_and_told_with_its_dates")
def test_trust_in_other_workloads_is_said_once_for_each(world):
    app = world.make("azuread:index:Application", {"displayName": "api"})
    inputs = {"applicationId": app.id, "audiences": ["api://AzureADTokenExchange"], "issuer": "https://i.example", "subject": "s"}
    token = "azuread:index:ApplicationFederatedIdentityCredential"
    made = world.make(token, {**inputs, "displayName": "main"})
    assert made.id == f"{app['objectId']}/federatedIdentityCredential/{made['credentialId']}"
    # github.com/Azure/azure-dev issue 1482
    said = refused("Request_MultipleObjectsWithSameKeyValue", world.make, token, {**inputs, "displayName": "main", "subject": "t"})
    assert said.message == "FederatedIdentityCredential with name main already exists."
    # github.com/Azure/azure-workload-identity issue 434
    said = refused("InvalidFederatedIdentityCredentialValue", world.make, token, {**inputs, "displayName": "other"})
    assert "Issuer https://i.example and Subject: s already exist" in said.message
    assert world.change(made, subject="u")["credentialId"] == made["credentialId"]
    # learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
    for at in range(19):
        world.make(token, {**inputs, "displayName": f"n{at}", "subject": f"n{at}"})
    refused("Request_BadRequest", world.make, token, {**inputs, "displayName": "one-too-many", "subject": "many"})


def test_all_of_an_application_goes_with_it(world):
    app = world.make("azuread:index:Application", {"displayName": "api"})
    world.make("azuread:index:ApplicationPassword", {"applicationId": app.id})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"]})
    world.make("azuread:index:ServicePrincipalPassword", {"servicePrincipalId": principal.id})
    world.drop(app)
    assert [one for one in world.cloud.remaining() if not one.startswith("/subscriptions")] == []


@pytest.mark.parametrize(("permission", "may"), [("User.ReadWrite.All", True), ("Application.ReadWrite.All", False)])
def test_users_take_a_permission_of_their_own(permission, may):
    # hashicorp/terraform-provider-azuread, docs/resources/user.md
    limited = World(deployer_roles=["Contributor"], deployer_graph_permissions=[permission])
    if may:
        limited.drop(user(limited))
    else:
        assert refused("Authorization_RequestDenied", user, limited).status == 403
