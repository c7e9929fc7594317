"""Microsoft.Authorization: role assignments, role definitions, locks, and who is calling."""

# ruff: noqa: ARG001 - hooks and functions share one signature

from __future__ import annotations

from azure_rehearsal.core import errors
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.name_rules import GUID, NameRule
from azure_rehearsal.core.resource_type import GROUP, Cloud, ResourceType, Service
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.entra.directory import AZURE_CLI

from .assignments import ASSIGNMENT, DEFINITION, DENIAL, Assignment, Denial
from .definitions import Definition, get_definition
from .locks import LOCKS, LockAtResource

__all__ = ["SERVICE", "require_scope"]


def require_scope(cloud: Cloud, arm: ArmId) -> None:
    """What an extension resource extends must be there: ARM looks at the top resource of the scope, not inside it."""
    scope = ArmId.parse(arm.scope)
    if not scope.names or scope.namespace is None:
        return
    top = scope.top()
    if cloud.state.get(top) is None:
        raise errors.resource_not_found(f"{scope.namespace}/{scope.types[0]}", scope.names[0], scope.group)


def _client_config(cloud: Cloud, args: JsonDict) -> JsonDict:
    return {
        "clientId": AZURE_CLI if cloud.deployer.kind == "User" else cloud.deployer.client_id,
        "objectId": cloud.deployer.object_id,
        "subscriptionId": cloud.subscription_id,
        "tenantId": cloud.tenant_id,
    }


def _client_token(cloud: Cloud, args: JsonDict) -> JsonDict:
    return {"token": "simulated-token-of-no-use"}


_PROVIDERS = "/{scope}/providers/Microsoft.Authorization"


SERVICE = Service(
    "Microsoft.Authorization",
    (
        ResourceType(
            token=ASSIGNMENT,
            kind="Microsoft.Authorization/roleAssignments",
            path=_PROVIDERS + "/roleAssignments/{roleAssignmentName}",
            name="roleAssignmentName",
            name_rule=GUID,
            # provider/pkg/gen/replacement.go
            replaces=frozenset({"principalId", "scope"}),
            behaviour=Assignment(),
        ),
        ResourceType(
            token=DEFINITION,
            kind="Microsoft.Authorization/roleDefinitions",
            path=_PROVIDERS + "/roleDefinitions/{roleDefinitionId}",
            name="roleDefinitionId",
            name_rule=GUID,
            behaviour=Definition(),
        ),
        ResourceType(
            token=DENIAL,
            kind="Microsoft.Authorization/denyAssignments",
            path=_PROVIDERS + "/denyAssignments/{denyAssignmentId}",
            name="denyAssignmentId",
            name_rule=GUID,
            behaviour=Denial(),
        ),
        ResourceType(
            token=LOCKS[0],
            kind="Microsoft.Authorization/locks",
            path=_PROVIDERS + "/locks/{lockName}",
            name="lockName",
            name_rule=NameRule(r"[\w.()-]{0,89}[\w()-]", "1-90 letters, digits, . _ - ( ), not ending with a period"),
        ),
        ResourceType(
            token=LOCKS[1],
            kind="Microsoft.Authorization/locks",
            # learn.microsoft.com/rest/api/resources/management-locks/create-or-update-at-resource-level: the parent's path may be empty
            path=f"{GROUP}/providers/{{resourceProviderNamespace}}/{{parentResourcePath?}}/{{resourceType}}/{{resourceName}}"
            "/providers/Microsoft.Authorization/locks/{lockName}",
            name="lockName",
            name_rule=NameRule(r"[\w.()-]{0,89}[\w()-]", "1-90 letters, digits, . _ - ( ), not ending with a period"),
            hidden=frozenset({"apiVersion"}),
            behaviour=LockAtResource(),
        ),
    ),
    {
        "azure-native:authorization:getRoleDefinition": get_definition,
        "azure-native:authorization:getClientConfig": _client_config,
        "azure-native:authorization:getClientToken": _client_token,
    },
)
