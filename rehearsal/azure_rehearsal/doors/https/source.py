"""Where a door finds its cloud: in this process, or in the folder that a rehearsal keeps."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["InProcess", "Source"]


class Source(Protocol):
    """A cloud to read or to write. What is written is kept when the `with` block ends without an exception."""

    def reading(self) -> AbstractContextManager[Cloud]:
        """The cloud as it stands now."""
        ...

    def writing(self) -> AbstractContextManager[Cloud]:
        """The same, to change it; others wait. Raises AzureError (retryable) where it stays taken."""
        ...


class InProcess:
    """A cloud of this process: the same object for everybody."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    @contextmanager
    def reading(self) -> Generator[Cloud]:
        """The cloud."""
        yield self._cloud

    @contextmanager
    def writing(self) -> Generator[Cloud]:
        """The cloud."""
        yield self._cloud
