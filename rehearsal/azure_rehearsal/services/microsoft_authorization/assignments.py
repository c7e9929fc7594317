"""Role and deny assignments: what Azure refuses, and from when on they count."""

# ruff: noqa: D102 - hooks share one signature, and are documented at `Behaviour`

from __future__ import annotations

from azure_access import (
    Attributes,
    DenyAssignment,
    InvalidCondition,
    Role,
    RoleAssignment,
    builtin_roles,
    check_condition,
    custom_role,
    role_guid,
)
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["ASSIGNMENT", "DEFINITION", "DENIAL", "Assignment", "Denial", "put_in_force", "restore"]

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DEFINITION = "azure-native:authorization:RoleDefinition"
DENIAL = "azure-native:authorization:DenyAssignment"


def _refuse_condition(condition: str, version: str | None) -> None:
    """Source of the first sentence: learn.microsoft.com/azure/role-based-access-control/conditions-troubleshoot. The second one is ours."""
    try:
        check_condition(condition, version)
    except InvalidCondition as error:
        raise bad_request(f"The given role assignment condition is invalid. ({error})") from error


def _attributes(properties: JsonDict) -> dict[str, str]:
    """The attributes of a role assignment: learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes."""
    found = {name: text(properties, name[0].lower() + name[1:]) for name in ("RoleDefinitionId", "PrincipalId", "PrincipalType")}
    return {f"Microsoft.Authorization/roleAssignments:{name}": value for name, value in found.items() if value}


def role_of(cloud: Cloud, role_definition_id: str) -> Role:
    guid = role_guid(role_definition_id)
    found = builtin_roles().get(guid)
    if found:
        return found
    for record in cloud.state.of(DEFINITION):
        if role_guid(record.id) == guid:
            return custom_role(guid, record.inputs)
    raise AzureError("RoleDefinitionDoesNotExist", f"The specified role definition with ID '{guid}' does not exist.", 404)


class Assignment(Behaviour):
    """Sources: learn.microsoft.com/azure/role-based-access-control/troubleshooting (the refusals, in its words)."""

    def refuse(self, write: Write) -> None:
        inputs, cloud = write.inputs, write.cloud
        principal, definition = text(inputs, "principalId") or "", text(inputs, "roleDefinitionId") or ""
        role = role_of(cloud, definition)
        condition = text(inputs, "condition")
        if condition:
            _refuse_condition(condition, text(inputs, "conditionVersion"))
        if write.previous is not None:
            self._refuse_update(write.previous, principal, definition)
            return
        if not any(cloud.access.scopes.covers(scope, text(inputs, "scope") or "") for scope in role.assignable_scopes):
            # Words: thread Azure/ALZ-PowerShell-Module#144
            raise AzureError(
                "RoleAssignmentScopeNotAssignableToRoleDefinition",
                f"The role {role.name} is not available for assignment at the requested scope.",
                400,
            )
        self._refuse_same(cloud, principal, inputs)
        self._refuse_principal(cloud, principal, text(inputs, "principalType"))

    @staticmethod
    def _refuse_same(cloud: Cloud, principal: str, inputs: JsonDict) -> None:
        definition = text(inputs, "roleDefinitionId") or ""
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

    @staticmethod
    def _refuse_principal(cloud: Cloud, principal: str, kind: str | None) -> None:
        known = cloud.state.principals.get(principal.lower())
        settled = known is not None and cloud.clock.now >= known.since + cloud.delays("directory", principal)
        if not settled and kind is None:
            raise AzureError(
                "PrincipalNotFound",
                f"Principal {principal.replace('-', '')} does not exist in the directory {cloud.tenant_id}. Check that "
                "you have the correct principal ID. If you are creating this principal and then immediately assigning "
                "a role, this error might be related to a replication delay. In this case, set the role assignment "
                "principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
                400,
            )
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

    def requested(self, inputs: JsonDict) -> Attributes:
        """What the request says; a delegate whose condition asks for the principalType is refused where the request leaves it out.

        Threads: hashicorp/terraform-provider-azurerm#23364 and #31635.
        """
        return Attributes(request=_attributes(inputs))

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        seen: JsonDict = {**record.inputs, "principalType": text(record.outputs, "principalType")}
        cloud.authorise(record.id, f"{kind.kind}/delete", Attributes(resource=_attributes(seen)))

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
        put_in_force(write.cloud, record)

    def deleted(self, cloud: Cloud, record: Record) -> None:
        cloud.access.remove(record.id)


def put_in_force(cloud: Cloud, record: Record) -> None:
    """Let a stored role assignment count, from its time on."""
    since = record.private.get("since")
    cloud.access.add(
        RoleAssignment(
            record.id,
            text(record.inputs, "principalId") or "",
            role_of(cloud, text(record.inputs, "roleDefinitionId") or ""),
            "/" + (text(record.inputs, "scope") or "").strip("/"),
            float(since) if isinstance(since, (int, float)) else 0.0,
            text(record.inputs, "condition"),
        )
    )


class Denial(Behaviour):
    """A deny assignment: learn.microsoft.com/azure/role-based-access-control/deny-assignments."""

    def refuse(self, write: Write) -> None:
        condition = text(write.inputs, "condition")
        if condition:
            _refuse_condition(condition, text(write.inputs, "conditionVersion"))

    def fill(self, write: Write) -> None:
        write.outputs["scope"] = text(write.inputs, "scope")

    def written(self, write: Write, record: Record) -> None:
        _deny(write.cloud, record)

    def deleted(self, cloud: Cloud, record: Record) -> None:
        cloud.access.denied.remove(record.id)


def _deny(cloud: Cloud, record: Record) -> None:
    if (text(record.inputs, "denyAssignmentEffect") or "enforced").lower() == "enforced":  # "audit" denies nothing
        cloud.access.denied.add(DenyAssignment.parse(record.id, text(record.inputs, "scope") or "", record.inputs))
    else:
        cloud.access.denied.remove(record.id)


def restore(cloud: Cloud) -> None:
    """Put the stored assignments in force again, after a load."""
    for record in cloud.state.of(ASSIGNMENT):
        put_in_force(cloud, record)
    for record in cloud.state.of(DENIAL):
        _deny(cloud, record)
