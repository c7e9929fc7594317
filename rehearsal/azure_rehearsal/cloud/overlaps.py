"""Writes that Azure refuses to overlap."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

from azure_rehearsal.core import errors

__all__ = ["Overlaps"]


class Overlaps:
    """The write locks that are held now. `lock` guards the set itself."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._held: set[str] = set()

    @contextmanager
    def operation(self, lock_key: str | None, seconds: float = 0.0) -> Generator[None]:
        """Hold a write lock without waiting, for at least `seconds` of real time; None: nothing to hold.

        Raises:
            AzureError: 409 ConflictError while another write holds it.
        """
        if lock_key is None:
            yield
            return
        with self._lock:
            if lock_key in self._held:
                raise errors.operation_in_progress(lock_key)
            self._held.add(lock_key)
        try:
            if seconds:
                time.sleep(seconds)
            yield
        finally:
            with self._lock:
                self._held.discard(lock_key)
