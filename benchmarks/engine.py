"""Previews a benchmark's program with the real engine on the simulated Azure, in a folder of its own."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path

from azure_rehearsal.engine import Rehearsal


def preview(program: str, apps: int) -> dict[str, int]:
    """Preview the first deployment of `apps` apps; returns the engine's counts by operation."""
    build = importlib.import_module(f"benchmarks.programs.{program}").build
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rehearsal = Rehearsal(lambda: build(apps), state=Path(folder), project_name="bench", durable=False)
        return rehearsal.preview().changes
