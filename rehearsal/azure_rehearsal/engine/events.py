"""What an operation of the engine did, as plain data gathered from the engine's own events."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pulumi.automation import EngineEvent
from pulumi.automation.events import DiagnosticEvent, StepEventMetadata

from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.memory.checkpoint import name_of, token_of
from azure_rehearsal.project.program import TRACEBACK_HEAD, plain_traceback

from .remedies import remedies

__all__ = ["CHANGES", "Diagnostic", "EngineFailed", "Gatherer", "Result", "Step", "explain", "uncoloured"]

# Operations that change something, in the order in which people like to read them.
CHANGES: Final = ("create", "update", "replace", "delete", "import", "read", "refresh", "discard")

# The stock runtime announces every exception of a program with these words.
_INLINE_ERROR: Final = "python inline source runtime error: "

# The engine tells each exception of a program twice; the second time it begins like this.
_REPEATED: Final = ("an unhandled error occurred: ", "Exception calling application: ")

# The engine's closing words, which add nothing to the error before them.
_SAYS_NOTHING: Final = frozenset({"update failed", "preview failed", "destroy failed", "refresh failed"})

# The last event of an operation arrives on another connection than the end of the process.
LAST_EVENT_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Step:
    """One step that the engine planned and, outside of previews, took.

    `diff` says for each changed property path what happens to it: "add", "update", "delete", with "-replace" where it
    forces a replacement. `old` and `new` are the inputs before and after, secrets masked by the engine.
    """

    op: str
    urn: str
    type: str
    diff: Mapping[str, str] = field(default_factory=dict[str, str])
    replaces: tuple[str, ...] = ()
    old: Mapping[str, Any] = field(default_factory=dict[str, Any])
    new: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return name_of(self.urn)


@dataclass(frozen=True)
class Diagnostic:
    """A message of the engine, a provider or the program; `urn` is empty where it isn't about a resource."""

    severity: str
    message: str
    urn: str = ""


@dataclass
class Result:
    """One operation: what it did, what it said, how long it took.

    `changes` counts resources by operation, with "same" for the untouched ones; `printed` is what the program wrote to its
    standard output; `repaired` says in sentences what a crash before had left to be put right; `troubles` says what trouble on request
    did. `makespan`: simulated seconds from the begin of the first change to the end of the last one; 0 on a calm day.
    """

    operation: str
    steps: list[Step] = field(default_factory=list[Step])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    failed: list[str] = field(default_factory=list[str])
    changes: dict[str, int] = field(default_factory=dict[str, int])
    stdout: str = ""
    stderr: str = ""
    printed: str = ""
    repaired: list[str] = field(default_factory=list[str])
    troubles: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    makespan: float = 0.0
    error: str | None = None
    fetch_outputs: Callable[[], dict[str, Any]] = dict[str, Any]

    @property
    def ok(self) -> bool:
        """Whether the engine ended without an error."""
        return self.error is None

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secret ones in the clear; asked of the CLI at each call."""
        return self.fetch_outputs()

    @property
    def changed(self) -> list[Step]:
        """The steps that are no "same": what changes, or would."""
        return [step for step in self.steps if step.op != "same"]

    def step(self, name: str, op: str | None = None) -> Step:
        """The one step on the resource with a logical name (and of an operation, where there are several)."""
        found = [step for step in self.steps if step.name == name and op in (None, step.op)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} steps on '{name}': {[(step.op, step.type) for step in found]}")
        return found[0]

    def text(self) -> str:
        """Everything that a person could have read: for looking for what must not be there."""
        return "\n".join([self.stdout, self.stderr, self.printed, *self.troubles, *(diagnostic.message for diagnostic in self.diagnostics)])


class EngineFailed(RehearsalError):
    """The engine, a provider or the program said no; `result` has the details."""

    def __init__(self, message: str, result: Result) -> None:
        super().__init__(message)
        self.result = result


class Gatherer:
    """Gathers the events of one operation; they arrive on another thread."""

    def __init__(self, result: Result, listener: Callable[[EngineEvent], None] | None = None) -> None:
        self._result = result
        self._listener = listener
        self._ended = threading.Event()

    def __call__(self, event: EngineEvent) -> None:
        """Takes one event."""
        if event.resource_pre_event and "::pulumi:providers:" not in event.resource_pre_event.metadata.urn:
            self._result.steps.append(_step(event.resource_pre_event.metadata))
        if event.res_op_failed_event:
            self._result.failed.append(event.res_op_failed_event.metadata.urn)
        if event.diagnostic_event and not event.diagnostic_event.ephemeral and event.diagnostic_event.severity != "debug":
            self._result.diagnostics.append(_diagnostic(event.diagnostic_event))
        if event.summary_event:
            self._result.changes = {str(op): count for op, count in event.summary_event.resource_changes.items()}
        if self._listener:
            self._listener(event)
        if event.cancel_event:
            self._ended.set()

    def finish(self, *, wait: bool) -> None:
        """Completes the result; with `wait`, after the last event has come."""
        if wait:
            self._ended.wait(LAST_EVENT_SECONDS)
        if not self._result.changes:
            self._result.changes = dict(Counter(step.op for step in self._result.steps))


def _step(metadata: StepEventMetadata) -> Step:
    return Step(
        op=metadata.op.value,
        urn=metadata.urn,
        type=metadata.type,
        diff={path: difference.diff_kind.value for path, difference in (metadata.detailed_diff or {}).items()},
        replaces=tuple(metadata.keys or ()),
        old=(metadata.old.inputs if metadata.old else None) or {},
        new=(metadata.new.inputs if metadata.new else None) or {},
    )


def _diagnostic(event: DiagnosticEvent) -> Diagnostic:
    return Diagnostic(severity=event.severity, message=uncoloured(event.message).strip(), urn=event.urn or "")


def uncoloured(text: str) -> str:
    """Without the colour marks that the engine puts into messages (`<{%reset%}>`)."""
    import re

    return re.sub(r"<\{%[^%]*%\}>", "", text)


def explain(result: Result, code: int, folder: Path) -> str:
    """Why an operation failed, in one text for a person: each error once, with the resource it is about."""
    found = [diagnostic for diagnostic in result.diagnostics if diagnostic.severity == "error"]
    telling = [diagnostic for diagnostic in found if diagnostic.message not in _SAYS_NOTHING] or found
    lines = [f"{_subject(diagnostic.urn)}{_readable(diagnostic.message, folder)}" for diagnostic in telling]
    if code < 0:
        lines.append(f"the engine was ended by signal {-code}")
    lines += remedies("\n".join(lines))
    return "\n".join(dict.fromkeys(lines)) or result.stderr.strip() or f"the engine ended with code {code} and said nothing"


def _subject(urn: str) -> str:
    if not urn or "::pulumi:pulumi:Stack::" in urn:
        return ""
    return f"{token_of(urn)} '{name_of(urn)}': "


def _readable(message: str, folder: Path) -> str:
    """An exception of the program with the program's own lines only."""
    for words in _REPEATED:
        message = message.removeprefix(words)
    if not message.startswith(_INLINE_ERROR):
        return message
    _, mark, trace = message.partition(TRACEBACK_HEAD)
    return f"the program failed:\n{plain_traceback(mark + trace, folder)}" if mark else message.removeprefix(_INLINE_ERROR)
