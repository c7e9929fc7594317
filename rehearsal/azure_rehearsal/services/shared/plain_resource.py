"""Resources without rules of their own: their inputs come back, with what Azure adds."""

# ruff: noqa: D102 - the hooks are documented in Behaviour

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import resource_not_found
from azure_rehearsal.core.plain import at, clone, set_default, text
from azure_rehearsal.core.resource_type import Behaviour, Cloud, Invoke, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services.shared import network_gate
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import key_of_account, require_local_auth, with_right
from azure_rehearsal.services.shared.plausible import fill_in

__all__ = ["PlainResource", "etag", "guid", "id_hash", "joined", "listing", "place", "reading", "referred", "tell_type"]

_GUIDS = uuid.UUID("3c1a8f2e-0d0c-5b3c-9f0e-6f2b6f7f3e11")


def _nothing_more(write: Write) -> JsonDict:
    del write
    return {}


@dataclass(frozen=True)
class PlainResource(Behaviour):
    """A resource that exists, has an identity if it asks for one, and answers with its inputs and some outputs."""

    outputs: Callable[[Write], Mapping[str, JsonValue]] = _nothing_more
    """Outputs that Azure adds. A dotted name is set inside of its holder, if there is one; None sets nothing."""
    defaults: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    """Outputs that Azure fills where the program gives none."""
    refers: Sequence[str] = ()
    """Inputs (dotted, lists included) with ids of resources that must exist."""
    makes: Mapping[str, JsonDict] = field(default_factory=dict[str, JsonDict])
    """What Azure makes along with it, in the same parents: token -> inputs."""
    data: bool = False
    """Whether the provider writes it as data, past ARM: then the network rules of its account have to admit the deployer."""

    @property
    def deletes_otherwise(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride] - read-only here
        """Data is deleted as data."""
        return self.data

    def refuse(self, write: Write) -> None:
        """What is referred to must exist; only ids of this subscription can be judged."""
        mine = key_of(f"/subscriptions/{write.cloud.subscription_id}/")
        for path in self.refers:
            for resource_id in _texts_at(write.inputs, path.split(".")):
                if key_of(resource_id).startswith(mine) and write.cloud.state.get(resource_id) is None:
                    arm = ArmId.parse(resource_id)
                    raise resource_not_found(arm.kind, "/".join(arm.names), arm.group)
        if self.data:
            network_gate.require_deployer(write.cloud, write.id)

    def refuse_delete(self, cloud: Cloud, record: Record) -> None:
        if self.data:
            network_gate.require_deployer(cloud, record.id)

    def fill(self, write: Write) -> None:
        apply_identity(write)
        tell_type(write)
        if "keySeed" not in write.private:
            write.private["keySeed"] = write.cloud.new_guid("key " + write.id)
        if "provisioningState" in schema.describe(write.type.token).outputs:
            write.outputs["provisioningState"] = "Succeeded"
        for name, value in self.defaults.items():
            set_default(write.outputs, name, clone(value))
        for path, value in self.outputs(write).items():
            *holders, last = path.split(".")
            holder = at(write.outputs, *holders)
            if isinstance(holder, dict) and value is not None:
                holder[last] = value
        write.outputs = fill_in(schema.describe(write.type.token).gives, write.outputs, write.id, missing=False)

    def written(self, write: Write, record: Record) -> None:
        del record
        for token, inputs in self.makes.items():
            write.cloud.make_default(token, {**write.inputs, **inputs})

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


def tell_type(write: Write) -> None:
    """The output `type`: the ARM type, unless the type has an input of that name, which comes back."""
    own = "type" in schema.describe(write.type.token).inputs
    write.outputs["type"] = write.inputs.get("type") if own else write.arm.kind


def _texts_at(value: JsonValue, path: list[str]) -> Iterator[str]:
    """The texts at a path; lists on the way count element by element."""
    if isinstance(value, list):
        for item in value:
            yield from _texts_at(item, path)
    elif path:
        yield from _texts_at(value.get(path[0]) if isinstance(value, dict) else None, path[1:])
    elif isinstance(value, str):
        yield value


def guid(write: Write, label: str) -> str:
    """A guid of the resource's own, the same after each update. `label`: what it identifies."""
    return str(uuid.uuid5(_GUIDS, f"{key_of(write.id)} {label}"))


def id_hash(write: Write) -> str:
    """Eight hexadecimal digits made from the resource's id: Azure has random ones in host names."""
    return hashlib.sha256(key_of(write.id).encode()).hexdigest()[:8]


def place(write: Write) -> str:
    """The location of the resource as host names have it: "westeurope"."""
    return (text(write.inputs, "location") or write.cloud.options.location).replace(" ", "").lower()


def referred(write: Write, reference: str, output: str) -> str | None:
    """An output of the resource whose id the input `reference` holds; None where there is none."""
    found = write.cloud.state.get(text(write.inputs, reference) or "")
    return text(found.outputs, output) if found else None


def joined(*parts: str | None) -> str | None:
    """The parts as one text; None where one of them is missing."""
    return None if None in parts else "".join(part or "" for part in parts)


def etag(write: Write) -> str:
    """A weak entity tag."""
    return f'W/"{guid(write, "etag")}"'


def listing(kind: ResourceType, action: str, shape: Callable[[Record, list[str]], JsonDict], length: int = 32) -> Invoke:
    """The function that lists a resource's two keys, if the deployer may. `action`: the verb behind its ARM type; `length`: bytes of a key."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, kind.token, args, action)
        require_local_auth(record)
        return shape(record, [key_of_account(record, number, length) for number in (1, 2)])

    return call


def reading(kind: ResourceType) -> Invoke:
    """The function that reads a resource."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, kind.token, args, "read")
        return {**clone(record.outputs), "id": record.id}

    return call
