"""The answer to "may they?", with its reason."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Decision"]


@dataclass(frozen=True)
class Decision:
    """An answer with its reason. `code`: Azure's error code of a refusal, "" where allowed.

    `waiting`: the grant is there and only isn't effective yet; asking again later may succeed.
    """

    allowed: bool
    reason: str
    code: str = ""
    waiting: bool = False
