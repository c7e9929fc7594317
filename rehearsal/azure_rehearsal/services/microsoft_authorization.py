"""Microsoft.Authorization: role assignments, role definitions, locks, and who is calling."""

# ruff: noqa: ARG001, ARG002 - hooks and functions share one signature

from __future__ import annotations

from azure_access import Role, RoleAssignment, builtin_roles, custom_role, role_guid
from azure_rehearsal.core import errors
from azure_rehearsal.core.arm_ids import ArmId, is_within, key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import clone, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, NameRule, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue

__all__ = ["ASSIGNMENT", "DEFINITION", "SERVICE", "builtin_definition", "refuse_locked", "refuse_read_only", "require_scope", "restore"]

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DEFINITION = "azure-native:authorization:RoleDefinition"
_LOCK = "azure-native:authorization:ManagementLock"
LOCKS = (f"{_LOCK}ByScope", f"{_LOCK}AtResourceLevel", f"{_LOCK}AtResourceGroupLevel", f"{_LOCK}AtSubscriptionLevel")
GUID = NameRule(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a guid")


def _role(cloud: Cloud, role_definition_id: str) -> Role:
    guid = role_guid(role_definition_id)
    found = builtin_roles().get(guid)
    if found:
        return found
    for record in cloud.state.of(DEFINITION):
        if role_guid(record.id) == guid:
            return custom_role(guid, record.inputs)
    raise AzureError("RoleDefinitionDoesNotExist", f"The specified role definition with ID '{guid}' does not exist.", 404)


class _Assignment(Behaviour):
    """Sources: learn.microsoft.com/azure/role-based-access-control/troubleshooting (the refusals, in its words)."""

    def refuse(self, write: Write) -> None:
        inputs, cloud = write.inputs, write.cloud
        principal, definition = text(inputs, "principalId") or "", text(inputs, "roleDefinitionId") or ""
        _role(cloud, definition)
        if write.previous is not None:
            self._refuse_update(write.previous, principal, definition)
            return
        for assignment in cloud.access.of(principal):
            # What Azure keys an assignment on (threads: Azure/bicep#5694, terraform-provider-azurerm#19118)
            same = key_of(assignment.scope) == key_of(text(inputs, "scope") or "") and assignment.role.id == role_guid(definition)
            if same and key_of(assignment.id) in cloud.state.records:
                name = ArmId.parse(assignment.id).name.replace("-", "")
                raise AzureError(
                    "RoleAssignmentExists",
                    f"The role assignment already exists. The ID of the existing role assignment is {name}.",
                    409,
                )
        known = cloud.state.principals.get(principal.lower())
        settled = known is not None and cloud.clock.now >= known.since + cloud.delays("directory", principal)
        if not settled and text(inputs, "principalType") is None:
            raise AzureError(
                "PrincipalNotFound",
                f"Principal {principal.replace('-', '')} does not exist in the directory {cloud.tenant_id}. Check that "
                "you have the correct principal ID. If you are creating this principal and then immediately assigning "
                "a role, this error might be related to a replication delay. In this case, set the role assignment "
                "principalType property to a value, such as ServicePrincipal, User, or Group.",
                400,
            )
        kind = text(inputs, "principalType")
        if known is not None and kind is not None and kind != known.kind:
            raise AzureError(
                "UnmatchedPrincipalType",
                f"The PrincipalId '{principal.replace('-', '')}' has type '{known.kind}' , which is different from "
                f"specified PrinciaplType '{kind}'.",
                400,
            )

    @staticmethod
    def _refuse_update(previous: Record, principal: str, definition: str) -> None:
        old = previous.inputs
        same = text(old, "principalId") == principal and role_guid(text(old, "roleDefinitionId") or "") == role_guid(definition)
        if not same:
            raise AzureError(
                "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
                400,
            )

    def fill(self, write: Write) -> None:
        known = write.cloud.state.principals.get((text(write.inputs, "principalId") or "").lower())
        old = write.previous.outputs if write.previous else {}
        moment = write.cloud.clock.iso()
        write.outputs.update(
            {
                "scope": text(write.inputs, "scope"),
                "principalType": text(write.inputs, "principalType") or (known.kind if known else "ServicePrincipal"),
                "createdBy": text(old, "createdBy") or write.cloud.caller.object_id,
                "createdOn": text(old, "createdOn") or moment,
                "updatedBy": write.cloud.caller.object_id,
                "updatedOn": moment,
            }
        )
        write.private.setdefault("since", write.cloud.clock.now + write.cloud.delays("grant", write.id))

    def written(self, write: Write, record: Record) -> None:
        _put_in_force(write.cloud, record)

    def deleted(self, cloud: Cloud, record: Record) -> None:
        cloud.access.remove(record.id)


def _put_in_force(cloud: Cloud, record: Record) -> None:
    since = record.private.get("since")
    cloud.access.add(
        RoleAssignment(
            record.id,
            text(record.inputs, "principalId") or "",
            _role(cloud, text(record.inputs, "roleDefinitionId") or ""),
            "/" + (text(record.inputs, "scope") or "").strip("/"),
            float(since) if isinstance(since, (int, float)) else 0.0,
            text(record.inputs, "condition"),
        )
    )


def restore(cloud: Cloud) -> None:
    """Put the stored role assignments in force again, after a load."""
    for record in cloud.state.of(ASSIGNMENT):
        _put_in_force(cloud, record)


class _Definition(Behaviour):
    def fill(self, write: Write) -> None:
        who, when = write.cloud.caller.object_id, write.cloud.clock.iso()
        write.outputs["roleType"] = text(write.inputs, "roleType") or "CustomRole"
        write.outputs.update({"createdBy": who, "createdOn": when, "updatedBy": who, "updatedOn": when})

    def written(self, write: Write, record: Record) -> None:
        for assignment in write.cloud.state.of(ASSIGNMENT):
            if role_guid(text(assignment.inputs, "roleDefinitionId") or "") == role_guid(record.id):
                _put_in_force(write.cloud, assignment)

    def refuse_delete(self, cloud: Cloud, record: Record) -> None:
        used = any(role_guid(text(one.inputs, "roleDefinitionId") or "") == role_guid(record.id) for one in cloud.state.of(ASSIGNMENT))
        if used:
            # learn.microsoft.com/azure/role-based-access-control/custom-roles
            raise AzureError(
                "RoleDefinitionHasAssignments",
                "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)",
                400,
            )


class _LockAtResource(Behaviour):
    """A lock whose inputs name the locked resource by its parts; by which type it was made can't be seen in Azure."""

    def inputs_now(self, cloud: Cloud, record: Record, inputs: JsonDict) -> JsonDict:
        locked = ArmId.parse(_locked(record))
        pairs = [part for pair in zip(locked.types[:-1], locked.names[:-1], strict=True) for part in pair]
        said: JsonDict = {key: clone(record.inputs[key]) for key in ("level", "notes", "owners") if key in record.inputs}
        where: JsonDict = {
            "resourceGroupName": locked.group,
            "resourceProviderNamespace": locked.namespace,
            "parentResourcePath": "/".join(pairs),
            "resourceType": locked.types[-1],
            "resourceName": locked.name,
            "lockName": ArmId.parse(record.id).name,
        }
        return {**where, **said, **{key: value for key, value in inputs.items() if key == "apiVersion"}}


def refuse_locked(cloud: Cloud, resource_id: str) -> None:
    """A lock on a resource, above it or within it stops its deletion by ARM; the lock itself can be deleted.

    Source: learn.microsoft.com/azure/azure-resource-manager/management/lock-resources.
    """
    record = cloud.state.get(resource_id)
    if record is not None and record.token in LOCKS:
        return
    for lock in cloud.state.of(*LOCKS):
        scope = _locked(lock)
        if is_within(resource_id, scope) or is_within(scope, resource_id):
            raise errors.scope_locked(resource_id, lock.id)


def refuse_read_only(cloud: Cloud, resource_id: str, action: str) -> None:
    """A ReadOnly lock on a resource or above it leaves nothing but reads: no write, no action (listing keys is one).

    Source: the same page, "Considerations before applying your locks".
    """
    if action.lower().endswith("/read") or action.lower().startswith("microsoft.authorization/locks/"):
        return
    for lock in cloud.state.of(*LOCKS):
        if text(lock.inputs, "level") == "ReadOnly" and is_within(resource_id, _locked(lock)):
            raise errors.scope_locked(resource_id, lock.id, action.rsplit("/", 1)[-1])


def _locked(lock: Record) -> str:
    """The scope of a lock: what stands before the provider part of its id."""
    return ArmId.parse(lock.id).scope


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
        "clientId": cloud.deployer.client_id,
        "objectId": cloud.deployer.object_id,
        "subscriptionId": cloud.subscription_id,
        "tenantId": cloud.tenant_id,
    }


