"""Resource types that are all data: data/declared_types.json says how they are named, what replaces them and what Azure adds.

A text of `outputs` or `defaults` may hold in braces: an input (dotted: inside of it), `name`, `resourceGroupName`, `subscription`,
`now`, `hash` (8 hex digits of the id), `guid:WORD` (a guid of its own, kept over updates), or `INPUT>OUTPUT`: an output of the
resource whose id the input holds. An output with a dotted name is set where what holds it is there; a text whose braces
can't be filled sets nothing. `refers` are inputs with ids of resources that must
exist; `makes` is what Azure makes along with it, in the same parents; `data` says that the provider writes it as data, past
ARM: then the network rules of what holds it have to admit the deployer.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import resource_not_found
from azure_rehearsal.core.plain import at, clone, set_default, text
from azure_rehearsal.core.resource_type import Behaviour, Cloud, NameRule, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonValue
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services.generic.ids import arm_kind, known_templates
from azure_rehearsal.services.generic.types import tell_type
from azure_rehearsal.services.shared import network_gate
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.plausible import fill_in

__all__ = ["SERVICES"]

_BRACES = re.compile(r"\{([^{}]+)\}")
_GUIDS = uuid.UUID("3c1a8f2e-0d0c-5b3c-9f0e-6f2b6f7f3e11")


class _Declared(Behaviour):
    def __init__(self, one: Mapping[str, Any]) -> None:
        self._outputs: Mapping[str, Any] = one.get("outputs", {})
        self._defaults: Mapping[str, Any] = one.get("defaults", {})
        self._refers = tuple(one.get("refers", ()))
        self._makes: list[Mapping[str, Any]] = one.get("makes", [])
        self.deletes_otherwise = self._data = bool(one.get("data", False))

    def refuse(self, write: Write) -> None:
        """What is referred to must exist; only ids of this subscription can be known to."""
        for path in self._refers:
            for one in _inside(write.inputs, path.split(".")):
                mine = key_of(one).startswith(key_of(f"/subscriptions/{write.cloud.subscription_id}/"))
                if mine and write.cloud.state.get(one) is None:
                    arm = ArmId.parse(one)
                    raise resource_not_found(arm.kind, "/".join(arm.names), arm.group)
        if self._data:
            network_gate.require_deployer(write.cloud, write.id)

    def refuse_delete(self, cloud: Cloud, record: Record) -> None:
        if self._data:
            network_gate.require_deployer(cloud, record.id)

    def fill(self, write: Write) -> None:
        apply_identity(write)
        tell_type(write)
        for name, value in self._defaults.items():
            filled = _filled(clone(value), write)
            if filled is not None:
                set_default(write.outputs, name, filled)
        for path, value in self._outputs.items():
            *holders, last = path.split(".")
            holder = at(write.outputs, *holders)
            filled = _filled(value, write)
            if isinstance(holder, dict) and filled is not None:
                holder[last] = filled
        write.outputs = fill_in(schema.describe(write.type.token).gives, write.outputs, write.id, missing=False)

    def written(self, write: Write, record: Record) -> None:
        del record
        for one in self._makes:
            write.cloud.make_default(one["token"], {**write.inputs, **one["inputs"]})

    def deleted(self, cloud: Any, record: Record) -> None:
        drop_identity(cloud, record)


def _inside(value: JsonValue, path: list[str]) -> Iterator[str]:
    """The texts at a path; lists on the way count element by element."""
    if isinstance(value, list):
        for one in value:
            yield from _inside(one, path)
    elif path:
        yield from _inside(value.get(path[0]) if isinstance(value, dict) else None, path[1:])
    elif isinstance(value, str):
        yield value


def _filled(value: Any, write: Write) -> JsonValue:
    """The value with its braces filled; None where something in them isn't there."""
    if isinstance(value, str):
        words = {match: _word(match, write) for match in _BRACES.findall(value)}
        return None if None in words.values() else _BRACES.sub(lambda match: words[match[1]] or "", value)
    return clone(value)


def _word(word: str, write: Write) -> str | None:
    cloud, arm = write.cloud, write.arm
    kind, _, label = word.partition(":")
    if kind == "guid":
        return str(uuid.uuid5(_GUIDS, f"{key_of(write.id)} {label}"))
    if ">" in word:
        path, _, output = word.partition(">")
        found = cloud.state.get(text(write.inputs, *path.split(".")) or "")
        return text(found.outputs, *output.split(".")) if found else None
    plain: dict[str, str | None] = {
        "name": arm.name,
        "hash": hashlib.sha256(key_of(write.id).encode()).hexdigest()[:8],
        "now": cloud.clock.iso(),
        "subscription": cloud.subscription_id,
        "location": (text(write.inputs, "location") or cloud.options.location).replace(" ", "").lower(),
    }
    return plain[word] if word in plain else text(write.inputs, *word.split("."))


def _type(one: Mapping[str, Any]) -> ResourceType:
    path = known_templates()[one["token"]]
    rule = one.get("rule")
    return ResourceType(
        token=one["token"],
        kind=arm_kind(path),
        path=path,
        name=one.get("name"),
        name_rule=NameRule(rule["pattern"], rule["words"]) if rule else None,
        replaces=frozenset(one.get("replaces", ())),
        location=one.get("location", False),
        behaviour=_Declared(one),
    )


def _read() -> tuple[Service, ...]:
    found = json.loads(resources.files("azure_rehearsal").joinpath("data/declared_types.json").read_text(encoding="utf-8"))
    return tuple(Service(namespace, tuple(_type(one) for one in types)) for namespace, types in found.items())


SERVICES: tuple[Service, ...] = _read()
"""One for each ARM namespace of the file; other modules may describe further types of the same namespaces."""
