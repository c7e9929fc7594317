"""Plays days: deploys world after world on the real engine, with what goes wrong in between, and says what was wrong in the end."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import signal
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pulumi.automation import EngineEvent

from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.plain import tables
from azure_rehearsal.engine.events import Result
from azure_rehearsal.engine.pulumi_cli import Cli
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.trouble import Trouble

from .days import Day, Days, Kill
from .oracle import SECRETS, Oracle, left_over
from .program import program_of
from .world import World

# Who deploys may do all that the programs ask for: secrets are deleted through the vaults' own interface.
GRAPH = ("Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Application.Read.All")
OPTIONS = Options(deployer_roles=("Owner", "Key Vault Secrets Officer"), deployer_graph_permissions=GRAPH)
# What the simulated Azure itself remembers holds the values, as Azure does; it is for its owner's eyes only.
AZURE_ITSELF = "cloud.db"
DAY_SECONDS = 86_400
MEDDLED = 0.15
"""The chance of each resource to be changed or deleted in a night."""
_CANARY = re.compile(r"canary-\w+-\w+-\d+-b47e")


class Killed(Exception):
    """The request died with its sender."""


@dataclass
class Killer:
    """Kills the engine at its n-th change."""

    kill: Kill
    rehearsal: Rehearsal | None = None
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def hooks(self) -> Hooks:
        return Hooks(before=self._change) if self.kill.before else Hooks(done=self._change)

    def _change(self, _operation: str, _urn: str, _id: str) -> None:
        with self._lock:
            self._count += 1
            if self._count != self.kill.at or self.rehearsal is None:
                return
            process = self.rehearsal.command.process
            if process is not None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        if self.kill.before:
            raise Killed


@dataclass
class Play:
    """Days being played in a folder."""

    folder: Path
    cli: Cli
    read: list[str] = field(default_factory=list[str])
    """All that somebody could have read: events, printed text, messages, outputs."""
    values: set[str] = field(default_factory=set[str])
    """Every value that a secret had."""

    def faults(self, days: Days) -> list[str]:
        """What is wrong at the end of the first day that something is wrong with; nothing where nothing is."""
        converged, touched = True, False
        day, world = Day(), World()
        for day, world in zip(days.days, days.worlds(), strict=True):
            if (touched or day.meddled is not None) and (failed := self._morning_after(world, day)):
                return failed
            result, rehearsal = self._up(world, day)
            touched = day.stormy  # a storm lets somebody meddle in the end
            converged = result.ok and not touched
            if not result.ok and day.survivable:
                return [f"an up failed that has to succeed: {result.error}"]
            if converged and (wrong := self._wrong(rehearsal, world)):
                return wrong
        return [*self._end(world, replace(day, trouble=None, kill=None), converged=converged), *self._seen()]

    def _morning_after(self, world: World, day: Day) -> list[str]:
        """What somebody did behind the engine's back is seen by a refresh."""
        rehearsal = self._open(world, replace(day, trouble=None))
        if day.meddled is not None:
            rehearsal.trouble = Trouble(meddle=MEDDLED)
            self.read += rehearsal.meddle(day.meddled)
            rehearsal.trouble = None
        result = self._told(rehearsal.refresh(check=False))
        return [] if result.ok else [f"a refresh failed: {result.error}"]

    def _end(self, world: World, day: Day, *, converged: bool) -> list[str]:
        rehearsal = self._open(world, day)
        if not converged:
            self._told(rehearsal.refresh(check=False))
            result = self._told(rehearsal.up(check=False))
            if not result.ok:
                return [f"the final calm up failed: {result.error}"]
            if wrong := self._wrong(rehearsal, world):
                return wrong
        second = self._told(rehearsal.up(check=False))
        changed = [step for step in second.changed if step.op != "read"]  # a secret that stays in its vault is looked at each time
        if not second.ok or changed:
            return [f"a second up changes {[(step.op, step.name, dict(step.diff)) for step in changed]} {second.error or ''}"]
        self.read.append(repr(second.outputs))
        self._values(rehearsal)
        result = self._told(rehearsal.destroy(check=False))
        return left_over(rehearsal.cloud) if result.ok else [f"destroy failed: {result.error}"]

    def _open(self, world: World, day: Day, *, durable: bool = False, hooks: Hooks | None = None) -> Rehearsal:
        def event(happened: EngineEvent) -> None:
            self.read.append(json.dumps(vars(happened), default=lambda part: vars(part) if hasattr(part, "__dict__") else str(part)))

        state = self.folder / ".rehearsal"
        return Rehearsal(
            program_of(world),
            state=state,
            options=replace(OPTIONS, site_put_wipes_settings=day.wipes),
            durable=durable,
            trouble=day.trouble.preset if day.trouble else None,
            seed=day.trouble.seed if day.trouble else 0,
            hooks=hooks,
            pulumi=self.cli,
            project_name="soak",
            on_event=event,
            on_print=self.read.append,
        )

    def _up(self, world: World, day: Day) -> tuple[Result, Rehearsal]:
        killer = Killer(day.kill) if day.kill else None
        rehearsal = self._open(world, day, durable=killer is not None, hooks=killer.hooks if killer else None)
        # What was deleted keeps its name for a while; an administrator purges it, so that the name can come back.
        for gone in rehearsal.cloud.soft_deleted():
            rehearsal.cloud.purge(gone)
        rehearsal.save()
        if killer:
            killer.rehearsal = rehearsal
        result = self._told(rehearsal.up(check=False))
        self._values(rehearsal)
        return result, rehearsal

    def _told(self, result: Result) -> Result:
        self.read += [result.text(), repr(result.steps), result.error or "", *result.repaired, *result.troubles]
        return result

    def _wrong(self, rehearsal: Rehearsal, world: World) -> list[str]:
        made = [one for one in rehearsal.checkpoint().get("resources", []) if one.get("custom") and not one.get("external")]
        early = Oracle(rehearsal.cloud, world).at_once()
        # Grants take their time, and App Service fetches again after a day: it is looked at when both have passed.
        rehearsal.cloud.clock.advance(2 * DAY_SECONDS)
        owned = {str(one["id"]) for one in made if not one["type"].startswith("pulumi:")}
        there = set(rehearsal.cloud.remaining())
        oracle = Oracle(rehearsal.cloud, world)
        # Secrets that stay in their vault when nobody wants them are nobody's.
        unknown = [one for one in there - owned if "/secrets/" not in one]
        faults = [f"{one} is in the cloud, and the engine doesn't know it" for one in unknown]
        faults += [f"the engine believes in {one}, which is gone" for one in owned - there]
        return faults + (early or oracle.faults())

    # -- secrets ----------------------------------------------------------------------------------------------------

    def _values(self, rehearsal: Rehearsal) -> None:
        for record in rehearsal.cloud.state.of(SECRETS):
            self.values.update(str(version["value"]) for version in tables(record.private, "versions"))

    def _seen(self) -> list[str]:
        """Secrets where none may be: in files beside the cloud's own, or in anything that was told."""
        texts: dict[str, str] = {"what was told": "\n".join(self.read)}
        for path in (self.folder / ".rehearsal").rglob("*"):
            if path.is_file() and not path.name.startswith(AZURE_ITSELF):
                texts[str(path.relative_to(self.folder))] = path.read_bytes().decode("utf-8", "replace")
        shapes = {shape: value for value in self.values for shape in _shapes(value)}
        return [f"{where} shows {hit}" for where, text in texts.items() for hit in _hits(text, shapes)]


def _shapes(value: str) -> Iterator[str]:
    """What would give a value away, or let a guess be checked."""
    raw = value.encode()
    yield from (value, value[::-1], base64.b64encode(raw).decode().rstrip("="), raw.hex())
    yield from (hashlib.new(kind, raw).hexdigest()[:16] for kind in ("md5", "sha1", "sha256"))


def _hits(text: str, shapes: dict[str, str]) -> Iterable[Any]:
    return {*_CANARY.findall(text), *(value for shape, value in shapes.items() if shape in text)}
