"""What a response holds that the Azure SDK's own model of it doesn't know: nothing, if it is shaped as Azure shapes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def strangers(model: Any, found: Any, path: str = "") -> Iterator[str]:
    """The paths in a JSON answer that a deserialised model has no field for, at any depth."""
    if isinstance(found, list):
        for at, (one, inner) in enumerate(zip(model, found, strict=True)):
            yield from strangers(one, inner, f"{path}[{at}]")
    elif isinstance(found, dict):
        fields = _fields(model)
        if fields is None:  # a dictionary of its own, or plain data
            for key, inner in found.items():
                if isinstance(model, dict) and key in model:
                    yield from strangers(model[key], inner, f"{path}.{key}")
            return
        flat = _flat(found, {key for key in fields if "." in key})
        for key, inner in flat.items():
            if key not in fields:
                yield f"{path}.{key}"
            else:
                yield from strangers(getattr(model, fields[key]), inner, f"{path}.{key}")


def _fields(model: Any) -> dict[str, str] | None:
    """JSON's name -> Python's name, for both generations of the SDK's models; None: no model."""
    newer = getattr(model, "_attr_to_rest_field", None)
    if newer:
        return {field._rest_name: name for name, field in newer.items()}
    older = getattr(model, "_attribute_map", None)
    return {entry["key"].replace("\\\\.", "\0"): name for name, entry in older.items()} if older else None


def _flat(found: dict[str, Any], dotted: set[str]) -> dict[str, Any]:
    """Older models have the parts of `properties` at the top: `properties.clientId`."""
    outer = {key.partition(".")[0] for key in dotted}
    flat: dict[str, Any] = {}
    for key, value in found.items():
        if key in outer and isinstance(value, dict):
            flat.update({f"{key}.{inner}": one for inner, one in value.items()})
        else:
            flat[key] = value
    return flat
