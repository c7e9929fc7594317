"""Locks: what they stop."""

# ruff: noqa: ARG002, D102 - hooks share one signature, and are documented at `Behaviour`

from __future__ import annotations

from azure_rehearsal.core import errors
from azure_rehearsal.core.arm_ids import ArmId, is_within
from azure_rehearsal.core.plain import clone, text
from azure_rehearsal.core.resource_type import Behaviour, Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["LOCKS", "LockAtResource", "refuse_locked", "refuse_read_only"]

_LOCK = "azure-native:authorization:ManagementLock"
LOCKS = (f"{_LOCK}ByScope", f"{_LOCK}AtResourceLevel", f"{_LOCK}AtResourceGroupLevel", f"{_LOCK}AtSubscriptionLevel")


class LockAtResource(Behaviour):
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
