"""A simulated Azure that says no as Azure does, for rehearsing and unit-testing azure-native Python stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cloud import AzureError as AzureError
    from .cloud import Cloud as Cloud
    from .doors.mocks import run as run
    from .engine import Rehearsal as Rehearsal
    from .testing import AzureFixture as AzureFixture

__all__ = ["AzureError", "AzureFixture", "Cloud", "Rehearsal", "run"]

_ROOMS = {"AzureError": "cloud", "AzureFixture": "testing", "Cloud": "cloud", "Rehearsal": "engine", "run": "doors.mocks"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that the command starts quickly."""
    from importlib import import_module

    if name in _ROOMS:
        return getattr(import_module(f"azure_rehearsal.{_ROOMS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
