"""Simulated time under operations: it passes only while all of them wait, and then faster than real time.

So what the engine and the simulation themselves need counts for nothing: an operation begins, in simulated time, in the moment in which the one
before it ended, and operations side by side overlap as they would in Azure.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Hashable
from contextlib import contextmanager
from typing import Final

from azure_rehearsal.core.clock import Clock

__all__ = ["SETTLE_SECONDS", "Timeline"]

SETTLE_SECONDS: Final = 0.05
"""Real seconds for which time stands still after something happened: the engine is about to ask for what comes next. Where it turns out to take
longer (somebody comes though time had gone on), they become more, up to a limit."""
_MOST_SETTLE: Final = 0.4


class Timeline:
    """Moves a clock. An operation works within `working()`, and waits by `sleep` or for its turn by `alone`.

    `seconds_per_second`: simulated seconds that pass in a real one; infinite: waiting takes no real time. `over` becomes true when nobody waits
    any more for what is under way.
    """

    def __init__(self, clock: Clock, seconds_per_second: float, settle: float = SETTLE_SECONDS) -> None:
        self.over = False
        self._clock = clock
        self._scale = seconds_per_second
        self._settle = settle
        self._changed = threading.Condition()
        self._targets: list[float] = []
        self._taken: set[Hashable] = set()
        self._inside = 0
        self._working = 0
        self._still_until = time.monotonic()

    @property
    def now(self) -> float:
        """The simulated time."""
        return self._clock.now

    @contextmanager
    def working(self) -> Generator[None]:
        """Around all that an operation does."""
        with self._changed:
            if self._targets and not self._working and time.monotonic() > self._still_until:
                self._settle = min(self._settle * 1.5, _MOST_SETTLE)
            self._inside += 1
            self._work(1)
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._work(-1)

    def stir(self) -> None:
        """The engine is at work: time stands still for a moment."""
        with self._changed:
            self._work(0)

    def sleep(self, seconds: float) -> None:
        """Waits within an operation. Returns at once when it is `over`."""
        if seconds <= 0:
            return
        with self._changed:
            target = self._clock.now + seconds
            self._targets.append(target)
            self._work(-1)
            while not self.over and not self._reached(target):
                self._changed.wait(self._real_seconds())
            self._targets.remove(target)
            self._work(1)

    @contextmanager
    def alone(self, key: Hashable) -> Generator[None]:
        """One operation at a time for a key; the others wait, and time passes meanwhile. None: no such wish."""
        if key is None:
            yield
            return
        with self._changed:
            if key in self._taken:
                self._work(-1)
                while key in self._taken:
                    self._changed.wait()
                self._work(1)
            self._taken.add(key)
        try:
            yield
        finally:
            with self._changed:
                self._taken.discard(key)
                self._changed.notify_all()

    def is_taken(self, key: Hashable) -> bool:
        """Whether another operation has that key."""
        with self._changed:
            return key in self._taken

    def hurry(self) -> None:
        """Nobody waits for the outcome any more: what sleeps goes on at once."""
        with self._changed:
            self.over = True
            self._changed.notify_all()

    def finish(self) -> None:
        """The same; returns when all operations have ended."""
        self.hurry()
        with self._changed:
            self._changed.wait_for(lambda: not self._inside)

    # -- how it moves, with the lock held -----------------------------------------------------------------------------

    def _work(self, change: int) -> None:
        self._working += change
        self._still_until = time.monotonic() + self._settle
        if change < 0:
            self._changed.notify_all()

    def _reached(self, target: float) -> bool:
        passed = time.monotonic() - self._still_until
        if not self._working and passed > 0:
            self._still_until += passed
            next_one = min(self._targets)
            if next_one > self._clock.now:
                self._clock.now = min(self._clock.now + passed * self._scale, next_one)
        return self._clock.now >= target

    def _real_seconds(self) -> float | None:
        if self._working:
            return None  # whoever works will tell
        left = max(min(self._targets) - self._clock.now, 0.0) / self._scale
        return min(max(self._still_until - time.monotonic(), 0.0) + left + 0.0005, 60.0)
