"""What the command `azure-rehearsal` ends with."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """What the command line ends with."""

    FINE = 0
    WRONG = 1
    WAITING = 3
