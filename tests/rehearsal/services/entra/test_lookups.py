"""azuread's functions: what is found, by each of its names, and the provider's words where nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from azure_access import GRAPH_APP_ID
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services.entra.lookups import FUNCTIONS
from tests.rehearsal.services.entra.test_applications import refused
from tests.rehearsal.services.entra.test_people import STRANGER, group, user
from tests.rehearsal.world import World


def ask(world: World, name: str, **args: Any) -> Any:
    token = f"azuread:index/{name}:{name}"
    assert schema.check_invoke(token, args) == []
    found = world.cloud.invoke(token, args)
    assert [str(fault) for fault in schema.check_outputs(token, found) if fault.property != "id"] == []
    assert found["id"]
    return found


def test_each_function_that_programs_use_answers():
    wanted = ["User", "Users", "Group", "Groups", "Application", "ServicePrincipal", "ServicePrincipals", "ClientConfig", "Domains"]
    tokens = [f"azuread:index/get{name}:get{name}" for name in (*wanted, "ApplicationPublishedAppIds", "DirectoryObject")]
    assert sorted(FUNCTIONS) == sorted(tokens)


@pytest.mark.behaviour(
    "Microsoft Entra ID",
    "Look-ups find users, groups, applications, service principals, objects and domains of the simulated "
    "tenant, one or several; what isn't there, or there twice, is refused in the provider's words.",
)
@pytest.mark.parametrize(
    "args",
    [
        {"userPrincipalName": "ADA@contoso.com"},
        {"mail": "ada@mail.example"},
        {"mailNickname": "ada"},
        {"employeeId": "7"},
        {"objectId": ""},
    ],
)
def test_a_user_is_found_by_each_name(world, args):
    ada = user(world, mail="ada@mail.example", employeeId="7", department="shop")
    user(world, "bob")
    found = ask(world, "getUser", **{key: value or ada["objectId"] for key, value in args.items()})
    assert (found["objectId"], found["id"], found["department"], found["city"]) == (ada["objectId"], ada.id, "shop", "")


def test_people_found_together_come_in_the_order_asked_for(world):
    ada, bob = user(world), user(world, "bob")
    found = ask(world, "getUsers", userPrincipalNames=["bob@contoso.com", "ada@contoso.com"])
    assert found["objectIds"] == [bob["objectId"], ada["objectId"]]
    assert [one["userPrincipalName"] for one in found["users"]] == found["userPrincipalNames"] == ["bob@contoso.com", "ada@contoso.com"]
    assert ask(world, "getUsers", mailNicknames=["ada", "eve"], ignoreMissing=True)["objectIds"] == [ada["objectId"]]
    assert ask(world, "getUsers", returnAll=True)["mailNicknames"] == ["ada", "bob"]
    # the id is a hash of the names joined: users_data_source.go
    assert found["id"] == "users#ujB58V09qsuZ-Lx2mgO5ql_20WI="


@pytest.mark.behaviour(beside="test_a_user_is_found_by_each_name")
def test_a_group_is_found_with_its_members_and_theirs(world):
    ada = user(world)
    inner = group(world, "inner", members=[ada["objectId"]])
    outer = group(world, "outer", members=[inner["objectId"]], description="all")
    found = ask(world, "getGroup", displayName="outer", securityEnabled=True)
    assert (found["objectId"], found["members"], found["description"]) == (outer["objectId"], [inner["objectId"]], "all")
    deep = ask(world, "getGroup", objectId=outer["objectId"], includeTransitiveMembers=True)
    assert deep["members"] == [inner["objectId"], ada["objectId"]]
    assert ask(world, "getGroup", mailNickname=outer["mailNickname"])["objectId"] == outer["objectId"]
    both = ask(world, "getGroups", displayNames=["outer", "inner"])
    assert both["objectIds"] == [outer["objectId"], inner["objectId"]]
    assert ask(world, "getGroups", displayNamePrefix="i")["displayNames"] == ["inner"]
    assert ask(world, "getGroups", returnAll=True, mailEnabled=False)["displayNames"] == ["inner", "outer"]
    assert ask(world, "getGroups", objectIds=[STRANGER], ignoreMissing=True)["objectIds"] == []


@pytest.mark.behaviour(beside="test_a_user_is_found_by_each_name")
def test_applications_and_principals_are_found_as_they_stand(world):
    web = {"redirectUris": ["https://shop.example/"], "implicitGrant": {"accessTokenIssuanceEnabled": True}}
    app = world.make("azuread:index:Application", {"displayName": "api", "identifierUris": ["api://shop"], "web": web})
    principal = world.make("azuread:index:ServicePrincipal", {"clientId": app["clientId"], "appRoleAssignmentRequired": True})
    for args in ({"clientId": app["clientId"]}, {"objectId": app["objectId"]}, {"identifierUri": "api://shop"}):
        found = ask(world, "getApplication", **args)
        assert (found["id"], found["webs"][0]["redirectUris"]) == (app.id, web["redirectUris"])
        assert found["webs"][0]["implicitGrants"] == [{"accessTokenIssuanceEnabled": True, "idTokenIssuanceEnabled": False}]
    found = ask(world, "getServicePrincipal", displayName="api")
    assert (found["objectId"], found["appRoleAssignmentRequired"]) == (principal["objectId"], True)
    assert found["servicePrincipalNames"] == ["api://shop"]  # without the client id: service_principal_data_source.go
    both = ask(world, "getServicePrincipals", clientIds=[GRAPH_APP_ID, app["clientId"]])
    assert both["displayNames"] == ["Microsoft Graph", "api"]
    assert both["servicePrincipals"][1]["appRoleAssignmentRequired"] is True


def test_an_object_id_tells_what_it_is_of(world):
    app = world.make("azuread:index:Application", {"displayName": "api"})
    people = {user(world)["objectId"]: "User", group(world)["objectId"]: "Group", world.identity()["principalId"]: "ServicePrincipal"}
    for object_id, kind in {**people, app["objectId"]: "Application"}.items():
        assert ask(world, "getDirectoryObject", objectId=object_id)["type"] == kind


def test_the_tenant_has_its_first_domain(world):
    found = ask(world, "getDomains", onlyInitial=True)
    assert [one["domainName"] for one in found["domains"]] == ["rehearsal.onmicrosoft.com"]
    assert found["domains"][0]["default"] is True
    # domains_data_source.go
    said = refused("", ask, world, "getDomains", supportsServices=["Intune"]).message
    assert "no domains found for the provided filters" in said


# The words, and the arguments that they blame: the *_data_source.go of hashicorp/terraform-provider-azuread, internal/services.
MISSING = [
    ("getUser", {"userPrincipalName": "no@x.io"}, '[user_principal_name] User with UPN "no@x.io" was not found'),
    ("getUser", {"objectId": STRANGER}, f'[object_id] User not found with object ID: "{STRANGER}"'),
    ("getUser", {"mailNickname": "no"}, '[mail_nickname] User not found with email alias: "no"'),
    ("getUsers", {"mails": ["no@x.io"]}, '[mails] User not found with mail address: "no@x.io"'),
    ("getUsers", {"returnAll": True}, "[return_all] No users found"),
    ("getGroup", {"displayName": "no"}, "[display_name] No group found matching specified filter (displayName eq 'no')"),
    (
        "getGroup",
        {"displayName": "no", "securityEnabled": True},
        "[display_name] No group found matching specified filter (displayName eq 'no' and securityEnabled eq true)",
    ),
    ("getGroup", {"objectId": STRANGER}, f'[object_id] No group found with object ID: "{STRANGER}"'),
    ("getGroups", {"displayNames": ["no"]}, '[display_names] No group found with display name: "no"'),
    ("getGroups", {"displayNamePrefix": "no"}, '[display_name_prefix] No groups found with display name prefix: "no"'),
    ("getApplication", {"objectId": STRANGER}, f'[object_id] Application with object ID "{STRANGER}" was not found'),
    (
        "getApplication",
        {"clientId": STRANGER},
        f"Application not found: no applications found matching filter: \"appId eq '{STRANGER}'\"",
    ),
    (
        "getApplication",
        {"identifierUri": "api://no"},
        "Application not found: no applications found matching filter: \"identifierUris/any(uri:uri eq 'api://no')\"",
    ),
    ("getServicePrincipal", {"clientId": STRANGER}, "No service principal found: no service principal found"),
    (
        "getServicePrincipal",
        {"displayName": "no"},
        "Service principal not found: no service principals found matching filter: \"displayName eq 'no'\"",
    ),
    ("getServicePrincipal", {"objectId": STRANGER}, f'[object_id] Service Principal (Service Principal: "{STRANGER}") was not found'),
    (
        "getServicePrincipals",
        {"clientIds": [STRANGER]},
        f'[mail_nicknames] Service principal not found with application ID: "{STRANGER}"',
    ),
    ("getDirectoryObject", {"objectId": STRANGER}, f'[object_id] Directory Object (Directory Object: "{STRANGER}") was not found'),
]


@pytest.mark.behaviour(beside="test_a_user_is_found_by_each_name")
@pytest.mark.parametrize(("name", "args", "words"), MISSING)
def test_what_is_not_found_is_said_in_the_providers_words(world, name, args, words):
    said = refused("", ask, world, name, **args).message
    assert said == f"invoking azuread:index/{name}:{name}: 1 error occurred:\n\t* {words}\n\n"


@pytest.mark.behaviour(beside="test_a_user_is_found_by_each_name")
def test_what_is_found_more_than_once_is_refused(world):
    group(world, "twins")
    group(world, "twins")
    # group_data_source.go, groups_data_source.go
    said = refused("", ask, world, "getGroup", displayName="twins").message
    assert "[display_name] More than one group found matching specified filter (displayName eq 'twins')" in said
    assert "More than one group found with display name" in refused("", ask, world, "getGroups", displayNames=["twins"]).message
    one = group(world, "one")
    said = refused("", ask, world, "getGroup", objectId=one["objectId"], mailEnabled=True).message
    assert "does not have the specified mail_enabled setting (expected: true, actual: false)" in said


def test_a_lookup_takes_one_name(world):
    # hashicorp/terraform-plugin-sdk, helper/schema/schema.go, validateExactlyOneAttribute
    said = refused("", ask, world, "getUser").message
    assert "one of `employee_id,mail,mail_nickname,object_id,user_principal_name` must be specified" in said
    said = refused("", ask, world, "getUser", mail="a@x.io", objectId=STRANGER).message
    assert "but `mail,object_id` were specified" in said


@pytest.mark.parametrize(("name", "args"), [("getUser", {"mail": "x@x.io"}), ("getGroup", {"displayName": "x"}), ("getDomains", {})])
def test_looking_takes_a_right_to_look(name, args):
    # hashicorp/terraform-provider-azuread, docs/data-sources
    limited = World(deployer_roles=["Contributor"])
    assert ".Read.All" in refused("Authorization_RequestDenied", ask, limited, name, **args).message
