"""Targets whose keys still work although every connection to them goes by identity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, is_within
from azure_rehearsal.core.plain import at
from azure_rehearsal.core.state import Record

from .connections import Connection, LocalAuth

__all__ = ["OpenDoor", "open_doors"]


@dataclass(frozen=True)
class OpenDoor:
    """A resource that lets in whoever has its key. `property`: where that is said; `connections`: who needs no key."""

    resource_id: str
    property: str
    connections: tuple[str, ...]


def open_doors(cloud: Cloud, lines: Iterable[Connection]) -> list[OpenDoor]:
    """Each resource that lines by identity, and none by secret, lead to, and whose local authentication is on."""
    known = list(lines)
    by_secret = [line.target_id for line in known if line.auth == "secret" and line.target_id]
    found: dict[str, tuple[Record, LocalAuth, list[str]]] = {}
    for line in known:
        if line.auth != "identity" or line.local_auth is None or line.target_id is None:
            continue
        holder = _holder(cloud, line.target_id, line.local_auth.type)
        if holder is not None and not any(is_within(other, holder.id) for other in by_secret):
            _, _, names = found.setdefault(holder.id, (holder, line.local_auth, []))
            names.append(f"{line.where} -> {line.name}")
    return [
        OpenDoor(record.id, switch.property, tuple(dict.fromkeys(names)))
        for record, switch, names in found.values()
        if at(record.inputs, *switch.property.split(".")) != switch.off
    ]


def _holder(cloud: Cloud, target_id: str, kind: str) -> Record | None:
    """The target, or what it lies in, of that ARM type."""
    here: str | None = target_id
    while here is not None:
        arm = ArmId.parse(here)
        if arm.kind.lower() == kind.lower():
            return cloud.state.get(here)
        here = arm.parent()
    return None
