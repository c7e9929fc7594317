"""Role assignments and custom roles: what Azure refuses, and when a grant counts."""

from __future__ import annotations

from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import AzureError
from tests.rehearsal.world import World

READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
WRITE = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"
STRANGER = "99999999-9999-9999-9999-999999999999"


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> AzureError:
    with pytest.raises(AzureError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, str(caught.value)
    return caught.value


def storage(world):
    account = world.make(
        "azure-native:storage:StorageAccount", {"accountName": "stone", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    )
    containers = [
        world.make("azure-native:storage:BlobContainer", {"accountName": "stone", "containerName": one}) for one in ("uploads", "other")
    ]
    return account, *containers


@pytest.mark.behaviour(
    "Microsoft.Authorization",
    "Access is denied until a role assignment in force covers action and scope; role definitions with "
    "wildcards, notActions and dataActions count.",
)
def test_denied_until_granted_and_again_after(world):
    app = world.identity()["principalId"]
    _, uploads, _ = storage(world)
    assert world.cloud.can(app, READ, uploads.id, data=True).code == "AuthorizationPermissionMismatch"
    grant = world.grant(app, "Storage Blob Data Reader", uploads.id)
    decision = world.cloud.can(app, READ, uploads.id, data=True)
    assert decision.allowed
    assert grant.id in decision.reason
    world.drop(grant)
    assert not world.cloud.can(app, READ, uploads.id, data=True).allowed


@pytest.mark.behaviour(beside="test_denied_until_granted_and_again_after")
@pytest.mark.parametrize(("scope", "uploads", "other"), [("container", True, False), ("account", True, True), ("group", True, True)])
def test_a_grant_covers_its_scope_and_what_lies_in_it(world, scope, uploads, other):
    app = world.identity()["principalId"]
    account, first, second = storage(world)
    scopes = {"container": first.id, "account": account.id, "group": account.id.split("/providers/")[0]}
    world.grant(app, "Storage Blob Data Contributor", scopes[scope].upper())
    assert world.cloud.can(app, WRITE, first.id, data=True).allowed is uploads
    assert world.cloud.can(app, WRITE, second.id, data=True).allowed is other


def test_a_name_that_only_begins_alike_is_not_covered(world):
    app = world.identity()["principalId"]
    _, first, _ = storage(world)
    world.grant(app, "Storage Blob Data Reader", first.id)
    assert not world.cloud.can(app, READ, first.id + "2", data=True).allowed


@pytest.mark.behaviour(beside="test_denied_until_granted_and_again_after")
def test_owner_has_no_rights_on_data(world):
    # learn.microsoft.com/azure/role-based-access-control/role-definitions#control-and-data-actions
    _, uploads, _ = storage(world)
    assert not world.cloud.can(world.cloud.deployer.object_id, READ, uploads.id, data=True).allowed


@pytest.mark.behaviour("Microsoft.Authorization", "A new assignment can take effect after a delay.")
def test_a_new_grant_waits_for_its_delay():
    late = World(grant_delay_seconds=60)
    app = late.identity()["principalId"]
    _, uploads, _ = storage(late)
    late.grant(app, "Storage Blob Data Reader", uploads.id)
    assert late.cloud.can(app, READ, uploads.id, data=True).waiting
    late.cloud.clock.advance(60)
    assert late.cloud.can(app, READ, uploads.id, data=True).allowed


@pytest.mark.behaviour(
    "Microsoft.Authorization",
    "Refused: a principal that the directory doesn't know yet without principalType, a wrong principalType, "
    "the same grant under another name, a changed grant, an unknown role, an absent scope.",
)
def test_an_unknown_principal_needs_its_type(world):
    # learn.microsoft.com/azure/role-based-access-control/troubleshooting; thread: mspnp/aks-baseline#52
    account, _, _ = storage(world)
    error = refused("PrincipalNotFound", world.grant, STRANGER, "Reader", account.id, principalType=None)
    assert error.status == 400
    assert STRANGER.replace("-", "") in error.message
    world.grant(STRANGER, "Reader", account.id)


@pytest.mark.behaviour(beside="test_operations_take_time_and_grants_take_effect_later")
def test_a_fresh_principal_is_unknown_for_a_while():
    # thread: hashicorp/terraform-provider-azurerm#4168
    slow = World(directory_delay_seconds=30)
    app = slow.identity()["principalId"]
    account, _, _ = storage(slow)
    refused("PrincipalNotFound", slow.grant, app, "Reader", account.id, principalType=None)
    slow.cloud.clock.advance(30)
    assert slow.grant(app, "Reader", account.id, principalType=None)["principalType"] == "ServicePrincipal"


@pytest.mark.behaviour(beside="test_an_unknown_principal_needs_its_type")
def test_a_wrong_principal_type_is_refused(world):
    # learn.microsoft.com/azure/role-based-access-control/troubleshooting: UnmatchedPrincipalType
    account, _, _ = storage(world)
    refused("UnmatchedPrincipalType", world.grant, world.identity()["principalId"], "Reader", account.id, principalType="User")


@pytest.mark.behaviour(beside="test_an_unknown_principal_needs_its_type")
def test_the_same_grant_under_another_name_exists_already(world):
    # threads: Azure/bicep#5694, hashicorp/terraform-provider-azurerm#19118
    account, _, _ = storage(world)
    app = world.identity()["principalId"]
    world.grant(app, "Reader", account.id)
    name = "44444444-4444-4444-4444-444444444444"
    assert refused("RoleAssignmentExists", world.grant, app, "Reader", account.id.upper(), roleAssignmentName=name).status == 409
    world.grant(app, "Contributor", account.id, roleAssignmentName=name)


@pytest.mark.behaviour(beside="test_an_unknown_principal_needs_its_type")
def test_a_role_assignment_is_never_updated_but_for_its_words(world):
    # thread: pulumi/pulumi-azure-native#771
    account, _, _ = storage(world)
    grant = world.grant(world.identity()["principalId"], "Reader", account.id)
    refused("RoleAssignmentUpdateNotPermitted", world.change, grant, principalId=STRANGER)
    assert world.change(grant, description="why")["description"] == "why"
    diff = world.cloud.diff(grant.token, grant.id, grant.inputs, grant, {**grant.inputs, "principalId": STRANGER})
    assert diff.replaces == ["principalId"]
    assert diff.delete_before_replace is False  # its name is random


@pytest.mark.behaviour(beside="test_an_unknown_principal_needs_its_type")
def test_a_role_that_is_not_there_is_refused(world):
    account, _, _ = storage(world)
    inputs = {
        "principalId": STRANGER,
        "principalType": "User",
        "scope": account.id,
        "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{STRANGER}",
    }
    refused("RoleDefinitionDoesNotExist", world.make, "azure-native:authorization:RoleAssignment", inputs)


@pytest.mark.behaviour(beside="test_an_unknown_principal_needs_its_type")
def test_a_scope_that_is_not_there_is_refused(world):
    account, _, _ = storage(world)
    assert refused("ResourceNotFound", world.grant, STRANGER, "Reader", account.id + "x").status == 404
    refused("ResourceGroupNotFound", world.grant, STRANGER, "Reader", account.id.split("/providers/")[0] + "x")


def test_a_grant_goes_with_its_scope_and_outlives_its_principal(world):
    # thread: openshift/hypershift#8322 (orphans)
    account, uploads, _ = storage(world)
    identity = world.identity()
    inner = world.grant(identity["principalId"], "Storage Blob Data Reader", uploads.id)
    world.drop(account)
    assert inner.id not in world.cloud.remaining()
    group = world.grant(identity["principalId"], "Reader", account.id.split("/providers/")[0])
    world.drop(identity)
    assert group.id in world.cloud.remaining()


@pytest.mark.behaviour("Microsoft.Authorization", "Custom roles count, and change at once for those who hold them.")
def test_a_custom_role_counts_and_changes_at_once(world):
    scope = f"/subscriptions/{world.cloud.subscription_id}"
    account, uploads, _ = storage(world)
    role = world.make(
        "azure-native:authorization:RoleDefinition",
        {"scope": scope, "roleName": "own", "permissions": [{"dataActions": [READ]}], "assignableScopes": [scope]},
    )
    app = world.identity()["principalId"]
    grant = world.make(
        "azure-native:authorization:RoleAssignment",
        {"scope": account.id, "principalId": app, "principalType": "ServicePrincipal", "roleDefinitionId": role.id},
    )
    assert world.cloud.can(app, READ, uploads.id, data=True).allowed
    assert not world.cloud.can(app, WRITE, uploads.id, data=True).allowed
    # learn.microsoft.com/azure/role-based-access-control/custom-roles
    refused("RoleDefinitionHasAssignments", world.drop, role)
    world.change(role, permissions=[{"dataActions": [WRITE]}])
    assert world.cloud.can(app, WRITE, uploads.id, data=True).allowed
    world.drop(grant)
    world.drop(role)


@pytest.mark.behaviour("Microsoft.Authorization", "Members of a group have what the group has.")
def test_a_group_gives_its_members_what_it_has(world):
    account, _, _ = storage(world)
    app = world.identity()["principalId"]
    group = world.make("azuread:index:Group", {"displayName": "people", "securityEnabled": True, "members": [app]})
    world.grant(group["objectId"], "Reader", account.id, principalType="Group")
    assert world.cloud.can(app, "Microsoft.Storage/storageAccounts/read", account.id).allowed


def test_who_is_calling(world):
    answer = world.cloud.invoke("azure-native:authorization:getClientConfig", {})
    assert answer == {
        "clientId": world.cloud.deployer.client_id,
        "objectId": world.cloud.deployer.object_id,
        "subscriptionId": world.cloud.subscription_id,
        "tenantId": world.cloud.tenant_id,
    }
