"""Typed looks into the engine's checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

__all__ = ["SECRET", "SECRET_SIGNATURE", "is_secret", "masked_outputs", "name_of", "outputs_of", "pending_of", "resources_of", "token_of"]

Entry = dict[str, Any]

SECRET_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"  # noqa: S105 - a mark, the same everywhere
"""The key that marks secrets, among others, in a checkpoint: pulumi/pulumi, sdk/go/common/resource/properties.go, SigKey."""

_IS_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - SecretSig of the same file: a mark, the same everywhere
_MASK: Final = "[secret]"

SECRET: Final[Mapping[str, str]] = {SECRET_SIGNATURE: _IS_SECRET}
"""What stands for a secret of which nothing else is known."""


def is_secret(value: Mapping[str, Any]) -> bool:
    """Whether the object stands for a secret, which is encrypted."""
    return value.get(SECRET_SIGNATURE) == _IS_SECRET


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


def outputs_of(checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """The stack's outputs as the checkpoint has them: secrets encrypted."""
    roots = [one for one in resources_of(checkpoint) if one["type"] == "pulumi:pulumi:Stack"]
    return (roots[0].get("outputs") if roots else None) or {}


def masked_outputs(checkpoint: Mapping[str, Any]) -> dict[str, Any]:
    """The stack's outputs, "[secret]" in the place of each that has a secret in it, as `pulumi stack output --json` writes them."""
    return {key: _MASK if _has_secret(value) else value for key, value in outputs_of(checkpoint).items()}


def _has_secret(value: Any) -> bool:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        return is_secret(entries) or any(map(_has_secret, entries.values()))
    return isinstance(value, list) and any(map(_has_secret, cast("list[Any]", value)))
