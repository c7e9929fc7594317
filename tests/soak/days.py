"""Days: edits of a program, each followed by an `up`, and what goes wrong in it; written as a line of text, and read back.

`app link:0.1.2 / rotate kill:7` is two days: words that build the world, then an edit and a kill. Numbers that aren't there are 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from .edits import VERBS, Edit
from .world import World


@dataclass(frozen=True)
class Kill:
    """The engine is killed at its n-th change: before Azure is asked, or after it answered."""

    at: int
    before: bool = False

    def __str__(self) -> str:
        return f"kill{'-before' * self.before}:{self.at}"


@dataclass(frozen=True)
class Weather:
    """Troubles of a preset, drawn by a seed."""

    preset: str
    seed: int = 0

    def __str__(self) -> str:
        return f"{self.preset}:{self.seed}"


@dataclass(frozen=True)
class Day:
    """Edits, and what goes wrong in the `up` after them."""

    edits: tuple[Edit, ...] = ()
    trouble: Weather | None = None
    kill: Kill | None = None
    meddled: int | None = None
    """By this seed, somebody changed and deleted resources behind the engine's back the night before."""
    wipes: bool = False
    """Whether a write of a site wipes its settings on that day: sources differ on what Azure does."""

    @property
    def survivable(self) -> bool:
        """Whether the `up` has to succeed: the presets but the worst hold nothing that the real provider doesn't get over."""
        return self.kill is None and not self.stormy

    @property
    def stormy(self) -> bool:
        return self.trouble is not None and self.trouble.preset == "storm"

    def __str__(self) -> str:
        meddled = [] if self.meddled is None else [f"meddle:{self.meddled}"]
        return " ".join(map(str, [*self.edits, *(["wipes"] if self.wipes else []), *meddled, *filter(None, [self.trouble, self.kill])]))


@dataclass(frozen=True)
class Days:
    days: tuple[Day, ...] = field(default_factory=tuple)

    def __str__(self) -> str:
        return " / ".join(map(str, self.days))

    @property
    def killing(self) -> bool:
        return any(day.kill for day in self.days)

    def worlds(self) -> list[World]:
        """The world after each day's edits."""
        worlds: list[World] = []
        world = World()
        for day in self.days:
            for edit in day.edits:
                world = edit(world)
            worlds.append(world)
        return worlds

    def plain(self) -> Days:
        """The same without edits that change nothing."""
        world, days = World(), list[Day]()
        for day in self.days:
            edits: list[Edit] = []
            for edit in day.edits:
                changed = edit(world)
                edits += [edit] if changed != world else []
                world = changed
            days.append(replace(day, edits=tuple(edits)))
        return Days(tuple(days))


def _kill(numbers: str, *, before: bool = False) -> Kill:
    return Kill(int(numbers), before)


_TROUBLES: dict[str, Callable[[str], dict[str, Any]]] = {
    "monday": lambda numbers: {"trouble": Weather("monday", int(numbers or 0))},
    "storm": lambda numbers: {"trouble": Weather("storm", int(numbers or 0))},
    "meddle": lambda numbers: {"meddled": int(numbers or 0)},
    "wipes": lambda _: {"wipes": True},
    "kill": lambda numbers: {"kill": _kill(numbers)},
    "kill-before": lambda numbers: {"kill": _kill(numbers, before=True)},
}


def read_edit(verb: str, numbers: str) -> Edit:
    """An edit of its word and its numbers, of which those that are 0 may be missing at the end."""
    one, two, three, *_ = [*(int(number) for number in numbers.split(".") if number), 0, 0, 0]
    return Edit(verb, (one, two, three))


def read_days(text: str) -> Days:
    """The inverse of `str(days)`. Raises ValueError for a word that isn't known."""
    days: list[Day] = []
    for line in text.split("/"):
        edits: list[Edit] = []
        more: dict[str, Any] = {}
        for word in line.split():
            verb, _, numbers = word.partition(":")
            if verb in _TROUBLES:
                more |= _TROUBLES[verb](numbers)
            elif verb in VERBS:
                edits.append(read_edit(verb, numbers))
            else:
                raise ValueError(f"'{word}' is no edit and no trouble; edits: {', '.join(VERBS)}; troubles: {', '.join(_TROUBLES)}")
        days.append(Day(tuple(edits), **more))
    return Days(tuple(days))
