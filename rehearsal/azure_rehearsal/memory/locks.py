"""One process at a time: a lock on a file that the system releases when its holder dies, however it dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Held", "exclusive"]

_POLL_SECONDS = 0.2


class Held(Exception):
    """Somebody else holds the lock, and we were not to wait."""


def _try(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def exclusive(path: Path, *, waiting: Callable[[], None] | None = None) -> Generator[None]:
    """Holds the lock at `path` (made if need be, and left there: removing a lock file is a race).

    Args:
        path: the lock file.
        waiting: called once if somebody else holds the lock; then we wait without limit. Without it we don't wait.

    Raises:
        Held: somebody else holds the lock and `waiting` is None.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _try(descriptor):
            if waiting is None:
                raise Held(str(path))
            waiting()
            while not _try(descriptor):
                time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)  # closing releases it
