"""What works after `up`: verdicts, references, what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .report import make_report as make_report

__all__ = ["make_report"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that its neighbours stay cheap to import."""
    from importlib import import_module

    if name in __all__:
        return getattr(import_module("azure_rehearsal.report.report"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
