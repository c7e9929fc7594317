"""Role assignments under conditions, delegated administration, assignable scopes, and deny assignments."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from azure_access import EVERYBODY, Attributes, find_builtin
from azure_rehearsal.cloud import deployer
from azure_rehearsal.cloud.cloud import AzureError, Cloud
from tests.rehearsal.world import World

ASSIGNMENT, DEFINITION = "azure-native:authorization:RoleAssignment", "azure-native:authorization:RoleDefinition"
ASSIGN = "Microsoft.Authorization/roleAssignments/"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
READ, WRITE = f"{BLOBS}/read", f"{BLOBS}/write"
SOMEBODY = "99999999-9999-4999-8999-999999999999"


def group_of(world: World) -> str:
    return f"/subscriptions/{world.cloud.subscription_id}/resourceGroups/rg"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def only(*roles: str) -> str:
    """A delegate's condition: assigns and removes these roles, and no other."""
    guids = ", ".join(find_builtin(role).id for role in roles)
    return (
        f"((!(ActionMatches{{'{ASSIGN}write'}})) OR (@Request[{ASSIGN[:-1]}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{guids}}})) AND "
        f"((!(ActionMatches{{'{ASSIGN}delete'}})) OR (@Resource[{ASSIGN[:-1]}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{guids}}}))"
    )


@pytest.mark.behaviour(
    "Microsoft.Authorization",
    "Conditions (version 2.0) are evaluated, those of built-in roles too; what a condition asks and nobody "
    "knows counts as not met, and the reason says so.",
)
def test_a_condition_is_decided_by_what_is_asked(world):
    account = world.make(
        "azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    who = world.identity()["principalId"]
    condition = f"(!(ActionMatches{{'{READ}'}})) OR (@Resource[{BLOBS[:-6]}:name] StringEquals 'x')"
    world.grant(who, "Storage Blob Data Contributor", account.id, condition=condition, conditionVersion="2.0")
    inside, outside = (f"{account.id}/blobServices/default/containers/{name}" for name in "xy")
    assert world.cloud.can(who, READ, inside, data=True).allowed
    assert world.cloud.can(who, WRITE, outside, data=True).allowed
    denied = world.cloud.can(who, READ, outside, data=True)
    assert not denied.allowed
    assert denied.why.condition_outcome == "is not met"
    assert "isn't known" in world.cloud.can(who, READ, account.id, data=True).reason


def test_a_condition_knows_the_time_the_account_and_what_it_is_told(world):
    account = world.make(
        "azure-native:storage:StorageAccount",
        {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "isHnsEnabled": True},
    )
    who = world.identity()["principalId"]
    tag = f"@Resource[{BLOBS}/tags:Project<$key_case_sensitive$>] StringEquals 'Cascade'"
    hns, late = (
        "@Resource[Microsoft.Storage/storageAccounts:isHnsEnabled] BoolEquals true",
        "@Environment[UtcNow] DateTimeGreaterThan '2026-01-01T00:00:30Z'",
    )
    world.grant(who, "Storage Blob Data Reader", account.id, condition=f"({hns}) AND ({late}) AND ({tag})", conditionVersion="2.0")
    tagged = Attributes(resource={f"{BLOBS}/tags:Project<$key_case_sensitive$>": "Cascade"})
    assert not world.cloud.can(who, READ, account.id, data=True, attributes=tagged).allowed
    world.cloud.clock.advance(60)
    assert world.cloud.can(who, READ, account.id, data=True, attributes=tagged).allowed
    assert not world.cloud.can(who, READ, account.id, data=True).allowed


@pytest.mark.behaviour(beside="test_a_condition_is_decided_by_what_is_asked")
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("Key Vault Data Access Administrator", "Key Vault Secrets User"),
        ("Foundry Owner", "Foundry User"),
        ("Foundry Account Owner", "Foundry User"),
        ("Foundry Project Manager", "Foundry User"),
    ],
)
def test_built_in_administrators_assign_what_their_condition_names(world, role, allowed):
    scope = group_of(world)
    deployer.act_as(world.cloud, [role, "Reader"])
    refused("AuthorizationFailed", world.grant, SOMEBODY, "Owner", scope, principalType="User")
    made = world.grant(SOMEBODY, allowed, scope, principalType="User")
    world.drop(made)


def delegate(world: World, condition: str) -> None:
    """Make the deployer a delegate: Role Based Access Control Administrator of the group under a condition."""
    world.grant(
        world.cloud.deployer.object_id,
        "Role Based Access Control Administrator",
        group_of(world),
        condition=condition,
        conditionVersion="2.0",
    )
    deployer.act_as(world.cloud, ["Reader"])


