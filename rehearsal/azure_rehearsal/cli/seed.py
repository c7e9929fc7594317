"""The command `seed`: what is in Azure before the stack is deployed."""

from __future__ import annotations

import argparse
import json

from rich.console import Console
from rich.text import Text

from azure_rehearsal.cloud import seeding
from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.project.seed_file import read_seed
from azure_rehearsal.project.stack import ProjectStack
from azure_rehearsal.report.exit_codes import ExitCode

__all__ = ["seed"]

_PATIENCE_SECONDS = 5.0


def seed(options: argparse.Namespace, out: Console, rehearsal: ProjectStack) -> int:
    """Plant files, take out what was planted, or show it.

    Raises:
        RehearsalError: none of it was asked for, more than one, or a file is wrong; nothing is changed then.
    """
    asked = [bool(options.files), options.list, options.remove is not None]
    if sum(asked) != 1:
        raise RehearsalError("seed takes one thing at a time: FILE ..., --list or --remove [ID ...]")
    seeds = [read_seed(path) for path in options.files]
    notes: list[str] = []
    if options.list:
        return _tell(options, out, "is seeded", seeding.seeded(rehearsal.cloud), notes, rehearsal)
    with rehearsal.alone(_PATIENCE_SECONDS):
        if options.remove is not None:
            ids, done = seeding.remove(rehearsal.cloud, options.remove), "removed"
        else:
            planted = [seeding.plant(rehearsal.cloud, one) for one in seeds]
            ids, done = [id for one in planted for id in one.ids], "seeded"
            notes = [note for one in planted for note in one.notes]
        rehearsal.save()
    return _tell(options, out, done, ids, notes, rehearsal)


def _tell(options: argparse.Namespace, out: Console, done: str, ids: list[str], notes: list[str], rehearsal: ProjectStack) -> int:
    rows = [{"id": id, "type": record.token} for id in ids if (record := rehearsal.cloud.state.get(id))]
    if options.json:
        shown = rows if options.remove is None else [{"id": id} for id in ids]
        print(
            json.dumps(
                {"operation": "seed", "ok": True, "stack": rehearsal.stack, "resources": shown, "notes": notes, "exitCode": 0}, indent=2
            )
        )
        return ExitCode.FINE
    types = {row["id"]: row["type"] for row in rows}
    for id in ids:
        out.print(Text(f" {types.get(id, '')} {id}".rstrip()), soft_wrap=True)
    for note in notes:
        out.print(Text(f"note: {note}"), soft_wrap=True)
    out.print(Text(f"{len(ids) or 'Nothing'} {done} in stack '{rehearsal.stack}'."))
    return ExitCode.FINE
