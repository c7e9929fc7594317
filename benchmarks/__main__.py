"""Prints each ratio beside its limit, writes them as JSON, and exits 1 if one doesn't hold. `--quick` measures fewer rounds."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version

from benchmarks.pairs import ROOT, Once, Pair, Result, Share, Subject, run, run_once

RESULTS = ROOT / "benchmarks" / "results"
MOCK_APPS = 100
PREVIEW_APPS = 50
FEW, MANY = 400, 4000
HELP, REPORT, RESET = 0.3, 1.7, 1.2
"""Of the time that `import pulumi` takes: commands in which no engine takes part don't load it. `report` loads schemas and tables."""


def _programs(mode: str, apps: int) -> tuple[Subject, Subject]:
    return (
        Subject(name="components", arguments=(mode, "with_components", str(apps))),
        Subject(name="by hand", arguments=(mode, "by_hand", str(apps))),
    )


def _time(at_most: float) -> dict[str, float]:
    """The same limit for the clock and for CPU time, which other work on the machine disturbs less."""
    return {"seconds": at_most, "cpu_seconds": at_most}


def pairs(*, quick: bool) -> list[Pair]:
    """What is compared, with the limits that the project promises."""
    mocks, mocks_by_hand = _programs("mocks", MOCK_APPS)
    preview, preview_by_hand = _programs("preview", PREVIEW_APPS)
    return [
        Pair(
            name="import",
            subject=Subject(name="import pulumi_azure_connect", arguments=("import", "pulumi_azure_connect")),
            baseline=Subject(name="import pulumi", arguments=("import", "pulumi")),
            at_most=_time(1.8),
            rounds=5 if quick else 15,
        ),
        *(
            Pair(
                name=f"start-up: {what}",
                subject=Subject(name=f"azure-rehearsal {what}", arguments=("command", what)),
                baseline=Subject(name="import pulumi", arguments=("import", "pulumi")),
                at_most=_time(at_most),
                rounds=5 if quick else 15,
            )
            for what, at_most in (("help", HELP), ("report", REPORT), ("reset", RESET))
        ),
        Pair(
            name=f"{MOCK_APPS} apps under mocks",
            subject=mocks,
            baseline=mocks_by_hand,
            at_most={**_time(0.35), "mebibytes": 0.5},
            rounds=1 if quick else 3,
        ),
        Pair(
            name=f"{4 * MOCK_APPS} apps, and {MOCK_APPS}, under mocks",
            subject=Subject(name=f"{4 * MOCK_APPS}", arguments=("mocks", "with_components", str(4 * MOCK_APPS))),
            baseline=mocks,
            at_most={"cpu_seconds": 4.4},
            rounds=1 if quick else 3,
        ),
        Pair(
            name=f"preview of {PREVIEW_APPS} apps, real engine",
            subject=preview,
            baseline=preview_by_hand,
            at_most=_time(0.8),
            rounds=1 if quick else 3,
        ),
        Pair(
            name=f"preview of {MANY} plain resources",
            subject=Subject(name=f"{MANY}", arguments=("preview", "plain", str(MANY))),
            baseline=Subject(name=f"{FEW}", arguments=("preview", "plain", str(FEW))),
            at_most=_time(11.0),
            rounds=1,
        ),
        Pair(
            name=f"preview of {FEW} with speed_up",
            subject=Subject(name="with speed_up", arguments=("preview", "plain", str(FEW))),
            baseline=Subject(name="as it comes", arguments=("preview", "plain_as_it_comes", str(FEW))),
            at_most=_time(0.6),
            rounds=1 if quick else 3,
        ),
    ]


def onces() -> list[Once]:
    """What is measured within one run, with the limits that the project promises."""
    counts = (250, 500, 1000)
    return [
        Once(
            name="100 connections by TargetId",
            subject=Subject(name="targets", arguments=("targets", "100")),
            shares=(Share(name="100 by TargetId, by resource", measure="cpu_seconds", part="by_id", whole="by_resource", at_most=1.3),),
        ),
        Once(
            name="1,000 resources, real engine",
            subject=Subject(name="up", arguments=("up", "with_components", "77")),
            shares=(Share(name="simulated Azure, of a first up", measure="seconds", part="azure_seconds", whole="seconds", at_most=0.10),),
        ),
        Once(
            name="memory of the simulated Azure",
            subject=Subject(name="memory", arguments=("memory", *map(str, counts))),
            shares=tuple(
                Share(
                    name=f"memory of {count}, and {count // 250} x 250",
                    measure="mebibytes",
                    part=f"at_{count}",
                    whole="at_250",
                    times=count / 250,
                    at_most=1.1,
                )
                for count in counts[1:]
            ),
        ),
        *(
            Once(
                name=f"makespan of {what}",
                subject=Subject(name=what, arguments=("makespan", program, "1")),
                shares=(
                    Share(name=f"{what}, Azure's bound", measure="simulated", part="makespan", whole="bound", at_most=1.05),
                    Share(name=f"{what}, one by one", measure="simulated", part="makespan", whole="in_a_row", at_most=1.0),
                ),
            )
            for what, program in (("reference stack", "reference"), ("50 connections", "fifty"))
        ),
    ]


def told(result: Result) -> str:
    """One line a person can read."""
    unit = "MiB" if result.measure == "mebibytes" else "s"
    verdict = "holds" if result.holds else "TOO MUCH"
    return (
        f"{result.pair:36} {result.measure:11} {result.subject:8.2f} {unit:3} against {result.baseline:8.2f} {unit:3}"
        f"   ratio {result.ratio:5.2f}   at most {result.at_most:4.2f}   {verdict}"
    )


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a first look, not a number to quote")
    parser.add_argument("--only", metavar="TEXT", default="", help="only pairs whose name contains TEXT")
    options = parser.parse_args()
    results: list[Result] = []
    for one in [*pairs(quick=options.quick), *onces()]:
        if options.only in one.name:
            for result in run(one) if isinstance(one, Pair) else run_once(one):
                results.append(result)
                print(told(result), flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    report = {
        "measured": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {name: version(name) for name in ("pulumi", "pulumi-azure-native")},
        "quick": options.quick,
        "results": [{**asdict(result), "ratio": round(result.ratio, 4), "holds": result.holds} for result in results],
    }
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"Written: {path.relative_to(ROOT)}")
    return 0 if results and all(result.holds for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
