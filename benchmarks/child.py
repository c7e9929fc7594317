"""Measures one thing in this process and prints one line of JSON: seconds, CPU seconds, and mebibytes at the peak.

CPU seconds are this process's and those of the engine it started: on a busy machine they say more than the clock does.

`python -m benchmarks.child import MODULE`
`python -m benchmarks.child command help|report`     a command without an engine, its imports included
`python -m benchmarks.child mocks PROGRAM APPS`      PROGRAM is a module of benchmarks.programs
`python -m benchmarks.child targets CONNECTIONS`     CPU time of connections to resources, and of the same by `TargetId`
`python -m benchmarks.child preview PROGRAM APPS`    the same program, previewed by the real engine on the simulated Azure
`python -m benchmarks.child up PROGRAM APPS`         the same, deployed; with the time in which the simulated Azure had something to do
`python -m benchmarks.child memory COUNT...`         the simulated Azure's memory for as many resources
`python -m benchmarks.child makespan PROGRAM APPS`   simulated time of a first deployment, or of the reference stack's
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ALTERNATIONS = 3


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


def measure_command(name: str) -> None:
    """Run `azure-rehearsal` in a project that was never deployed: `help`, or one of the commands in which no engine takes part."""
    from azure_rehearsal.cli.main import main as command

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        (Path(folder) / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n", encoding="utf-8")
        command(["--help"] if name == "help" else [name, "-C", folder, "--stack", "dev"])


def measure_mocks(program: str, apps: str) -> None:
    """Build a program's resources under recording mocks, imports of the SDK included."""
    from benchmarks.recording import record

    record(program, int(apps))


def measure_targets(connections: str) -> dict[str, float]:
    """Connect an app to as many containers by resource and by `TargetId`, alternating in this process; medians of the CPU time."""
    from benchmarks.recording import record

    record("targets", 1)  # what is imported and cached at first is no part of either
    record("targets", 1, by_id=True)
    spent: dict[bool, list[float]] = {False: [], True: []}
    for number in range(ALTERNATIONS):
        for by_id in (False, True) if number % 2 else (True, False):
            gc.collect()
            begun = time.process_time()
            record("targets", int(connections), by_id=by_id)
            spent[by_id].append(time.process_time() - begun)
    return {"by_resource": statistics.median(spent[False]), "by_id": statistics.median(spent[True])}


def measure_preview(program: str, apps: str) -> None:
    """Preview a program with the real engine, as a first deployment."""
    from benchmarks.engine import preview

    preview(program, int(apps))


def measure_up(program: str, apps: str) -> dict[str, float]:
    """Deploy a program with the real engine."""
    from benchmarks.azure import up

    return up(program, int(apps))


def measure_memory(*counts: str) -> dict[str, float]:
    """Make resources, and see what they take."""
    from benchmarks.azure import memory

    return memory(*map(int, counts))


def measure_makespan(program: str, apps: str) -> dict[str, float]:
    """Deploy with operations that take their time."""
    from benchmarks.engine import makespan

    return makespan(program, int(apps))


MEASURES: dict[str, Callable[..., dict[str, float] | None]] = {
    "import": measure_import,
    "command": measure_command,
    "mocks": measure_mocks,
    "targets": measure_targets,
    "preview": measure_preview,
    "up": measure_up,
    "memory": measure_memory,
    "makespan": measure_makespan,
}


def main(arguments: list[str]) -> None:
    """Measure what the arguments name."""
    what, *rest = arguments
    clock, cpu = time.perf_counter(), _cpu()
    own = MEASURES[what](*rest)
    whole = {"seconds": time.perf_counter() - clock, "cpu_seconds": _cpu() - cpu, "mebibytes": _peak()}
    print(json.dumps({**whole, **(own or {})}))


if __name__ == "__main__":
    main(sys.argv[1:])
