"""Made-up account keys: of the shape of real ones, the same at every call."""

from __future__ import annotations

import base64
import hashlib

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import resource_not_found
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["key_of_account", "with_right"]


def key_of_account(record: Record, number: int | str, length: int = 64) -> str:
    """One key of an account: `length` bytes in base64."""
    seed = f"{record.private.get('keySeed') or record.id} {number}".encode()
    return base64.b64encode(hashlib.sha512(seed).digest()[:length]).decode()


def with_right(cloud: Cloud, token: str, args: JsonDict, action: str) -> Record:
    """The resource that these arguments name, if the deployer may do `action` (a verb behind its ARM type) on it."""
    kind = cloud.type_of(token)
    resource_id = cloud.id_of(token, args) or ""
    record = cloud.state.get(resource_id)
    if record is None:
        raise resource_not_found(kind.kind, ArmId.parse(resource_id).name, text(args, "resourceGroupName"))
    cloud.authorise(record.id, f"{kind.kind}/{action}")
    return record
