"""Runs the Pulumi engine on the simulated Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .rehearsal import Rehearsal as Rehearsal

__all__ = ["Rehearsal"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that its neighbours stay cheap to import."""
    from importlib import import_module

    if name in __all__:
        return getattr(import_module("azure_rehearsal.engine.rehearsal"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
