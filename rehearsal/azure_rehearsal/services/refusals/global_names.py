"""Names that are unique in all of Azure: what Azure says to the second resource that wants one."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import Write

__all__ = ["refuse_taken"]


def refuse_taken(write: Write) -> None:
    """Raise what Azure says if another resource of the type has the name; letter case doesn't count."""
    taken = write.type.global_name
    if taken is None or not write.creating:
        return
    for other in write.cloud.state.of(write.type.token):
        if key_of(other.id) != key_of(write.id) and ArmId.parse(other.id).name.lower() == write.arm.name.lower():
            raise AzureError(taken.code, taken.words.format(name=write.arm.name), taken.status)
