"""What `azure.up` gives: what the engine did, and the verdicts on the connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from azure_rehearsal.engine.events import Result
from azure_rehearsal.report.report import Report

from .verdicts import Verdicts

__all__ = ["CheckedResult", "checked_result"]


@dataclass
class CheckedResult(Verdicts, Result):
    """What an operation of the engine did, and the verdicts on the stack's connections."""

    make: Callable[[], Report] = field(kw_only=True, repr=False)

    def report(self) -> Report:
        """The whole report on the stack, as `azure-rehearsal report` prints it."""
        return self.make()


def checked_result(result: Result, make: Callable[[], Report]) -> CheckedResult:
    """The result, with verdicts. `make` makes the report."""
    return CheckedResult(**{one.name: getattr(result, one.name) for one in fields(result)}, make=make)
