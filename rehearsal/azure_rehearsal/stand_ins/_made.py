"""What a stand-in makes, and looks into its inputs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from azure_rehearsal.values import JsonDict

if TYPE_CHECKING:
    from azure_rehearsal.cloud import Cloud

__all__ = ["Made", "Maker", "number", "switch"]


@dataclass(frozen=True)
class Made:
    """A resource: its id as the real provider writes it, and its outputs."""

    id: str
    outputs: JsonDict


Maker = Callable[[JsonDict, random.Random, "Cloud"], Made]


def number(inputs: JsonDict, name: str, fallback: int = 0) -> int:
    """A whole number among the inputs; the wire has them as floats."""
    value = inputs.get(name)
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else fallback


def switch(inputs: JsonDict, name: str, *, fallback: bool = True) -> bool:
    """A boolean among the inputs."""
    value = inputs.get(name)
    return value if isinstance(value, bool) else fallback