def _client_token(cloud: Cloud, args: JsonDict) -> JsonDict:
    return {"token": "simulated-token-of-no-use"}


_PROVIDERS = "/{scope}/providers/Microsoft.Authorization"


def builtin_definition(token: str, resource_id: str) -> Record | None:
    """The definition of one of Azure's own roles, which exist at every scope; None for another id.

    What Azure tells of one: learn.microsoft.com/rest/api/authorization/role-definitions/get.
    """
    role = builtin_roles().get(role_guid(resource_id)) if token == DEFINITION else None
    if role is None:
        return None
    permissions: list[JsonValue] = [
        {
            "actions": [*one.actions],
            "notActions": [*one.not_actions],
            "dataActions": [*one.data_actions],
            "notDataActions": [*one.not_data_actions],
        }
        for one in role.permissions
    ]
    inputs: JsonDict = {"roleName": role.name, "roleType": "BuiltInRole", "permissions": permissions, "assignableScopes": ["/"]}
    own: JsonDict = {"name": role.id, "type": "Microsoft.Authorization/roleDefinitions", "azureApiVersion": "2022-05-01-preview"}
    moments: JsonDict = {
        "createdOn": "2015-02-02T21:55:09.8806423Z",
        "updatedOn": "2021-11-11T20:13:44.0000000Z",
        "updatedBy": "",
        "createdBy": "",
    }
    return Record(resource_id, DEFINITION, inputs, {**inputs, **own, **moments, "description": role.name}, made_by_azure=True)


