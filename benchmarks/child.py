"""Measures one thing in this process and prints one line of JSON: seconds, CPU seconds, and mebibytes at the peak.

CPU seconds are this process's and those of the engine it started: on a busy machine they say more than the clock does.

`python -m benchmarks.child import MODULE`
`python -m benchmarks.child mocks PROGRAM APPS`      PROGRAM is a module of benchmarks.programs
`python -m benchmarks.child preview PROGRAM APPS`    the same program, previewed by the real engine on the simulated Azure
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable


def _peak() -> float:
    """The peak of this process's resident memory in mebibytes (Linux counts kibibytes, macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _cpu() -> float:
    """CPU seconds so far of this process and its ended children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measure_import(module: str) -> None:
    """Import a module for the first time."""
    importlib.import_module(module)


def measure_mocks(program: str, apps: str) -> None:
    """Build a program's resources under recording mocks, imports of the SDK included."""
    from benchmarks.recording import record

    record(program, int(apps))


def measure_preview(program: str, apps: str) -> None:
    """Preview a program with the real engine, as a first deployment."""
    from benchmarks.engine import preview

    preview(program, int(apps))


MEASURES: dict[str, Callable[..., None]] = {"import": measure_import, "mocks": measure_mocks, "preview": measure_preview}


def main(arguments: list[str]) -> None:
    """Measure what the arguments name."""
    what, *rest = arguments
    clock, cpu = time.perf_counter(), _cpu()
    MEASURES[what](*rest)
    print(json.dumps({"seconds": time.perf_counter() - clock, "cpu_seconds": _cpu() - cpu, "mebibytes": _peak()}))


if __name__ == "__main__":
    main(sys.argv[1:])
