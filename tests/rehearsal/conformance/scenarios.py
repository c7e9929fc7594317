"""What Azure answers, as a table: what somebody does, and the answer with its source. Each door must pass on the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.rehearsal.world import GROUP, IDENTITY, SITE, SLOT, VAULT, Made, World

__all__ = ["SCENARIOS", "Scenario"]

STRANGER = "33333333-3333-3333-3333-333333333333"
ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
LOCK = "azure-native:authorization:ManagementLockByScope"
PLACE = {"location": "westeurope"}
DOORS = ("core", "provider", "mocks", "arm")

Act = Callable[[World, Any], object]
"""Given a world in which things can be put by other means, and the hand of a door, which does what is tried."""


@dataclass(frozen=True)
class Scenario:
    """`act`'s last step is refused with `status`, `code` and words that hold `words`; without a code and words, `gives` is what it returns.

    `doors`: those at which this can happen at all. `options`: of the cloud. `source`: who says that Azure answers so.
    """

    name: str
    act: Act
    source: str
    code: str = ""
    status: int = 0
    words: str = ""
    gives: object = None
    doors: tuple[str, ...] = DOORS
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __str__(self) -> str:
        return self.name

    @property
    def refuses(self) -> bool:
        """Whether Azure says no."""
        return bool(self.code or self.words)


def account(world: World, **inputs: Any) -> Made:
    return world.make(ACCOUNT, {"accountName": "uploads", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, **inputs})


def vault_inputs(world: World, **properties: Any) -> dict[str, Any]:
    plain = {"tenantId": world.cloud.tenant_id, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    return {"vaultName": "kv-one", "properties": {**plain, **properties}}


def other_group(world: World) -> str:
    world.make(GROUP, {"resourceGroupName": "other", **PLACE})
    return "other"


def _site_taken(world: World, hand: Any) -> object:
    plan = world.site().inputs["serverFarmId"]
    return hand.make(SITE, {"name": "SHOP", "serverFarmId": plan}, group=other_group(world))


def _vault_taken(world: World, hand: Any) -> object:
    world.vault()
    return hand.make(VAULT, vault_inputs(world), group=other_group(world))


def _vault_deleted(world: World, hand: Any) -> object:
    world.drop(world.vault())
    return hand.make(VAULT, vault_inputs(world))


def _granted_twice(world: World, hand: Any) -> object:
    app, here = world.identity()["principalId"], account(world)
    world.grant(app, "Reader", here.id)
    return hand.grant(app, "Reader", here.id, roleAssignmentName=STRANGER)


def _grant_changed(world: World, hand: Any) -> object:
    grant = world.grant(world.identity()["principalId"], "Reader", account(world).id)
    return hand.change(grant, principalId=STRANGER)


def _no_such_role(world: World, hand: Any) -> object:
    role = f"/providers/Microsoft.Authorization/roleDefinitions/{STRANGER}"
    inputs = {"principalId": STRANGER, "principalType": "User", "scope": account(world).id, "roleDefinitionId": role}
    return hand.make("azure-native:authorization:RoleAssignment", inputs)


def _slot_on_basic(world: World, hand: Any) -> object:
    plan = world.plan("B1")
    world.site(plan=plan)
    return hand.make(SLOT, {"name": "shop", "slot": "next", "serverFarmId": plan.id, **PLACE})


def _plan_in_use(world: World, hand: Any) -> object:
    plan = world.plan()
    world.site(plan=plan)
    return hand.drop(plan)


def _locked(level: str, act: Callable[[Any, Made], object]) -> Act:
    def locked(world: World, hand: Any) -> object:
        here = account(world)
        world.make(LOCK, {"scope": here.id, "lockName": "stay", "level": level})
        return act(hand, here)

    return locked


def _settings_whole(world: World, hand: Any) -> object:
    site = world.site()
    first = hand.settings(site, A="1", B="1")
    hand.change(first, properties={"B": "2"})
    return {view.name: view.raw for view in world.cloud.site_settings(site.id)}


def _policy_on_rbac(world: World, hand: Any) -> object:
    app = world.identity()["principalId"]
    entry = {"objectId": app, "tenantId": world.cloud.tenant_id, "permissions": {"secrets": ["get"]}}
    vault = hand.make(VAULT, vault_inputs(world, accessPolicies=[entry]))
    action = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    decision = world.cloud.can(app, action, f"{vault.id}/secrets/key", data=True)
    return decision.allowed, decision.code


def _group_goes(world: World, hand: Any) -> object:
    world.site()
    account(world)
    group = next(iter(world.cloud.state.of(GROUP)))
    hand.drop(Made(GROUP, group.id, group.inputs, group.outputs))
    return world.cloud.remaining()


def _exists(world: World, hand: Any) -> object:
    world.identity()
    return hand.make(IDENTITY, {"resourceName": "app", **PLACE})


def _limited_grant(world: World, hand: Any) -> object:
    world.make(GROUP, {"resourceGroupName": "rg", **PLACE})
    return hand.grant(STRANGER, "Reader", account(world).id, roleAssignmentName=STRANGER)


def _no_group(world: World, hand: Any) -> object:
    return hand.make("azuread:index:GroupMember", {"groupObjectId": STRANGER, "memberObjectId": STRANGER})


def _app_with(**inputs: Any) -> Act:
    return lambda world, hand: hand.make(SITE, {"name": "shop", "serverFarmId": world.plan("F1").id, **PLACE, **inputs})


NO_IDENTITY = {"type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/s/none"]}
LEARN = "learn.microsoft.com/azure/"
RBAC = LEARN + "role-based-access-control/troubleshooting"
NOT_FOUND = LEARN + "azure-resource-manager/troubleshooting/error-not-found"
LOCKS = LEARN + "azure-resource-manager/management/lock-resources"

SCENARIOS = (
    Scenario(
        "the resource group is missing",
        lambda _, hand: hand.make(IDENTITY, {"resourceName": "app", **PLACE}, group="nowhere"),
        NOT_FOUND,
        "ResourceGroupNotFound",
        404,
        "Resource group 'nowhere' could not be found.",
    ),
    Scenario(
        "the parent is missing",
        lambda _, hand: hand.make(CONTAINER, {"accountName": "nobody", "containerName": "photos"}),
        LEARN + "azure-resource-manager/troubleshooting/error-parent-resource",
        "ParentResourceNotFound",
        404,
        "because the parent resource 'nobody' could not be found",
    ),
    Scenario("the name of a site is taken", _site_taken, LEARN + "app-service/overview-hosting-plans", "Conflict", 409, "already exists"),
    Scenario("the name of a vault is taken", _vault_taken, LEARN + "key-vault/general/common-error-codes", "VaultAlreadyExists", 409),
    Scenario(
        "the name of a vault waits for its purge",
        _vault_deleted,
        LEARN + "key-vault/general/soft-delete-overview",
        "ConflictError",
        409,
        "deleted state",
    ),
    Scenario(
        "nothing is there to recover",
        lambda world, hand: hand.make(VAULT, vault_inputs(world, createMode="recover")),
        "github.com/hashicorp/terraform-provider-azurerm issue 12972",
        "SoftDeletedVaultDoesNotExist",
        404,
    ),
    Scenario("the grant is there under another name", _granted_twice, "github.com/Azure/bicep issue 5694", "RoleAssignmentExists", 409),
    Scenario(
        "nobody knows the principal, whose type isn't said",
        lambda world, hand: hand.grant(STRANGER, "Reader", account(world).id, principalType=None),
        RBAC,
        "PrincipalNotFound",
        400,
        "does not exist in the directory",
    ),
    Scenario(
        "the principal is of another type",
        lambda world, hand: hand.grant(world.identity()["principalId"], "Reader", account(world).id, principalType="User"),
        RBAC,
        "UnmatchedPrincipalType",
        400,
    ),
    Scenario(
        "a grant is changed",
        _grant_changed,
        "github.com/pulumi/pulumi-azure-native issue 771",
        "RoleAssignmentUpdateNotPermitted",
        400,
        doors=("core", "provider", "arm"),  # under mocks, as with the engine, it is replaced instead
    ),
    Scenario("the role is missing", _no_such_role, RBAC, "RoleDefinitionDoesNotExist", 404),
    Scenario(
        "the scope is missing",
        lambda world, hand: hand.grant(STRANGER, "Reader", account(world).id + "x"),
        NOT_FOUND,
        "ResourceNotFound",
        404,
    ),
    Scenario("a slot on a small plan", _slot_on_basic, LEARN + "app-service/deploy-staging-slots", "Conflict", 409, "number of slots"),
    Scenario(
        "always on, on a free plan",
        _app_with(siteConfig={"alwaysOn": True}),
        LEARN + "app-service/configure-common",
        "Conflict",
        409,
        "AlwaysOn",
    ),
    Scenario(
        "an identity that is not there",
        _app_with(identity=NO_IDENTITY),
        "learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq",
        "FailedIdentityOperation",
        400,
    ),
    Scenario("a plan with sites is deleted", _plan_in_use, LEARN + "app-service/app-service-plan-manage", "Conflict", 409),
    Scenario(
        "a setting that Linux can't have",
        lambda world, hand: hand.settings(world.site(), **{"A-B": "1"}),
        LEARN + "app-service/configure-common",
        "BadRequest",
        400,
        "A-B",
    ),
    Scenario(
        "what is locked against deletes is deleted",
        _locked("CanNotDelete", lambda hand, here: hand.drop(here)),
        LOCKS,
        "ScopeLocked",
        409,
    ),
    Scenario(
        "what is locked against writes is changed",
        _locked("ReadOnly", lambda hand, here: hand.change(here, tags={"a": "b"})),
        LOCKS,
        "ScopeLocked",
        409,
        doors=("core", "provider", "arm", "mocks"),
    ),
    Scenario(
        "a reader makes something",
        lambda _, hand: hand.make(GROUP, {"resourceGroupName": "mine", **PLACE}),
        RBAC,
        "AuthorizationFailed",
        403,
        "does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourceGroups/write'",
        options={"deployer_roles": ["Reader"]},
    ),
    Scenario(
        "a contributor grants a role",
        _limited_grant,
        RBAC,
        "AuthorizationFailed",
        403,
        "Microsoft.Authorization/roleAssignments/write",
        options={"deployer_roles": ["Contributor"]},
    ),
    Scenario(
        "what exists is created",
        _exists,
        "pulumi/pulumi-azure-native, provider/pkg/azure/client_azcore.go, CanCreate",
        words="cannot create already existing resource",
        doors=("core", "provider", "mocks"),  # a PUT creates or updates
    ),
    Scenario(
        "a member of no group",
        _no_group,
        "hashicorp/terraform-provider-azuread, internal/services/groups/group_member_resource.go",
        words=f'Group (Group: "{STRANGER}") was not found',
        doors=("core", "provider", "mocks"),  # Graph has no door
    ),
    Scenario(
        "a contributor writes in the directory",
        lambda _, hand: hand.make("azuread:index:Application", {"displayName": "api"}),
        "learn.microsoft.com/graph/resolve-auth-errors",
        "Authorization_RequestDenied",
        403,
        "Insufficient privileges to complete the operation.",
        doors=("core", "provider", "mocks"),
        options={"deployer_roles": ["Contributor"]},
    ),
    Scenario(
        "settings are replaced whole",
        _settings_whole,
        "learn.microsoft.com/rest/api/appservice/web-apps/update-application-settings",
        gives={"B": "2"},
    ),
    Scenario(
        "a policy on a vault that asks roles",
        _policy_on_rbac,
        LEARN + "key-vault/general/rbac-guide",
        gives=(False, "ForbiddenByRbac"),
    ),
    Scenario("a group goes with all in it", _group_goes, LEARN + "azure-resource-manager/management/delete-resource-group", gives=[]),
)
