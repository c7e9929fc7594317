"""Random choices that a seed repeats, whatever order the engine's requests come in."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter

__all__ = ["Chance"]


class Chance:
    """Numbers that depend only on the seed, the number of the operation, and what was asked how many times before."""

    def __init__(self, seed: int, operation: int = 0) -> None:
        self._root = f"{seed}\0{operation}"
        self._asked: Counter[tuple[str, ...]] = Counter()
        self._lock = threading.Lock()

    def draw(self, kind: str, *subject: str) -> float:
        """A number from 0 up to, and without, 1 for a kind of choice about a subject; each further call gives another one."""
        with self._lock:
            self._asked[kind, *subject] += 1
            count = self._asked[kind, *subject]
        text = "\0".join((self._root, kind, *subject, str(count)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest()) / 2**56

    def happens(self, chance: float, kind: str, *subject: str) -> bool:
        """Whether something of that chance (0 never, 1 always) happens now."""
        return chance > 0 and self.draw(kind, *subject) < chance

    def between(self, span: tuple[float, float], kind: str, *subject: str) -> float:
        """A number within a span."""
        low, high = span
        return low if low == high else low + (high - low) * self.draw(kind, *subject)
