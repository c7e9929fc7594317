"""Azure resource ids: those of `azure_access`, and filling id templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from azure_access import ArmId, is_within, key_of

from .values import JsonValue

__all__ = ["ArmId", "fill", "is_within", "key_of", "parameters"]

_BRACES = re.compile(r"\{([^}]+)\}")


def parameters(template: str) -> tuple[str, ...]:
    """The names in braces of an id template, in order; a name that may be empty has a question mark there, and none here."""
    return tuple(name.removesuffix("?") for name in _BRACES.findall(template))


def fill(template: str, values: Mapping[str, JsonValue]) -> str | None:
    """The template with each {name} replaced (a dotted name looks inside); None if one isn't a string, or is empty without being {name?}."""
    missing = False

    def one(match: re.Match[str]) -> str:
        nonlocal missing
        found: JsonValue = dict(values)
        name = match.group(1).removesuffix("?")
        for step in name.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if not isinstance(found, str) or (not found and name == match.group(1)):
            missing = True
            return ""
        return found.strip("/")

    filled = _BRACES.sub(one, template)
    return None if missing else "/" + filled.lstrip("/").replace("//", "/")
