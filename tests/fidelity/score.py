"""The score: which recorded exchanges the simulated Azure answers alike, as the page that is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.https.server import open_door
from tests.fidelity.recordings import recordings
from tests.fidelity.replay import Judgement, Replay

__all__ = ["PAGE", "judged", "page"]

PAGE: Final = Path(__file__).parents[2] / "docs" / "fidelity.md"
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?")
_ROWS: Final = 3

_HEAD: Final = """# How like Azure the simulated Azure answers

<!-- Written by `make fidelity`. -->

Public tests of Azure's own tools hold recordings of their traffic with the real Azure. {total} exchanges of {sequences} such sequences,
recorded from {first} to {last}, are asked of the simulated Azure again over HTTPS. An exchange agrees when its status, error code, words,
the headers of its long-running operation and each recorded property are the same. Moments, guids, entity tags and what the recording
left out may be anything; a recorded null and a property that isn't there count as the same. Where this Azure doesn't take the recorded
`api-version`, the newest that it knows is asked.

**{agree} of {total} agree**; {status} of the {simulated} that are simulated have Azure's status. {quoted} of them aren't recordings, but words that users
quoted in issues.

| service | exchanges | agree | differ | not simulated | status agrees |
| --- | ---: | ---: | ---: | ---: | ---: |
"""


class _Switched:
    """A source whose cloud each sequence replaces."""

    cloud: Cloud

    @contextmanager
    def reading(self) -> Iterator[Cloud]:
        yield self.cloud

    writing = reading


def judged(folder: Path) -> list[Judgement]:
    """All exchanges, replayed at a door whose keys lie in `folder`."""
    source = _Switched()
    source.cloud = Cloud()
    door = open_door(source, folder, retry_after=0.01)
    try:
        found: list[Judgement] = []
        for recording in recordings():
            source.cloud = Cloud()
            found += Replay(recording, source.cloud, door).run()
        return found
    finally:
        door.stop()


def page(found: list[Judgement]) -> str:
    """The published page."""
    years = sorted(one[:4] for judgement in found if re.match(r"\d{4}", one := judgement.recording.recorded))
    head = _HEAD.format(
        total=len(found),
        sequences=len({one.recording.name for one in found}),
        first=years[0],
        last=years[-1],
        agree=sum(one.agrees for one in found),
        simulated=sum(one.simulated for one in found),
        status=sum(one.simulated and not one.otherwise for one in found),
        quoted=sum(one.recording.quoted for one in found),
    )
    services = sorted({one.recording.service for one in found})
    rows = [_row(name, [one for one in found if one.recording.service == name]) for name in services]
    parts = [part for name in services for part in _part(name, [one for one in found if one.recording.service == name])]
    return "\n".join((head.rstrip("\n"), *rows, "", "## What differs", *parts, ""))


def _row(name: str, found: list[Judgement]) -> str:
    simulated = [one for one in found if one.simulated]
    agree = sum(one.agrees for one in found)
    status = sum(not one.otherwise for one in simulated)
    return f"| {name} | {len(found)} | {agree} | {len(simulated) - agree} | {len(found) - len(simulated)} | {status} of {len(simulated)} |"


def _part(name: str, found: list[Judgement]) -> Iterator[str]:
    wrong = [one for one in found if not one.agrees]
    if wrong:
        yield f"\n### {name}\n\n| sequence | asked | here, and there |\n| --- | --- | --- |"
    for one in wrong:
        asked = one.exchange.path.split("?")[0].rpartition("/providers/")[2].removeprefix("/subscriptions/{sub}/resourceGroups/")
        said = "; ".join(one.found[:_ROWS]) + (f"; {len(one.found) - _ROWS} more" if len(one.found) > _ROWS else "")
        plain = _MOMENT.sub("(moment)", _GUID.sub("(guid)", said)).replace("|", "\\|").replace("\r", "").replace("\n", " ")
        yield f"| {one.recording.name} | {one.exchange.method} {asked} | {'' if one.simulated else 'not simulated: '}{plain} |".replace(
            "<", "&lt;"
        )
