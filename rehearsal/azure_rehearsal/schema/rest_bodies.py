"""ARM's request and response bodies, and the plain data that the cloud works on: one mapping for all types.

The cloud speaks as azure-native does: most types have the parts of `properties` at the top, resources nested in others too.
Which property belongs where is read from the installed SDK's own types; `rest_names` has the few that it doesn't say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from azure_rehearsal.core.plain import clone
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema import types as schema

from .rest_names import ENVELOPE, INSIDE, RENAMED
from .shapes import Fields, ListOf, MapOf, OneOfShapes, Shape

__all__ = ["lost_properties", "to_body", "to_inputs", "to_outputs"]

# What lists of resources add to each: `az resource list`, Resource Graph.
_ENVELOPE_OF_LISTS = frozenset(
    {
        "id",
        "name",
        "type",
        "resourceGroup",
        "subscriptionId",
        "tenantId",
        "apiVersion",
        "managedBy",
        "plan",
        "systemData",
        "changedTime",
        "createdTime",
    }
)
_FOR_THE_ENGINE = {"azureApiVersion", "urn"}


def to_inputs(token: str, body: JsonDict) -> JsonDict:
    """The body of a request as azure-native's inputs. What the type doesn't take (read-only parts too) is passed over, as ARM does."""
    return _inbound(_module(token), schema.describe(token).takes, body, top=True)


def to_outputs(token: str, body: JsonDict) -> JsonDict:
    """The body of an answer as azure-native's outputs; the inverse of `to_body`."""
    return _inbound(_module(token), schema.describe(token).gives, body, top=True)


def lost_properties(body: JsonDict, *kept: JsonDict) -> list[str]:
    """The paths in a body that none of the readings of it (`to_inputs`, `to_outputs`) has."""
    return list(_lost(body, kept, "", top=True))


def _lost(body: JsonDict, kept: Sequence[JsonDict], where: str, *, top: bool = False) -> Iterator[str]:
    inner = body.get("properties")
    if isinstance(inner, dict) and not any("properties" in one for one in kept):
        body = {**{key: value for key, value in body.items() if key != "properties"}, **inner}
    renamed = any(set(one) - set(body) for one in kept) and not top
    for key, value in body.items():
        found = [one[key] for one in kept if key in one]
        if not found and not renamed and not (top and key in _ENVELOPE_OF_LISTS):
            yield f"{where}{key}"
        values, readings = [value], [found]
        if isinstance(value, list):
            values, readings = value, [[one[at] for one in found if isinstance(one, list) and at < len(one)] for at in range(len(value))]
        for part, read in zip(values, readings, strict=True):
            tables = [one for one in read if isinstance(one, dict)]
            if isinstance(part, dict) and tables:
                yield from _lost(part, tables, f"{where}{key}.")


def to_body(token: str, resource_id: str, outputs: JsonDict) -> JsonDict:
    """What ARM answers for a resource: its envelope, and `properties`."""
    name = outputs.get("name") or resource_id.rstrip("/").rsplit("/", 1)[-1]
    body = _outbound(_module(token), schema.describe(token).gives, outputs, wrap=True, inside=INSIDE.get(token, frozenset()))
    return {"id": resource_id, "name": name, **{key: one for key, one in body.items() if key not in {"id", "name"}}}


def _module(token: str) -> str:
    return token.split(":")[1].split("/", maxsplit=1)[0]


def _renames(module: str, fields: Fields) -> dict[str, str]:
    """azure-native's name -> JSON's name."""
    return dict(RENAMED.get((module, fields.name.removesuffix("Args").removesuffix("Response")), {}))


def _is_resource(fields: Fields) -> bool:
    """Whether an object within a resource is a resource itself, such as a subnet of a network: then it has `properties` too."""
    names = fields.fields.keys()
    return {"id", "name"} <= names and "properties" not in names and bool({"etag", "type", "provisioningState"} & names)


# -- requests ------------------------------------------------------------------------------------------------------------


def _inbound(module: str, fields: Fields, value: JsonDict, *, top: bool = False) -> JsonDict:
    inner = value.get("properties")
    flat = dict(value)
    if isinstance(inner, dict) and "properties" not in fields.fields:
        envelope = {key: one for key, one in value.items() if key != "properties" and not (top and key in {"name", "type", "id"})}
        flat = {**envelope, **inner}
    elif top:
        flat = {key: one for key, one in flat.items() if key not in {"name", "type", "id"}}
    native = {json: name for name, json in _renames(module, fields).items()}
    named = {native.get(key, key): one for key, one in flat.items()}
    return {key: _inward(module, fields.fields[key].shape, one) for key, one in named.items() if key in fields.fields}


def _inward(module: str, shape: Shape, value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        found = _object_shape(shape, value)
        if isinstance(found, Fields):
            return _inbound(module, found, value)
        if isinstance(found, ListOf):  # a set of strings is a map on ARM's side: userAssignedIdentities
            return list(value)
        if isinstance(found, MapOf):
            return {key: _inward(module, found.value, one) for key, one in value.items()}
    if isinstance(value, list) and isinstance(shape, ListOf):
        return [_inward(module, shape.item, one) for one in value]
    return clone(value)


def _object_shape(shape: Shape, value: JsonDict) -> Shape:
    """Of a union the option whose constants fit, else the first object of it."""
    if not isinstance(shape, OneOfShapes):
        return shape
    options = [one for one in shape.options if isinstance(one, Fields)]
    fitting = [one for one in options if all(item.constant in (None, value.get(item.name)) for item in one.fields.values())]
    return next(iter([*fitting, *options]), shape)


# -- answers -------------------------------------------------------------------------------------------------------------


def _outbound(module: str, fields: Fields, value: JsonDict, *, wrap: bool, inside: frozenset[str] = frozenset()) -> JsonDict:
    """With `wrap` the parts that don't belong to the envelope go into `properties`, unless the type has `properties` itself."""
    renames, known = _renames(module, fields), fields.fields
    beside: JsonDict = {}
    within: JsonDict = {}
    apart = wrap and "properties" not in known
    for key, one in value.items():
        if key not in _FOR_THE_ENGINE and one is not None:
            place = within if apart and key not in ENVELOPE - inside else beside
            place[renames.get(key, key)] = _outward(module, known[key].shape if key in known else None, one)
    return {**beside, "properties": within} if apart else beside


def _outward(module: str, shape: Shape | None, value: JsonValue) -> JsonValue:
    if isinstance(value, dict) and shape is not None:
        found = _object_shape(shape, value)
        if isinstance(found, Fields):
            return _outbound(module, found, value, wrap=_is_resource(found))
        if isinstance(found, MapOf):
            return {key: _outward(module, found.value, one) for key, one in value.items()}
    if isinstance(value, list) and isinstance(shape, ListOf):
        return [_outward(module, shape.item, one) for one in value]
    if isinstance(value, list) and isinstance(shape, MapOf):  # the set of strings of a program's inputs
        return {one: {} for one in value if isinstance(one, str)}
    return clone(value)
