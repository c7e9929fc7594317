"""Simulated time: it moves only when somebody moves it, so that 24 hours cost nothing and tests repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Clock"]

_START = 1_767_225_600.0  # 2026-01-01T00:00:00Z: a fixed beginning keeps dates in outputs reproducible


@dataclass
class Clock:
    """`now` in seconds since 1970-01-01 (simulated)."""

    now: float = _START

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises ValueError for a negative span."""
        if seconds < 0:
            raise ValueError(f"time can't go back: advance({seconds}); give a number of seconds of at least 0")
        self.now += seconds

    def iso(self) -> str:
        """The time as ARM writes it, for example 2026-01-01T00:00:00.0000000Z."""
        return datetime.fromtimestamp(self.now, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
