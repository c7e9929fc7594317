"""The outputs that the installed SDK declares for a type: what of them a preview knows, and what fills the rest of them.

The azure-native provider answers a preview of a create or update with the inputs, and "unknown" for each output that no
input of the same name gives, at every depth (source: provider/pkg/convert/preview_outputs.go, PreviewOutputs). A
simulation that knew more would hide what previews do to dependent resources.
"""

from __future__ import annotations

import re
import typing
from functools import cache

from azure_rehearsal.core.plain import table
from azure_rehearsal.core.values import UNKNOWN, JsonDict, JsonValue
from azure_rehearsal.schema import types as schema

from .shapes import Fields, ListOf, MapOf, OneOfShapes, OneOfValues, Scalar, Shape

__all__ = ["api_version", "complete", "fail", "plain_answer", "preview_outputs", "system_data"]

_VERSION = re.compile(r"Uses Azure REST API version ([\w-]+)\.")
_DEEPEST = 8  # types that require themselves would never end


@cache
def api_version(token: str) -> str | None:
    """The REST API version that azure-native uses for a type, as its documentation says; None where it doesn't."""
    package, module, name = token.split(":")
    if package != "azure-native":
        return None
    found = getattr(schema.load(f"pulumi_azure_native.{module}"), name, None)
    variants = typing.get_overloads(found.__init__) if found else ()  # the SDK documents these
    match = next((match for one in variants if (match := _VERSION.search(one.__doc__ or ""))), None)
    return match.group(1) if match else None


def system_data(who: str | None, when: str, old: JsonDict) -> JsonDict:
    """Who made and last changed a resource: learn.microsoft.com/rest/api, common type systemData."""
    made: JsonDict = {"createdBy": who, "createdByType": "Application", "createdAt": when}
    changed: JsonDict = {"lastModifiedBy": who, "lastModifiedByType": "Application", "lastModifiedAt": when}
    return {**made, **table(old, "systemData"), **changed}


def preview_outputs(token: str, inputs: JsonDict) -> JsonDict:
    """What the provider would answer in a preview: inputs where names meet, UNKNOWN elsewhere."""
    return _known_part(schema.describe(token).gives, inputs)


def _known_part(fields: Fields, inputs: JsonDict) -> JsonDict:
    return {name: _preview(field.shape, inputs[name]) if name in inputs else UNKNOWN for name, field in fields.fields.items()}


def _preview(shape: Shape, value: JsonValue) -> JsonValue:
    if isinstance(shape, Fields) and isinstance(value, dict):
        return _known_part(shape, value)
    if isinstance(shape, ListOf) and isinstance(value, list):
        return [_preview(shape.item, item) for item in value]
    if isinstance(shape, MapOf) and isinstance(value, list):
        # a set of strings goes in as a list and comes out as a map (userAssignedIdentities)
        keys = [item for item in value if isinstance(item, str)]
        return {key: _preview(shape.value, {}) for key in keys} if len(keys) == len(value) else UNKNOWN
    if isinstance(shape, MapOf) and isinstance(value, dict):
        return {key: _preview(shape.value, item) for key, item in value.items()}
    return value


def complete(token: str, outputs: JsonDict, *, blank: str | None) -> None:
    """Add what the SDK calls always there: empty lists, and with `blank` a plain value of the right kind (`blank` as text).

    Without `blank` other outputs stay absent: Azure leaves many of them out, whatever its specification says.
    """
    for name, field in schema.describe(token).outputs.items():
        if field.required and outputs.get(name) is None and (blank is not None or isinstance(field.shape, ListOf)):
            outputs[name] = _plain(field.shape, blank or "")


def plain_answer(gives: Fields, known: JsonDict) -> JsonDict:
    """`known` as far as a function answers with it, at every depth, and a plain value for whatever else is always there."""
    found = {name: _answered(field.shape, known[name]) for name, field in gives.fields.items() if known.get(name) is not None}
    return {**{name: _plain(field.shape, "") for name, field in gives.fields.items() if field.required}, **found}


def _answered(shape: Shape, value: JsonValue) -> JsonValue:
    if isinstance(shape, Fields) and isinstance(value, dict):
        return plain_answer(shape, value)
    if isinstance(shape, ListOf) and isinstance(value, list):
        return [_answered(shape.item, one) for one in value]
    return value


def _plain(shape: Shape, blank: str, depth: int = 0) -> JsonValue:
    if isinstance(shape, Fields):
        inner = shape.fields.values() if depth < _DEEPEST else ()
        return {field.name: field.constant or _plain(field.shape, blank, depth + 1) for field in inner if field.required}
    if isinstance(shape, OneOfShapes):
        return _plain(shape.options[0], blank, depth)
    if isinstance(shape, OneOfValues):
        return shape.values[0]
    if isinstance(shape, Scalar):
        return {"a boolean": False, "a number": 0, "a whole number": 0}.get(shape.name, blank)
    return [] if isinstance(shape, ListOf) else {}


def fail(outputs: JsonDict) -> None:
    """Makes the provisioning state "Failed", where there is one: learn.microsoft.com/azure/azure-resource-manager/management/async-operations."""
    for holder in (outputs, table(outputs, "properties")):
        if "provisioningState" in holder:
            holder["provisioningState"] = "Failed"
