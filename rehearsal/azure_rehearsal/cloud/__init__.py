"""The simulated Azure: one tenant, its subscriptions, and every resource in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cloud import AzureError as AzureError
    from .cloud import Cloud as Cloud

__all__ = ["AzureError", "Cloud"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that its neighbours stay cheap to import."""
    from importlib import import_module

    if name in __all__:
        return getattr(import_module("azure_rehearsal.cloud.cloud"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
