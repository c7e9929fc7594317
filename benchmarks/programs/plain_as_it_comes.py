"""The program of `plain` without `speed_up`, and with the SDK's own wait, which the rehearsal would replace."""

from __future__ import annotations

from azure_rehearsal.engine import rehearsal
from benchmarks.programs.plain import tables

rehearsal.batch_waits = lambda: False


def build(count: int) -> None:
    """Make `count` resources as a program does that never heard of it."""
    tables(count)
