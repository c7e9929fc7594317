"""The engine's progress for people: a line for each thing that happens, and on a terminal what is under way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, cast

from pulumi.automation import EngineEvent
from pulumi.automation.events import OpType, StepEventMetadata
from rich.console import Console
from rich.status import Status
from rich.text import Text

from azure_rehearsal.core.values import Path
from azure_rehearsal.doors.provider.wire import SECRET_SIGNATURE, SIGNATURE_KEY, UNKNOWN_WORDS
from azure_rehearsal.memory.checkpoint import name_of

from .events import uncoloured

__all__ = ["Progress", "differences", "parse_path"]

_MARKS: Final = {
    OpType.CREATE: ("+", "green"),
    OpType.UPDATE: ("~", "yellow"),
    OpType.DELETE: ("-", "red"),
    OpType.REPLACE: ("+-", "magenta"),
    OpType.CREATE_REPLACEMENT: ("++", "green"),
    OpType.DELETE_REPLACED: ("--", "red"),
    OpType.READ: (">", "cyan"),
    OpType.IMPORT: ("=", "green"),
    OpType.DISCARD: ("<", "red"),
}
_QUIET: Final = frozenset({OpType.SAME, OpType.REFRESH})
_STEP: Final = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.\[\]]+)')
_SHOWN_CHARACTERS: Final = 120


class Progress:
    """Tells what the engine does, as it does it. Secrets are masked by the engine before they come here."""

    def __init__(self, console: Console, *, preview: bool) -> None:
        self._console = console
        self._preview = preview
        self._status: Status | None = console.status("Starting the engine ...") if console.is_terminal else None
        self._running: dict[str, str] = {}

    def __enter__(self) -> Self:
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()

    def announce(self, sentence: str) -> None:
        """Something that takes time before the engine starts, or a note."""
        self._console.print(Text(sentence, style="dim"), soft_wrap=True)

    def printed(self, line: str) -> None:
        """A line of the program's own output."""
        self._console.print(Text(f"  {line}"), soft_wrap=True)

    def __call__(self, event: EngineEvent) -> None:
        """Takes one event of the engine."""
        if event.resource_pre_event:
            self._begun(event.resource_pre_event.metadata)
        elif event.res_outputs_event:
            self._done(event.res_outputs_event.metadata)
        elif event.res_op_failed_event:
            self._line(event.res_op_failed_event.metadata, "failed")
        elif event.diagnostic_event and event.diagnostic_event.severity in {"info", "info#err", "warning"}:
            style = "yellow" if event.diagnostic_event.severity == "warning" else "default"
            self._console.print(Text(f"  {uncoloured(event.diagnostic_event.message).strip()}", style=style), soft_wrap=True)

    def _begun(self, metadata: StepEventMetadata) -> None:
        self._running[metadata.urn] = f"{metadata.op.value} {name_of(metadata.urn)}"
        if self._preview:
            self._line(metadata, "")
        self._show()

    def _done(self, metadata: StepEventMetadata) -> None:
        self._running.pop(metadata.urn, None)
        if not self._preview:
            self._line(metadata, "done")
        self._show()

    def _line(self, metadata: StepEventMetadata, word: str) -> None:
        if metadata.op in _QUIET or "::pulumi:providers:" in metadata.urn:
            return
        mark, style = _MARKS.get(metadata.op, ("*", "default"))
        what = f" {metadata.op.value}" if metadata.op is not OpType.SAME else ""
        ending = Text(f" {word}", style="bold red") if word == "failed" else Text("")
        self._console.print(
            Text.assemble((f"{mark:>2} ", style), metadata.type, " ", (name_of(metadata.urn), "bold"), (what, "dim"), ending)
        )
        for line in differences(metadata):
            self._console.print(Text(f"     {line}", style="dim"), soft_wrap=True)

    def _show(self) -> None:
        if self._status:
            running = list(self._running.values())
            more = f" and {len(running) - 3} more" if len(running) > 3 else ""
            self._status.update(Text(", ".join(running[:3]) + more or "Waiting for the engine ..."))


def differences(metadata: StepEventMetadata) -> Iterator[str]:
    """Each changed property with its old and new value: `properties.COLOUR: "blue" => "red"`."""
    for path, difference in (metadata.detailed_diff or {}).items():
        steps = parse_path(path)
        old = _shown(_at(metadata.old.inputs if metadata.old else {}, steps))
        new = _shown(_at(metadata.new.inputs if metadata.new else {}, steps))
        change = {"add": new, "delete": f"{old} is removed"}.get(difference.diff_kind.value.removesuffix("-replace"), f"{old} => {new}")
        yield f"{path}: {change}{' (forces replacement)' if difference.diff_kind.value.endswith('-replace') else ''}"


def parse_path(text: str) -> Path:
    """A property path as the engine writes it: `siteConfig.appSettings[0].value`, `tags["a.b"]`."""
    return tuple(json.loads(f'"{quoted}"') if quoted else int(at) if at else name for quoted, at, name in _STEP.findall(text))


def _at(value: Any, steps: Path) -> Any:
    for step in steps:
        if _is_secret(value):
            return value
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _is_secret(value: Any) -> bool:
    return isinstance(value, Mapping) and cast("Mapping[str, Any]", value).get(SIGNATURE_KEY) == SECRET_SIGNATURE


def _shown(value: Any) -> str:
    if _is_secret(value):
        return "[secret]"
    if isinstance(value, str) and value in UNKNOWN_WORDS:
        return "(known after the deployment)"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 3] + "..."
