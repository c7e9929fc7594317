"""Runs two ways of doing the same thing in alternating fresh processes, and compares their medians.

Alternating, because a machine's mood (other load, clock, page cache) drifts slower than one pair takes; fresh processes, because the first
import, the first allocation and the peak of memory belong to what is measured; medians, because one interrupted run should not decide.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
Sample = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One side of a pair: the arguments of `python -m benchmarks.child` that measure it."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is compared, and how much of the baseline is allowed, by measure (`seconds`, `cpu_seconds`, `mebibytes`)."""

    name: str
    subject: Subject
    baseline: Subject
    at_most: dict[str, float]
    rounds: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """One measure of one pair: medians of both sides, and their ratio beside the limit."""

    pair: str
    measure: str
    subject: float
    baseline: float
    at_most: float
    rounds: int

    @property
    def ratio(self) -> float:
        """The subject's median as a share of the baseline's."""
        return self.subject / self.baseline

    @property
    def holds(self) -> bool:
        """Whether the ratio is within its limit."""
        return self.ratio <= self.at_most


def sample(subject: Subject) -> Sample:
    """Measure one side once, in a fresh process.

    Raises:
        RuntimeError: the process failed; its last words are in the message.
    """
    # Where Python is told to write no bytecode, each import of ours would compile it anew, and installed packages not.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "benchmarks.child", *subject.arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"measuring {subject.name} failed:\n{ran.stdout[-2000:]}{ran.stderr[-4000:]}")
    return cast("Sample", json.loads(ran.stdout.splitlines()[-1]))


def run(pair: Pair) -> list[Result]:
    """Measure both sides `rounds` times, alternating which goes first, after one unmeasured run of each (bytecode, page cache)."""
    samples: dict[str, list[Sample]] = {pair.subject.name: [], pair.baseline.name: []}
    for side in (pair.subject, pair.baseline):
        sample(side)
    for number in range(pair.rounds):
        order = (pair.subject, pair.baseline) if number % 2 else (pair.baseline, pair.subject)
        for side in order:
            samples[side.name].append(sample(side))
    return [
        Result(
            pair=pair.name,
            measure=measure,
            subject=statistics.median(one[measure] for one in samples[pair.subject.name]),
            baseline=statistics.median(one[measure] for one in samples[pair.baseline.name]),
            at_most=limit,
            rounds=pair.rounds,
        )
        for measure, limit in pair.at_most.items()
    ]


@dataclass(frozen=True, kw_only=True)
class Share:
    """One run that measures a part and the whole of it. `part`, `whole`: what the run calls them, the whole `times` as much."""

    name: str
    measure: str
    part: str
    whole: str
    at_most: float
    times: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Once:
    """A subject that is compared with itself: the shares hold within each run."""

    name: str
    subject: Subject
    shares: tuple[Share, ...]


def run_once(once: Once) -> list[Result]:
    """Measure the subject once, in a fresh process."""
    found = sample(once.subject)
    return [
        Result(
            pair=share.name,
            measure=share.measure,
            subject=found[share.part],
            baseline=found[share.whole] * share.times,
            at_most=share.at_most,
            rounds=1,
        )
        for share in once.shares
    ]
