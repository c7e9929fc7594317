"""Runs a benchmark's program with the real engine on the simulated Azure, in a folder of its own."""

from __future__ import annotations

import functools
import importlib
import shutil
import tempfile
from pathlib import Path

from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.checkpoint import resources_of
from azure_rehearsal.trouble import Trouble, network
from azure_rehearsal.trouble.timeline import Timeline
from benchmarks.makespan import in_a_row, jobs_of, lower_bound
from benchmarks.pairs import ROOT

REFERENCE = "reference"
_TYPICAL_DAY = Trouble(durations=True, seconds_per_second=1e6)
# Time stands still until engine and program have asked nothing for so many real seconds: what they need themselves counts for nothing.
_SETTLE_SECONDS = 1.0
# By itself the engine does four things at a time for each core: on a small machine that, and not what waits for what, would be measured.
_AT_A_TIME = {"PULUMI_PARALLEL": "100"}


def preview(program: str, apps: int) -> dict[str, int]:
    """Preview the first deployment of `apps` apps; returns the engine's counts by operation."""
    build = importlib.import_module(f"benchmarks.programs.{program}").build
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rehearsal = Rehearsal(lambda: build(apps), state=Path(folder), project_name="bench", durable=False)
        return rehearsal.preview().changes


def makespan(program: str, apps: int) -> dict[str, float]:
    """The scaled time of a first `up` whose operations take their typical time: `makespan`, beside the `bound` that Azure itself sets
    and the time for all operations `in_a_row`. `program`: of `benchmarks.programs`, or "reference" for the reference stack.
    """
    network.Timeline = functools.partial(Timeline, settle=_SETTLE_SECONDS)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if program == REFERENCE:
            for file in [*ROOT.glob("*.py"), *ROOT.glob("Pulumi*.yaml")]:
                shutil.copy(file, folder)
            rehearsal = Rehearsal(Path(folder), stack="dev", trouble=_TYPICAL_DAY, environment=_AT_A_TIME)
        else:
            build = importlib.import_module(f"benchmarks.programs.{program}").build
            rehearsal = Rehearsal(
                lambda: build(apps), state=Path(folder), project_name="bench", trouble=_TYPICAL_DAY, environment=_AT_A_TIME
            )
        took = rehearsal.up().makespan
        made = [str(one["id"]) for one in resources_of(rehearsal.checkpoint()) if one.get("custom") and one.get("id")]
        jobs = jobs_of(rehearsal.cloud, made)
    return {"makespan": took, "bound": lower_bound(jobs), "in_a_row": in_a_row(jobs), "operations": float(len(jobs))}
