"""Services whose resources only stand there: types as data, what Azure adds to them, their keys, and reading them."""

from __future__ import annotations

from collections.abc import Callable

from azure_rehearsal.core.plain import clone
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, Invoke, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import key_of_account, require_local_auth, with_right

__all__ = ["listing", "nothing_more", "part", "reading", "top"]

More = Callable[[Write], JsonDict]


def nothing_more(write: Write) -> JsonDict:
    """What Azure adds beside the state of provisioning: nothing that programs use."""
    del write
    return {}


class _Plain(Behaviour):
    def __init__(self, more: More) -> None:
        self._more = more

    def fill(self, write: Write) -> None:
        apply_identity(write)
        write.private.setdefault("keySeed", write.cloud.new_guid("key " + write.id))
        write.outputs.update({"provisioningState": "Succeeded", **self._more(write)})

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


def top(token: str, kind: str, name: str, more: More = nothing_more) -> ResourceType:
    """A resource of a resource group. `name`: the input that names it."""
    return ResourceType(
        token=f"azure-native:{token}",
        kind=kind,
        path=f"{GROUP}/providers/{kind}/{{{name}}}",
        name=name,
        replaces=frozenset({"location"}),
        location=True,
        behaviour=_Plain(more),
    )


def part(above: ResourceType, token: str, segment: str, name: str, more: More = nothing_more) -> ResourceType:
    """A resource inside of another. `segment`: the last part of its ARM type."""
    return ResourceType(
        token=f"azure-native:{token}",
        kind=f"{above.kind}/{segment}",
        path=f"{above.path}/{segment}/{{{name}}}",
        name=name,
        behaviour=_Plain(more),
    )


def listing(kind: ResourceType, action: str, shape: Callable[[Record, list[str]], JsonDict], length: int = 32) -> Invoke:
    """The function that lists a resource's two keys, if the deployer may. `action`: the verb behind its ARM type."""

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
