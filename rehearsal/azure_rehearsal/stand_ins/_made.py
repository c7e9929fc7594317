"""What a stand-in makes, how it goes on, and looks into its inputs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from azure_rehearsal.core.values import JsonDict

if TYPE_CHECKING:
    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["Function", "Imitated", "Made", "Maker", "number", "switch"]


@dataclass(frozen=True)
class Made:
    """A resource: its id as the real provider writes it, and its outputs."""

    id: str
    outputs: JsonDict


Maker = Callable[[JsonDict, random.Random, "Cloud"], Made]
Function = Callable[[JsonDict], JsonDict]


def _unchanged(outputs: JsonDict, inputs: JsonDict) -> JsonDict:
    return {**outputs, **inputs}


@dataclass(frozen=True)
class Imitated:
    """A resource type. `in_place`: the inputs whose change makes no new resource, but `change`s the outputs (old outputs, new inputs).

    `until`: the output that becomes outdated, and from which simulated time on: then the next deployment replaces the resource.
    `ended`: what happens once it is deleted.
    """

    make: Maker
    in_place: frozenset[str] = frozenset()
    change: Callable[[JsonDict, JsonDict], JsonDict] = field(default=_unchanged)
    until: Callable[[JsonDict], tuple[str, float]] | None = None
    ended: Callable[[JsonDict, Cloud], None] | None = None

    def outdated(self, outputs: JsonDict, now: float) -> str | None:
        """The output that is out of date now; None: nothing is."""
        if self.until is None:
            return None
        name, end = self.until(outputs)
        return name if now >= end else None


def number(inputs: JsonDict, name: str, fallback: int = 0) -> int:
    """A whole number among the inputs; the wire has them as floats."""
    value = inputs.get(name)
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else fallback


def switch(inputs: JsonDict, name: str, *, fallback: bool = True) -> bool:
    """A boolean among the inputs."""
    value = inputs.get(name)
    return value if isinstance(value, bool) else fallback
