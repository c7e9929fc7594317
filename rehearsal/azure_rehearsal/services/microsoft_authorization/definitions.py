"""Role definitions: Azure's own, which stand at every scope, and what Azure refuses in a custom one."""

# ruff: noqa: D102 - hooks share one signature, and are documented at `Behaviour`

from __future__ import annotations

from azure_access import builtin_roles, role_guid
from azure_rehearsal.core import errors
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.plain import clone, tables, text, texts
from azure_rehearsal.core.resource_type import Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue

from .assignments import ASSIGNMENT, DEFINITION, put_in_force

__all__ = ["Definition", "builtin_definition", "get_definition"]

_WRITE = "Microsoft.Authorization/roleDefinitions/write"
_DELETE = "Microsoft.Authorization/roleDefinitions/delete"


def _require_everywhere(cloud: Cloud, action: str, resource_id: str, scopes: list[str]) -> None:
    """Raise unless the caller may do it at each assignable scope; learn.microsoft.com/azure/role-based-access-control/custom-roles.

    The words of a linked scope: thread Azure/aad-pod-identity#613. Azure's own roles are assignable at "/", where nobody may change them.
    """
    who = cloud.caller
    for scope in scopes:
        if scope.strip("/") == "" or not cloud.can(who.object_id, action, scope).allowed:
            raise errors.linked_authorization_failed(who.client_id or who.object_id, who.object_id, action, resource_id, scope)


class Definition(Behaviour):
    """A custom role.

    Sources: learn.microsoft.com/azure/role-based-access-control/custom-roles and .../role-definitions#assignablescopes; one entry of
    permissions: Azure/azure-powershell#29060. Where no page has Azure's words, they are our own.
    """

    def refuse(self, write: Write) -> None:
        cloud, inputs = write.cloud, write.inputs
        if role_guid(write.id) in builtin_roles():
            _require_everywhere(cloud, _WRITE, write.id, ["/"])
        name, scopes = text(inputs, "roleName"), texts(inputs, "assignableScopes")
        if not name:
            raise bad_request("A role definition needs a roleName.", "InvalidRoleDefinition")
        entries = tables(inputs, "permissions")
        if len(entries) != 1:
            raise bad_request(
                f"Role definition '{name}' has {len(entries)} entries of permissions; a custom role has exactly one.",
                "InvalidRoleDefinition",
            )
        if not (texts(entries[0], "actions") or texts(entries[0], "dataActions")):
            raise bad_request(f"Role definition '{name}' needs at least one of actions and dataActions.", "InvalidRoleDefinition")
        if not scopes or any(not scope.strip("/") for scope in scopes):
            raise bad_request(
                f"Role definition '{name}' needs assignableScopes: subscriptions, resource groups or one management group, but never the root '/'.",
                "InvalidRoleDefinition",
            )
        self._refuse_taken(cloud, write.id, name)
        before = texts(write.previous.inputs, "assignableScopes") if write.previous else []
        _require_everywhere(cloud, _WRITE, write.id, [*before, *scopes])

    @staticmethod
    def _refuse_taken(cloud: Cloud, resource_id: str, name: str) -> None:
        others = [text(one.inputs, "roleName") or "" for one in cloud.state.of(DEFINITION) if role_guid(one.id) != role_guid(resource_id)]
        if name.lower() in {other.lower() for other in (*others, *(role.name for role in builtin_roles().values()))}:
            # Words: threads hashicorp/terraform-provider-azurerm#10728 and Azure/azure-powershell#4365, as they are today
            raise AzureError(
                "RoleDefinitionWithSameNameExists",
                "A custom role with the same name already exists in this directory. Use a different name.",
                409,
            )

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        super().authorise_delete(cloud, kind, record)
        _require_everywhere(cloud, _DELETE, record.id, texts(record.inputs, "assignableScopes"))

    def fill(self, write: Write) -> None:
        who, when = write.cloud.caller.object_id, write.cloud.clock.iso()
        # All four lists, as recorded: tests/fidelity/recordings/authorization
        lists = ("actions", "notActions", "dataActions", "notDataActions")
        write.outputs["permissions"] = [{**{name: [] for name in lists}, **one} for one in tables(write.inputs, "permissions")]
        write.outputs["roleType"] = text(write.inputs, "roleType") or "CustomRole"
        write.outputs.update({"createdBy": who, "createdOn": when, "updatedBy": who, "updatedOn": when})

    def written(self, write: Write, record: Record) -> None:
        for assignment in write.cloud.state.of(ASSIGNMENT):
            if role_guid(text(assignment.inputs, "roleDefinitionId") or "") == role_guid(record.id):
                put_in_force(write.cloud, assignment)

    def refuse_delete(self, cloud: Cloud, record: Record) -> None:
        used = any(role_guid(text(one.inputs, "roleDefinitionId") or "") == role_guid(record.id) for one in cloud.state.of(ASSIGNMENT))
        if used:
            # learn.microsoft.com/azure/role-based-access-control/custom-roles
            raise AzureError(
                "RoleDefinitionHasAssignments",
                "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)",
                400,
            )


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


def get_definition(cloud: Cloud, args: JsonDict) -> JsonDict:
    """GET of a definition, by its guid or by its whole id. Recorded: 404 RoleDefinitionDoesNotExist for one that isn't there."""
    guid = role_guid(text(args, "roleDefinitionId") or "")
    resource_id = f"/{(text(args, 'scope') or '').strip('/')}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    made = next((one for one in cloud.state.of(DEFINITION) if role_guid(one.id) == guid), None)
    record = made or builtin_definition(DEFINITION, resource_id)
    if record is None:
        raise AzureError("RoleDefinitionDoesNotExist", f"The specified role definition with ID '{guid}' does not exist.", 404)
    cloud.authorise(record.id, "Microsoft.Authorization/roleDefinitions/read")
    return {**clone(record.outputs), "id": record.id}
