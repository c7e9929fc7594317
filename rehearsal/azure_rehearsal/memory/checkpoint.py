"""Typed looks into the engine's checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

__all__ = ["name_of", "pending_of", "resources_of", "token_of"]

Entry = dict[str, Any]


def resources_of(checkpoint: Mapping[str, Any]) -> list[Entry]:
    """The resources, in the order in which they depend on each other."""
    return cast("list[Entry]", checkpoint.get("resources") or [])


def pending_of(checkpoint: Mapping[str, Any]) -> list[Entry]:
    """The operations whose end the engine never heard of: each with `resource` and `type`."""
    return cast("list[Entry]", checkpoint.get("pending_operations") or [])


def name_of(urn: str) -> str:
    """The logical name in `urn:pulumi:stack::project::types::name`; it may itself hold `::`."""
    return urn.split("::", 3)[3]


def token_of(urn: str) -> str:
    """The resource's own type token: the last of the `$`-separated types of a URN."""
    return urn.split("::", 3)[2].rsplit("$", 1)[-1]
