"""What is called around each change to the simulated Azure, so that state is written in time and tests can interfere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Hooks", "Operation"]


class Operation(Protocol):
    """Called around each change: the operation ("create", "update", "delete"), the URN and the ARM id (if known)."""

    def __call__(self, operation: str, urn: str, id: str, /) -> None:
        """Runs on the thread of the change, which waits for it."""
        ...


def _nothing(_operation: str, _urn: str, _id: str) -> None:
    return None


@dataclass(frozen=True)
class Hooks:
    """What happens around a change to the cloud.

    `before` runs before Azure is asked; `done` after Azure did it and before the engine hears of it: there the state
    is written down, so that nothing is lost when the process dies in between.
    """

    before: Operation = _nothing
    done: Operation = _nothing