@pytest.mark.behaviour(beside="test_a_condition_is_decided_by_what_is_asked")
def test_a_delegate_assigns_and_removes_only_what_its_condition_names(world):
    owner = world.grant(SOMEBODY, "Owner", group_of(world), principalType="User")
    delegate(world, only("Reader", "Contributor"))
    refused("AuthorizationFailed", world.grant, SOMEBODY, "User Access Administrator", group_of(world), principalType="User")
    world.drop(world.grant(SOMEBODY, "Contributor", group_of(world), principalType="User"))
    refused("AuthorizationFailed", world.drop, owner)
    assert world.cloud.can(world.cloud.deployer.object_id, "Microsoft.Web/sites/read", group_of(world)).allowed


def test_a_request_without_a_principal_type_does_not_meet_a_condition_on_it(world):
    # threads hashicorp/terraform-provider-azurerm#23364 and #31635
    app = world.identity()["principalId"]
    delegate(
        world, f"(!(ActionMatches{{'{ASSIGN}write'}})) OR (@Request[{ASSIGN[:-1]}:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal')"
    )
    refused("AuthorizationFailed", world.grant, app, "Reader", group_of(world), principalType=None)
    world.grant(app, "Reader", group_of(world), principalType="ServicePrincipal")


@pytest.mark.behaviour(beside="test_a_condition_is_decided_by_what_is_asked")
@pytest.mark.parametrize(
    ("condition", "version"),
    [("((ActionMatches", "2.0"), ("(ActionMatches{'x'})", "1.0"), ("x" * 9000, "2.0"), ("ActionMatches{'x'} ;", None)],
)
def test_a_condition_that_azure_would_not_take_is_refused(world, condition, version):
    error = refused("BadRequest", world.grant, SOMEBODY, "Reader", group_of(world), condition=condition, conditionVersion=version)
    assert "The given role assignment condition is invalid." in str(error)


def custom(world: World, scopes: list[str]) -> str:
    inputs = {
        "scope": f"/subscriptions/{world.cloud.subscription_id}",
        "roleDefinitionId": str(uuid.UUID(int=1)),
        "roleName": "narrow",
        "permissions": [{"actions": ["*/read"]}],
        "assignableScopes": scopes,
    }
    return world.make(DEFINITION, inputs).id


@pytest.mark.behaviour(beside="test_what_azure_refuses_in_a_role_is_refused")
@pytest.mark.parametrize(
    ("suffix", "fits"), [("", True), ("/resourceGroups/RG", True), ("/resourceGroups/elsewhere", False), ("/resourceGroups/r", False)]
)
def test_a_role_is_assigned_within_its_assignable_scopes(world, suffix, fits):
    # learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes; words: thread Azure/ALZ-PowerShell-Module#144
    role = custom(world, [f"/subscriptions/{world.cloud.subscription_id}{suffix}"])
    inputs = {"scope": group_of(world), "principalId": SOMEBODY, "principalType": "User", "roleDefinitionId": role}
    if fits:
        world.make(ASSIGNMENT, inputs)
    else:
        error = refused("RoleAssignmentScopeNotAssignableToRoleDefinition", world.make, ASSIGNMENT, inputs)
        assert "The role narrow is not available" in str(error)
    assert world.cloud.can(SOMEBODY, "Microsoft.Web/sites/read", group_of(world)).allowed is fits


def denial(world: World, **more: Any) -> Any:
    inputs = {
        "scope": group_of(world),
        "denyAssignmentId": str(uuid.UUID(int=7)),
        "denyAssignmentName": "managed",
        "permissions": [{"actions": ["Microsoft.Web/*"]}],
        "principals": [{"id": EVERYBODY, "type": "SystemDefined"}],
        **more,
    }
    return world.make("azure-native:authorization:DenyAssignment", inputs)


@pytest.mark.behaviour(
    "Microsoft.Authorization",
    "Deny assignments count before roles. Eligible assignments (PIM) give nothing; management groups are not evaluated yet.",
)
def test_a_deny_assignment_stops_even_owners_until_it_goes(world):
    site = f"{group_of(world)}/providers/Microsoft.Web/sites/shop"
    me = world.cloud.deployer.object_id
    deny = denial(world)
    for cloud in (world.cloud, Cloud.load(world.cloud.dump())):
        decision = cloud.can(me, "Microsoft.Web/sites/write", site)
        assert (decision.allowed, decision.why.by) == (False, "deny assignment")
        assert cloud.can(me, "Microsoft.Storage/storageAccounts/write", site).allowed
    world.drop(deny)
    assert world.cloud.can(me, "Microsoft.Web/sites/write", site).allowed


def test_a_deny_assignment_leaves_out_whom_it_names_and_only_watches_in_audit(world):
    site, me = f"{group_of(world)}/providers/Microsoft.Web/sites/shop", world.cloud.deployer.object_id
    deny = denial(world, excludePrincipals=[{"id": me.upper()}])
    assert world.cloud.can(me, "Microsoft.Web/sites/write", site).allowed
    world.drop(deny)
    denial(world, denyAssignmentEffect="audit")
    assert world.cloud.can(me, "Microsoft.Web/sites/write", site).allowed
