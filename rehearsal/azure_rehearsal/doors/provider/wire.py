"""Pulumi's wire encoding of property values: protobuf structs with signed objects for secrets, outputs and unknowns.

Signatures and the words for unknowns are Pulumi's own (`sdk/go/common/resource/plugin/rpc.go` and `properties.go`).
The cloud sees plain values; which paths were secret is kept beside them, so that an answer can be marked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from google.protobuf import struct_pb2

from azure_rehearsal.core.values import UNKNOWN, JsonDict, JsonValue, Path, get, walk

__all__ = ["SECRET_SIGNATURE", "UNKNOWN_WORDS", "Decoded", "decode", "encode", "secrets_of_answer"]

SIGNATURE_KEY: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  (a marker, no password)
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE_SIGNATURE: Final = "5cf8f73096256a8f31e491e813e4eb8e"

UNKNOWN_STRING: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_WORDS: Final = frozenset(
    {
        UNKNOWN_STRING,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)

# A secret shorter than this is not searched for inside other values: "1" or "true" would mark half the answer.
SHORTEST_SEARCHED_SECRET: Final = 6


@dataclass(frozen=True)
class Decoded:
    """A property map in plain values, and the paths that arrived as secrets (the outermost path of each)."""

    value: JsonDict
    secrets: frozenset[Path]


def decode(struct: struct_pb2.Struct) -> Decoded:
    """Plain values of a wire struct. Keys that hold null are left out, as azure-native leaves them out."""
    secrets: set[Path] = set()
    value = _plain_struct(struct, (), secrets)
    if not isinstance(value, dict):
        raise TypeError("a property map arrived as something other than an object")
    return Decoded(value, frozenset(secrets))


def _plain(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> JsonValue:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in UNKNOWN_WORDS else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        return _plain_struct(value.struct_value, path, secrets)
    if kind == "list_value":
        return [_plain(item, (*path, at), secrets) for at, item in enumerate(value.list_value.values)]
    return None


def _plain_struct(struct: struct_pb2.Struct, path: Path, secrets: set[Path]) -> JsonValue:
    fields = struct.fields
    signature = fields[SIGNATURE_KEY].string_value if SIGNATURE_KEY in fields else ""
    if signature == SECRET_SIGNATURE:
        secrets.add(path)
        return _plain(fields["value"], path, set())
    if signature == OUTPUT_SIGNATURE:
        inner: set[Path] = secrets
        if "secret" in fields and fields["secret"].bool_value:
            secrets.add(path)
            inner = set()
        return _plain(fields["value"], path, inner) if "value" in fields else UNKNOWN
    if signature == RESOURCE_SIGNATURE:
        reference = fields["id"] if "id" in fields else fields["urn"]
        return _plain(reference, path, secrets) if reference.string_value else UNKNOWN
    return {key: _plain(item, (*path, key), secrets) for key, item in fields.items() if item.WhichOneof("kind") not in (None, "null_value")}


def encode(value: Mapping[str, JsonValue], secrets: Iterable[Path] = ()) -> struct_pb2.Struct:
    """The wire struct of a property map; what lies at a path in `secrets` is wrapped as a secret.

    A path that isn't there is ignored: an answer needn't hold everything that was asked.
    """
    return _wire_struct(value, (), frozenset(secrets))


def _wire_struct(value: Mapping[str, JsonValue], path: Path, secrets: frozenset[Path]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    for key, item in value.items():
        struct.fields[key].CopyFrom(_wire(item, (*path, key), secrets))
    return struct


def _wire(value: JsonValue, path: Path, secrets: frozenset[Path]) -> struct_pb2.Value:
    if path in secrets:
        wrapped = struct_pb2.Struct()
        wrapped.fields[SIGNATURE_KEY].string_value = SECRET_SIGNATURE
        wrapped.fields["value"].CopyFrom(_wire(value, path, frozenset()))
        return struct_pb2.Value(struct_value=wrapped)
    if value is None:
        return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
    if value is UNKNOWN:
        return struct_pb2.Value(string_value=UNKNOWN_STRING)
    if isinstance(value, bool):  # before the numbers: a bool is an int
        return struct_pb2.Value(bool_value=value)
    if isinstance(value, int | float):
        return struct_pb2.Value(number_value=float(value))
    if isinstance(value, str):
        return struct_pb2.Value(string_value=value)
    if isinstance(value, list):
        items = [_wire(item, (*path, at), secrets) for at, item in enumerate(value)]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=items))
    if isinstance(value, dict):
        return struct_pb2.Value(struct_value=_wire_struct(value, path, secrets))
    raise TypeError(f"a {type(value).__name__} cannot travel to the engine; only JSON-like values can")


def secrets_of_answer(answer: JsonDict, asked: Decoded) -> frozenset[Path]:
    """The paths of an answer that must be secret because of what was asked.

    The same path as in the question, and any other text that contains a secret text: a service that repeats a secret
    elsewhere (inside a connection string, say) must not publish it.
    """
    texts = [
        leaf
        for secret in asked.secrets
        for _, leaf in walk(_there(asked.value, secret))
        if isinstance(leaf, str) and len(leaf) >= SHORTEST_SEARCHED_SECRET
    ]
    repeated = {path for path, leaf in walk(answer) if isinstance(leaf, str) and path and any(text in leaf for text in texts)}
    return asked.secrets | repeated


def _there(value: JsonValue, path: Path) -> JsonValue:
    """The value at a path, or None: a secret that was noted once need not be there any more."""
    try:
        return get(value, path)
    except (KeyError, IndexError):
        return None
