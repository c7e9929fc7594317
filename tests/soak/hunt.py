"""Draws days at random and plays them; what goes wrong is shrunk to the shortest days that go wrong, by Hypothesis."""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from azure_rehearsal.engine.pulumi_cli import Cli, find

from .days import Day, Days, Kill, Weather
from .edits import REST, VERBS, Edit
from .play import Play
from .world import World, told

BUILDING = (REST, *["link", "keep"] * 3, "app", "app", "slot", "vault", "call", "api", "setting", "read-vault", "more-secrets")
"""What a program is begun with; the words that stand often are drawn often."""


@dataclass(frozen=True)
class Size:
    """How large programs are, and for how many days they are edited."""

    first: tuple[int, int]
    """How many edits a program is begun with: at least, at most."""
    edits: tuple[int, int]
    """How many each day after that has."""
    days: tuple[int, int]
    """How many days there are after the first."""


SMALL, LARGE = Size((4, 8), (1, 4), (1, 2)), Size((6, 16), (1, 5), (1, 4))

_numbers = st.integers(0, 7)


def _edits(verbs: tuple[str, ...], number: tuple[int, int]) -> st.SearchStrategy[tuple[Edit, ...]]:
    numbers = st.tuples(_numbers, _numbers, _numbers)
    return st.lists(st.builds(Edit, st.sampled_from(verbs), numbers), min_size=number[0], max_size=number[1]).map(tuple)


def _day(edits: st.SearchStrategy[tuple[Edit, ...]]) -> st.SearchStrategy[Day]:
    weathers = st.builds(Weather, st.sampled_from(["monday", "storm"]), st.integers(0, 99))
    kills = st.builds(Kill, st.integers(1, 30), st.booleans())
    return st.builds(Day, edits, st.none() | weathers, st.none() | kills, st.none() | st.integers(0, 99), st.booleans())


def some_days(size: Size) -> st.SearchStrategy[Days]:
    """A program's first day, with an app at least, and days after that."""
    first = _day(_edits(BUILDING, size.first).map(lambda edits: (Edit("app"), *edits)))
    later = st.lists(_day(_edits(tuple(VERBS), size.edits)), min_size=size.days[0], max_size=size.days[1])
    return st.builds(lambda one, more: Days((one, *more)), first, later)


@dataclass
class Found(Exception):
    """Days on which something is wrong."""

    days: Days
    faults: list[str]
    seed: int | None = None

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """For a person: what was wrong, what was done, and the command that does it again."""
        lines = ["", "What is wrong:", *(f"  {fault}" for fault in self.faults), "", "The shortest days on which it is:"]
        world = World()
        for number, (day, world) in enumerate(zip(self.days.days, self.days.worlds(), strict=True), start=1):
            lines += [f"  day {number}: {day}", *(f"      {line}" for line in told(world))]
        found = [] if self.seed is None else [f"Found with seed {self.seed}: make soak SEED={self.seed}"]
        return [*lines, "", *found, f"Again: make soak DAYS='{self.days}'"]


def play(days: Days, cli: Cli) -> list[str]:
    """Play days in a folder of their own; gives what was wrong."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        return Play(Path(folder), cli).faults(days)


@dataclass
class Hunt:
    """Plays days that Hypothesis draws; the same days are played once."""

    cli: Cli
    size: Size
    announce: Callable[[str], None] = lambda _: None
    over: Callable[[], bool] = lambda: False
    """Whether there is no time left for more days; not asked while what was found is being shrunk."""
    player: Callable[[Days, Cli], list[str]] = play
    known: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Days that were played to what was wrong."""
    shortest: Found | None = None

    def run(self, number: int, examples: int = 1) -> Found | None:
        """Play days drawn by a seed; gives the shortest that went wrong."""
        options = settings(
            max_examples=examples + 1,  # the first that is drawn is always the simplest
            database=None,
            deadline=None,
            derandomize=False,
            print_blob=False,
            phases=[Phase.generate, Phase.shrink],
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.filter_too_much,
                HealthCheck.data_too_large,
                HealthCheck.large_base_example,
            ],
        )

        @seed(number)
        @options
        @given(some_days(self.size))
        def once(days: Days) -> None:
            self._once(days.plain())

        try:
            once()
        except Found as found:
            shortest = self.shortest or found
            shortest.seed = number
            return shortest
        return None

    def _once(self, days: Days) -> None:
        text = str(days)
        simplest = sum(len(day.edits) for day in days.days) <= 1  # what Hypothesis begins with, whatever the seed
        if self.shortest is None and (simplest or self.over()):
            return
        faults = self._played(days, text)
        if faults:
            found = Found(days, faults)
            if self.shortest is None or len(text) <= len(str(self.shortest.days)):
                self.shortest = found
            raise found

    def _played(self, days: Days, text: str) -> list[str]:
        alike = repr([days.worlds(), [replace(day, edits=()) for day in days.days]])  # other numbers often mean the same
        if alike not in self.known:
            self.announce(text)
            self.known[alike] = self.player(days, self.cli)
            self.announce(f"  {self.known[alike][0]}" if self.known[alike] else "  nothing is wrong")
        return self.known[alike]


def hunt(number: int, deadline: float, *, small: bool, verbose: bool) -> tuple[int, str]:
    """Play the days of one seed until a time, in a process of its own; gives how many cases were played, and what was wrong."""
    warnings.filterwarnings("ignore", "Error in event stream")
    announce = (lambda text: print(f"seed {number}: {text}", flush=True)) if verbose else (lambda _: None)
    one = Hunt(find(), SMALL if small else LARGE, announce=announce, over=lambda: time.time() > deadline)
    found = one.run(number)
    return len(one.known), "" if found is None else str(found)
