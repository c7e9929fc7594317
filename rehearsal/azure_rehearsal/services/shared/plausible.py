"""Plain values for outputs that only Azure knows, of the kind that their names ask for: ids, host names, addresses, keys.

They are made from the resource's id alone, so that the same resource has the same ones in every run.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import clone
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema.shapes import Field, Fields, ListOf, MapOf, OneOfShapes, OneOfValues, Scalar, Shape
from azure_rehearsal.services.shared.keys import mint

__all__ = ["fill_in", "key", "kubeconfig", "plain_text"]

_NAMESPACE = uuid.UUID("c1d5e1fb-7f5b-5d55-8f0a-4a3a7a3ab3c1")
_DEEPEST = 6
_LISTED = 2  # how deep an answer that lists keys has values also where the SDK calls them optional
_ABSENT = frozenset({"nextLink", "skipToken", "error", "kind", "systemData"})  # of an answer without faults whose first page is the last
_MOMENT = "2024-01-01T00:00:00Z"


def key(holder: str, name: str = "", length: int = 32) -> str:
    """A key of a resource: `length` bytes in base64."""
    return mint(holder + name, length, holder=holder)


def _host(holder: str, _: str) -> str:
    return f"{_last(holder).lower()}.simulated.invalid"  # RFC 6761: never resolves


def _last(holder: str) -> str:
    return holder.rstrip("/").rsplit("/", 1)[-1]


def _key_beside(name: str) -> str:
    found = re.search(r"(primary|secondary)connectionstring", name, re.IGNORECASE)
    return f"{found[1].lower()}Key" if found else name


def kubeconfig(cluster: str, token: str, *, user: str = "user", server: str = "", authority: str = "") -> str:
    """A kubeconfig of the shape that clusters give, in base64; nothing listens at its address."""
    lines = [
        "apiVersion: v1",
        "kind: Config",
        f"current-context: {cluster}",
        "clusters:",
        f"- name: {cluster}",
        "  cluster:",
        f"    server: https://{server or _host(cluster, '')}:443",
        *([f"    certificate-authority-data: {authority}"] if authority else []),
        "users:",
        f"- name: {user}_{cluster}",
        f"  user: {{token: {token}}}",
        "contexts:",
        f"- name: {cluster}",
        f"  context: {{cluster: {cluster}, user: {user}_{cluster}}}",
        "",
    ]
    return base64.b64encode("\n".join(lines).encode()).decode()


_TEXTS: tuple[tuple[str, Callable[[str, str], str]], ...] = (
    (r"provisioningState$", lambda _holder, _name: "Succeeded"),
    # With the key that stands beside it: primaryConnectionString, primaryKey.
    (
        r"connectionStrings?$",
        lambda holder, name: f"Endpoint=https://{_host(holder, name)}/;SharedAccessKey={key(holder, _key_beside(name))}",
    ),
    (r"(fqdn|hostname|defaultDomain|domainName|dnsName|loginServer)$", _host),
    (r"(endpoint|url|uri)s?$", lambda holder, name: f"https://{_host(holder, name)}/"),
    (r"ipAddress$", lambda _holder, _name: "203.0.113.20"),  # RFC 5737: documentation
    (r"(primaryKey|secondaryKey|key|key1|key2|secret|password|token)$", key),
    (r"(guid|(key|tenant|customer|client|principal|object|unique)Id)$", lambda holder, name: str(uuid.uuid5(_NAMESPACE, holder + name))),
    (r"(kubeconfig|kubeConfig)$", lambda holder, name: kubeconfig(_last(holder), key(holder, name))),
    (
        r"(expir(es|y|ation|esAt|esOn|yTime|ationTime)|notBefore|created|lastUpdated|time|date|createdAt|updatedAt|timestamp|createdOn)(Utc)?$",
        lambda _holder, _name: _MOMENT,
    ),
)


def plain_text(name: str, holder: str) -> str:
    """A text that could stand in the output `name` of the resource `holder`; "simulated" where nothing is known of it."""
    for pattern, make in _TEXTS:
        if re.search(pattern, name, re.IGNORECASE):
            return make(holder, name)
    return "simulated"


def fill_in(fields: Fields, known: JsonDict, holder: str, *, lists: bool = False, missing: bool = True, depth: int = 0) -> JsonDict:
    """`known`, with what the SDK calls always there added at every depth, and an id for each part that has a name.

    `holder`: the id of what it belongs to. `lists`: empty lists get one element (answers of functions that list keys).
    `missing`: whether what is always there is added; without it, only ids are.
    """
    filled = clone(known)
    if depth > _DEEPEST:
        return filled
    name = known.get("name")
    if depth and "id" in fields.fields and isinstance(name, str) and not filled.get("id"):
        filled["id"] = f"{holder}/{name}"
    for wire, field in fields.fields.items():
        value = filled.get(wire)
        if value is not None:
            filled[wire] = _inside(field.shape, value, f"{holder}/{wire}", lists=lists, missing=missing, depth=depth)
        elif missing and (field.required or (lists and depth <= _LISTED and wire not in _ABSENT)):
            filled[wire] = _made(field, holder, lists=lists, depth=depth)
    return filled


def _inside(shape: Shape, value: JsonValue, holder: str, *, lists: bool, missing: bool, depth: int) -> JsonValue:
    """The same value, with the parts of its parts added."""
    if isinstance(shape, Fields) and isinstance(value, dict):
        return fill_in(shape, value, holder, lists=lists, missing=missing, depth=depth + 1)
    if isinstance(shape, ListOf) and isinstance(value, list):
        return [_inside(shape.item, one, holder, lists=lists, missing=missing, depth=depth) for one in value]
    if isinstance(shape, MapOf) and isinstance(value, dict):
        return {
            name: _inside(shape.value, one, f"{holder}/{name}", lists=lists, missing=missing, depth=depth) for name, one in value.items()
        }
    return value


def _made(field: Field, holder: str, *, lists: bool, depth: int) -> JsonValue:
    """A value for an output that nothing is known of."""
    if field.constant:
        return field.constant
    return _plain(field.shape, field.name, holder, lists=lists, depth=depth)


def _plain(shape: Shape, name: str, holder: str, *, lists: bool, depth: int) -> JsonValue:
    if isinstance(shape, Fields):
        return fill_in(shape, {}, holder, lists=lists, depth=depth + 1)
    if isinstance(shape, OneOfShapes):
        return _plain(shape.options[0], name, holder, lists=lists, depth=depth)
    if isinstance(shape, OneOfValues):
        return "Succeeded" if "Succeeded" in shape.values else shape.values[0]
    if isinstance(shape, Scalar):
        found = {"a boolean": False, "a number": 0, "a whole number": 0}.get(shape.name, plain_text(name, holder))
        return _listed_text(name, holder) if lists and found == "simulated" else found
    if isinstance(shape, ListOf):
        return [_plain(shape.item, name, holder, lists=lists, depth=depth + 1)] if lists and depth <= _DEEPEST else []
    if isinstance(shape, MapOf) and lists and depth <= _LISTED:
        return {"default": _plain(shape.value, f"{name}Key" if "key" in name.lower() else name, holder, lists=lists, depth=depth + 1)}
    return {}


def _listed_text(name: str, holder: str) -> str:
    """A text of an answer that lists keys: a secret where the name asks for one, else the name of what it belongs to."""
    if name == "id" and holder.lower().startswith("/subscriptions/"):
        return holder
    if name == "type" and holder.lower().startswith("/subscriptions/"):
        return ArmId.parse(holder).kind
    secret = re.search(r"(key|secret|token|password|value|sas|credential)s?$|primary|secondary", name, re.IGNORECASE)
    if secret and not re.search(r"(name|id|type|kind|permissions)$", name, re.IGNORECASE):
        return key(holder, name)
    return "Full" if name.lower() == "permissions" else _last(holder)
