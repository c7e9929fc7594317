"""How long operations of Azure typically take: data/durations.json, each with its source or the word "guess"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["Typical", "typical"]


@dataclass(frozen=True)
class Typical:
    """Of one ARM type. `seconds`: by operation ("create", "update", "delete"). `long_running`: whether ARM answers before it is done.

    `source`: where it was read, or "guess".
    """

    seconds: dict[str, float]
    long_running: bool
    source: str


def typical(kind: str) -> Typical:
    """Of an ARM type such as "Microsoft.Web/sites", in any letter case; of one that isn't in the table, what is usual."""
    table, otherwise = _table()
    return table.get(kind.lower(), otherwise)


@cache
def _table() -> tuple[dict[str, Typical], Typical]:
    told: dict[str, Any] = json.loads(resources.files("azure_rehearsal").joinpath("data/durations.json").read_text(encoding="utf-8"))

    def of(entry: dict[str, Any]) -> Typical:
        long_running = bool(entry.get("long_running"))
        usual = told["long_running_otherwise" if long_running else "otherwise"]
        seconds = {operation: float(entry.get(operation, usual[operation])) for operation in ("create", "update", "delete")}
        return Typical(seconds, long_running, entry["source"])

    return {entry["type"].lower(): of(entry) for entry in told["types"]}, of(told["otherwise"])
