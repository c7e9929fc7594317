"""Takes what a program prints, keeps it, and passes it on line by line."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

from typing_extensions import override

__all__ = ["Printed"]


class Printed(io.TextIOBase):
    """A text stream to put in the place of standard output; several threads may write to it."""

    def __init__(self, listener: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self._listener = listener
        self._pieces: list[str] = []
        self._begun = ""
        self._lock = threading.Lock()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, text: str, /) -> int:
        with self._lock:
            self._pieces.append(text)
            *lines, self._begun = (self._begun + text).split("\n")
        if self._listener:
            for line in lines:
                self._listener(line)
        return len(text)

    @property
    def text(self) -> str:
        """Everything so far."""
        return "".join(self._pieces)
