"""How one write goes: what has to exist first, what the type refuses and fills in, and the record that is left."""

from __future__ import annotations

from azure_rehearsal.core import errors
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.naming import CREATE_FIRST
from azure_rehearsal.core.plain import clone
from azure_rehearsal.core.resource_type import Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.outputs import api_version, complete, system_data
from azure_rehearsal.services import TRACKED, refuse
from azure_rehearsal.services.microsoft_authorization.service import require_scope
from azure_rehearsal.services.shared import keys

__all__ = ["require_holder", "write_record"]


def write_record(
    cloud: Cloud, kind: ResourceType, resource_id: str, inputs: JsonDict, previous: Record | None, *, exists: bool = False
) -> Record:
    """Refuse or store one create or update whose caller, holder and overlaps were checked. Raises AzureError where Azure refuses.

    `exists`: it is in Azure already, which has accepted it: nothing is refused.
    """
    standing = None if previous is None or previous.made_by_azure else previous
    write = Write(cloud, kind, resource_id, clone(inputs), standing)
    write.private = previous.private if previous else {}
    if not exists:
        refuse(write)
    arm = write.arm
    skip = {*kind.path_inputs, *kind.hidden, CREATE_FIRST}
    write.outputs = {key: clone(value) for key, value in inputs.items() if key not in skip}
    if kind.token.startswith("azure-native:"):
        write.outputs.update({"name": arm.name, "type": kind.kind})
        write.outputs["azureApiVersion"] = api_version(kind.token)
        write.outputs["systemData"] = system_data(cloud.caller.client_id, cloud.clock.iso(), previous.outputs if previous else {})
    with keys.collected() as told:
        kind.behaviour.fill(write)
    cloud.state.issue(told)
    declared = schema.describe(kind.token).outputs
    write.outputs = {key: value for key, value in write.outputs.items() if key in declared and value is not None}
    complete(kind.token, write.outputs, blank=kind.blank)
    record = Record(write.id, kind.token, write.inputs, write.outputs, write.private)
    cloud.state.put(record)
    kind.behaviour.written(write, record)
    return record


def require_holder(cloud: Cloud, kind: ResourceType, resource_id: str) -> None:
    """Raise AzureError unless the resource group, the parents and the extended resource exist."""
    arm = ArmId.parse(resource_id)
    if arm.subscription is None or kind.kind == "Microsoft.Resources/resourceGroups":
        return
    group_id = f"/subscriptions/{arm.subscription}/resourceGroups/{arm.group}"
    if arm.group is not None and cloud.state.get(group_id) is None:
        raise errors.resource_group_not_found(arm.group)
    require_scope(cloud, arm)
    parent = arm.parent()
    while parent is not None and kind.parents:
        above = ArmId.parse(parent)
        if len(above.names) == 1 or above.kind in TRACKED:
            if cloud.state.get(parent) is None:
                raise errors.parent_not_found("/".join(above.names))
        parent = above.parent()
