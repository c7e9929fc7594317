"""Recorded exchanges with real Azure: one small file a sequence, facts with their source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["Exchange", "Recording", "recordings"]

_FOLDER: Final = Path(__file__).with_name("recordings")


@dataclass(frozen=True)
class Exchange:
    """One request and what Azure answered. Names in braces are the test's to choose, texts in angle brackets were minted by Azure.

    `headers`: those of a long-running operation, in lower case; None where the recording doesn't tell. `stood`: the resource of a PUT
    stood before.
    """

    method: str
    path: str
    status: int | None
    request: Any = None
    code: str | None = None
    words: str | None = None
    answer: Any = None
    headers: tuple[str, ...] | None = None
    stood: bool = False


@dataclass(frozen=True)
class Recording:
    """A sequence of exchanges, when it was recorded and where it is published. `quoted`: users' words in an issue, no recording."""

    name: str
    service: str
    api_version: str
    recorded: str
    source: str
    quoted: bool
    exchanges: tuple[Exchange, ...]


def _exchange(told: dict[str, Any]) -> Exchange:
    headers = told.get("headers")
    return Exchange(**{**told, "headers": None if headers is None else tuple(headers)})


def recordings() -> Iterator[Recording]:
    """All of them, by service and name."""
    for file in sorted(_FOLDER.glob("*/*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        exchanges = tuple(_exchange(one) for one in told["exchanges"])
        yield Recording(
            name=file.stem,
            service=told["service"],
            api_version=told["api_version"] or "",
            recorded=told["recorded"] or "",
            source=told["source"],
            quoted=told.get("quoted", False),
            exchanges=exchanges,
        )
