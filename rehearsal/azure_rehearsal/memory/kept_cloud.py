"""A cloud that a rehearsal keeps in its folder, for doors that stay open while other commands work on it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError

from .dump import restore
from .locks import Held, exclusive
from .store import Store
from .workdir import StackDir

__all__ = ["KeptCloud"]

_PATIENCE_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.1


class KeptCloud:
    """Reads what the last command left, writes while no command works on the stack. One request at a time."""

    def __init__(self, directory: StackDir, *, patience: float | None = None) -> None:
        """`patience`: the seconds that a write waits for a command such as `up` to end before it is refused."""
        self._directory = directory
        self._patience = _PATIENCE_SECONDS if patience is None else patience
        self._mutex = threading.Lock()
        self._store = Store(directory.cloud)
        self._stamp: str | None = None
        self._cloud = Cloud()

    def _current(self) -> Cloud:
        stamp = self._store.stamp()
        if stamp != self._stamp:
            self._cloud, _ = restore(self._store)
            self._stamp = stamp
        return self._cloud

    @contextmanager
    def reading(self) -> Generator[Cloud]:
        """The cloud as the last command or request left it."""
        with self._mutex, contextlib.closing(self._store):
            yield self._current()

    @contextmanager
    def writing(self) -> Generator[Cloud]:
        """The cloud, to change it; it is written down when the block ends well, and as before where it doesn't."""
        with self._mutex, self._alone(), contextlib.closing(self._store):
            cloud = self._current()
            try:
                yield cloud
            except BaseException:
                self._stamp = "half"  # whatever was changed half is read anew
                raise
            self._directory.own.mkdir(parents=True, exist_ok=True)
            self._store.save(cloud.changed(everything=True), everything=True)
            self._stamp = self._store.stamp()

    @contextmanager
    def _alone(self) -> Generator[None]:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                with exclusive(self._directory.lock):
                    yield
                return
            except Held:
                if time.monotonic() > deadline:
                    raise AzureError(
                        "AnotherOperationInProgress",
                        "A command such as `azure-rehearsal up` works on this stack. Retry when it has ended.",
                        409,
                        retryable=True,
                    ) from None
                time.sleep(_POLL_SECONDS)
