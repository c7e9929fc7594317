"""Pulumi's mocks: a program runs against the simulated Azure without the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .mocks import run as run

__all__ = ["run"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that its neighbours stay cheap to import."""
    from importlib import import_module

    if name in __all__:
        return getattr(import_module("azure_rehearsal.doors.mocks.mocks"), name)
    if name == "AzureFixture":  # where it was before `azure_rehearsal.testing`: tests import it from here
        return getattr(import_module("azure_rehearsal.testing"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
