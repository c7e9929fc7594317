"""The pytest fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .fixture import AzureFixture as AzureFixture

__all__ = ["AzureFixture"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that its neighbours stay cheap to import."""
    from importlib import import_module

    if name in __all__:
        return getattr(import_module("azure_rehearsal.testing.fixture"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
