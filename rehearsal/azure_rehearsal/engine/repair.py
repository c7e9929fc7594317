"""Puts right what a crash left behind: the engine's lock, and operations whose end the engine never heard of."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from azure_rehearsal.core.problems import Busy
from azure_rehearsal.memory.checkpoint import name_of, pending_of, resources_of, token_of

__all__ = ["Pending", "clear_locks", "clear_torn_notes", "find_pending"]

# An engine whose parent was killed notices it and ends by itself; it gets this long.
ORPHAN_SECONDS: Final = 20.0

# Whether a resource with this token and id exists.
Exists = Callable[[str, str], bool]


def clear_locks(folder: Path) -> list[str]:
    """Removes the file backend's locks whose holder on this machine is dead.

    The caller holds the rehearsal's own lock, so no other rehearsal of the stack is alive.

    Args:
        folder: where the backend keeps the locks of one stack.

    Returns:
        A sentence for each lock that was removed.

    Raises:
        Busy: a lock's holder lives, or is on another machine.
    """
    told: list[str] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        holder = _content(path)
        pid, host = int(holder.get("pid", 0)), str(holder.get("hostname", ""))
        if host and host != socket.gethostname():
            raise Busy(f"the stack is locked by process {pid} on machine '{host}' ({path}); end that process, then remove the file")
        deadline = time.monotonic() + ORPHAN_SECONDS
        while _is_engine(pid):
            if time.monotonic() > deadline:
                raise Busy(f"the engine of an earlier rehearsal still runs (process {pid}); end it, then try again")
            time.sleep(0.2)
        if path.exists():  # an engine that ended in good order took its lock along
            path.unlink()
            told.append(f"Removed the lock that the engine (process {pid}) left when it died.")
    return told


def clear_torn_notes(checkpoint: Path) -> list[str]:
    """Removes what the engine was writing beside a checkpoint when it died.

    The file backend (gocloud.dev's fileblob) replaces the checkpoint at once, but not the note of its attributes: half a
    note makes each further operation fail with "failed to load checkpoint: EOF", and without one it goes on.

    Args:
        checkpoint: the checkpoint's file; its backup's notes lie beside it, too.

    Returns:
        A sentence for each note that was removed.
    """
    told: list[str] = []
    for note in sorted(checkpoint.parent.glob(f"{checkpoint.name}*.attrs")):
        try:
            json.loads(note.read_text(encoding="utf-8"))
        except ValueError:
            note.unlink()
            told.append(f"Removed {note.name}, which the engine had half written when it died.")
    return told


def _content(path: Path) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}  # killed in the middle of writing its lock


def _is_engine(pid: int) -> bool:
    """Whether a process of that id runs and is an engine; ids are used again."""
    if pid <= 0 or os.name == "nt":
        return False
    with contextlib.suppress(OSError):
        state, name = _from_proc(pid)
        return "pulumi" in name and state != "Z"
    if Path("/proc/self").exists() or shutil.which("ps") is None:
        return False
    listing = subprocess.run(["ps", "-p", str(pid), "-o", "stat=,comm="], capture_output=True, text=True, check=False).stdout.strip()
    return "pulumi" in listing and not listing.startswith("Z")


def _from_proc(pid: int) -> tuple[str, str]:
    """State letter and name of a process on Linux, where `ps` may be missing."""
    name, _, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").partition("(")[2].rpartition(")")
    return rest.split()[0], name


@dataclass
class Pending:
    """Operations that the engine began and never heard the end of, sorted by what is to be done.

    `take_up` are resources that the cloud has: URN to id. `undo` are halves of a replacement whose other half is still
    the stack's: (URN, token, id), to be deleted and made again. `unheard` are creations, told in the same way, that an
    engine without its provider wrote down as failed: it no longer has their inputs, so they are undone, too. `lost` are
    URNs that the cloud never got, `other` are updates and deletions, which a refresh settles.
    """

    take_up: dict[str, str] = field(default_factory=dict[str, str])
    undo: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    unheard: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    lost: list[str] = field(default_factory=list[str])
    other: list[str] = field(default_factory=list[str])

    def __bool__(self) -> bool:
        return bool(self.take_up or self.undo or self.unheard or self.lost or self.other)

    def settle(self, checkpoint: dict[str, Any]) -> None:
        """Makes resources of the operations to be taken up, in a checkpoint; nothing stays pending.

        The engine's own `refresh --import-pending-creates` forgets the inputs, and with them what was secret (3.259).
        An operation begins only when all that it depends on is there, so the end of the list is the right place.
        """
        for operation in pending_of(checkpoint):
            resource = operation["resource"]
            if operation["type"] == "creating" and resource["urn"] in self.take_up:
                checkpoint["resources"].append({**resource, "id": self.take_up[resource["urn"]]})
        checkpoint["pending_operations"] = []

    def told(self) -> list[str]:
        """A sentence for each."""
        return [
            *(f"{_short(urn)} was created before the crash: taken up." for urn in self.take_up),
            *(f"{_short(urn)} was half replaced: the new half is removed and made again." for urn, _, _ in self.undo),
            *(f"{_short(urn)} was created, but the engine counts it as failed: removed, to be made again." for urn, _, _ in self.unheard),
            *(f"{_short(urn)} was never created: forgotten." for urn in self.lost),
            *(f"{_short(urn)} was being changed: read afresh." for urn in self.other),
        ]


def find_pending(checkpoint: Mapping[str, Any], ids: Mapping[str, str], exists: Exists, fresh: Collection[str] = ()) -> Pending:
    """What a checkpoint says is pending.

    Args:
        checkpoint: the engine's, with `resources` and `pending_operations`.
        ids: URN to the id that the cloud gave to its resource last.
        exists: asks the cloud.
        fresh: the URNs of what the operation before created.
    """
    pending = Pending()
    owned = {resource["urn"]: resource.get("id") for resource in resources_of(checkpoint) if not resource.get("delete")}
    for operation in pending_of(checkpoint):
        urn, token = operation["resource"]["urn"], operation["resource"]["type"]
        if operation["type"] != "creating":
            pending.other.append(urn)
            continue
        id = ids.get(urn)
        if id is None or id == owned.get(urn) or not exists(token, id):
            pending.lost.append(urn)
        elif urn in owned:
            pending.undo.append((urn, token, id))
        else:
            pending.take_up[urn] = id
    begun = {operation["resource"]["urn"] for operation in pending_of(checkpoint)}
    for urn in sorted(fresh):
        id = ids.get(urn)
        if urn not in begun and id is not None and id != owned.get(urn) and exists(token_of(urn), id):
            pending.unheard.append((urn, token_of(urn), id))
    return pending


def _short(urn: str) -> str:
    return f"{token_of(urn)} '{name_of(urn)}'"