def _get_definition(cloud: Cloud, args: JsonDict) -> JsonDict:
    """GET of a definition, by its guid or by its whole id. Recorded: 404 RoleDefinitionDoesNotExist for one that isn't there."""
    guid = role_guid(text(args, "roleDefinitionId") or "")
    resource_id = f"/{(text(args, 'scope') or '').strip('/')}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    made = next((one for one in cloud.state.of(DEFINITION) if role_guid(one.id) == guid), None)
    record = made or builtin_definition(DEFINITION, resource_id)
    if record is None:
        raise AzureError("RoleDefinitionDoesNotExist", f"The specified role definition with ID '{guid}' does not exist.", 404)
    cloud.authorise(record.id, "Microsoft.Authorization/roleDefinitions/read")
    return {**clone(record.outputs), "id": record.id}


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
            behaviour=_Assignment(),
        ),
        ResourceType(
            token=DEFINITION,
            kind="Microsoft.Authorization/roleDefinitions",
            path=_PROVIDERS + "/roleDefinitions/{roleDefinitionId}",
            name="roleDefinitionId",
            behaviour=_Definition(),
        ),
        ResourceType(
            token=LOCKS[0],
            kind="Microsoft.Authorization/locks",
            path=_PROVIDERS + "/locks/{lockName}",
            name="lockName",
        ),
        ResourceType(
            token=LOCKS[1],
            kind="Microsoft.Authorization/locks",
            # learn.microsoft.com/rest/api/resources/management-locks/create-or-update-at-resource-level: the parent's path may be empty
            path=f"{GROUP}/providers/{{resourceProviderNamespace}}/{{parentResourcePath?}}/{{resourceType}}/{{resourceName}}"
            "/providers/Microsoft.Authorization/locks/{lockName}",
            name="lockName",
            hidden=frozenset({"apiVersion"}),
            behaviour=_LockAtResource(),
        ),
    ),
    {
        "azure-native:authorization:getRoleDefinition": _get_definition,
        "azure-native:authorization:getClientConfig": _client_config,
        "azure-native:authorization:getClientToken": _client_token,
    },
)
