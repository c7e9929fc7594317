"""The outputs that the installed SDK declares for a type, and what of them is known in a preview.

The azure-native provider answers a preview of a create or update with the inputs, and "unknown" for each output that no
input of the same name gives, at every depth (source: provider/pkg/convert/preview_outputs.go, PreviewOutputs). A
simulation that knew more would hide what previews do to dependent resources.
"""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import Any

from .values import UNKNOWN, JsonDict, JsonValue

__all__ = ["output_names", "preview_outputs", "sdk_class"]

_NESTED = re.compile(r"outputs\.(\w+)")


@cache
def sdk_class(token: str) -> type[Any] | None:
    """The resource class behind a token such as azure-native:web:WebApp; None where the SDK has none."""
    package, module, name = token.split(":")
    where = f"pulumi_{package.replace('-', '_')}"
    if package == "azure-native":
        where += "." + module.replace("/", ".")
    try:
        found = getattr(importlib.import_module(where), name, None)
    except ImportError:
        return None
    return found if isinstance(found, type) else None


@cache
def _shape(cls: type[Any]) -> dict[str, tuple[type[Any] | None, bool]]:
    """Output name -> the class of its nested value or None, and whether it is a map of such values."""
    shape: dict[str, tuple[type[Any] | None, bool]] = {}
    for member in vars(cls).values():
        getter = member.fget if isinstance(member, property) else None
        if getter is None:
            continue
        name = getattr(getter, "_pulumi_name", None) or getter.__name__
        annotation = str(getter.__annotations__.get("return", ""))
        nested = _NESTED.search(annotation)
        shape[str(name)] = (_nested_class(cls, nested.group(1)) if nested else None, "Mapping[str, " in annotation)
    return shape


def _nested_class(cls: type[Any], name: str) -> type[Any] | None:
    where = cls.__module__ if cls.__module__.endswith("outputs") else cls.__module__.rpartition(".")[0] + ".outputs"
    found = getattr(importlib.import_module(where), name, None)
    return found if isinstance(found, type) else None


def output_names(token: str) -> frozenset[str]:
    """The output properties of a type, camelCase; empty where the SDK doesn't know the type."""
    cls = sdk_class(token)
    return frozenset(_shape(cls)) if cls else frozenset()


def preview_outputs(token: str, inputs: JsonDict) -> JsonDict:
    """What the provider would answer in a preview: inputs where names meet, UNKNOWN elsewhere."""
    cls = sdk_class(token)
    return _known_part(cls, inputs) if cls else dict(inputs)


def _known_part(cls: type[Any], inputs: JsonDict) -> JsonDict:
    return {
        name: _preview(nested, inputs[name], keyed=keyed) if name in inputs else UNKNOWN for name, (nested, keyed) in _shape(cls).items()
    }


def _preview(nested: type[Any] | None, value: JsonValue, *, keyed: bool = False) -> JsonValue:
    if nested is None or value is UNKNOWN:
        return value
    if isinstance(value, list) and keyed:  # a set of strings goes in as a list and comes out as a map (userAssignedIdentities)
        return {item: _known_part(nested, {}) for item in value if isinstance(item, str)}
    if isinstance(value, list):
        return [_preview(nested, item) for item in value]
    if isinstance(value, dict):
        return {key: _preview(nested, item) for key, item in value.items()} if keyed else _known_part(nested, value)
    return value
