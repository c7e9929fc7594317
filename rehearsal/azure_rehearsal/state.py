"""What the simulated Azure remembers. Plain data, so that it can be written to a file between two commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from .arm_ids import is_within, key_of
from .values import JsonDict

__all__ = ["Principal", "Record", "State"]


def _empty() -> JsonDict:
    return {}


@dataclass
class Record:
    """One resource. `inputs`: the last accepted write; `outputs`: what a read answers; `private`: what only Azure knows.

    `made_by_azure`: it came with its parent and nobody has created it, so it doesn't count as left over.
    """

    id: str
    token: str
    inputs: JsonDict = field(default_factory=_empty)
    outputs: JsonDict = field(default_factory=_empty)
    private: JsonDict = field(default_factory=_empty)
    made_by_azure: bool = False


@dataclass(frozen=True)
class Principal:
    """Somebody in the directory. `kind`: "ServicePrincipal", "User" or "Group", as role assignments name them.

    `resource_id`: the ARM id behind a managed identity. `since`: simulated time of registration, in seconds.
    """

    object_id: str
    client_id: str | None
    name: str
    kind: str = "ServicePrincipal"
    resource_id: str | None = None
    since: float = 0.0


class State:
    """Records by id, soft-deleted records, and the tenant's principals."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.deleted: dict[str, Record] = {}
        self.principals: dict[str, Principal] = {}
        self.counter = 0

    def get(self, resource_id: str) -> Record | None:
        """The live record of that id, whatever its letter case."""
        return self.records.get(key_of(resource_id))

    def put(self, record: Record) -> None:
        """Keep the record under its id."""
        self.records[key_of(record.id)] = record

    def remove(self, resource_id: str) -> Record | None:
        """Forget one record (not what lies under it)."""
        return self.records.pop(key_of(resource_id), None)

    def within(self, scope: str) -> list[Record]:
        """The records of `scope` itself and of all under it."""
        return [record for key, record in self.records.items() if is_within(key, scope)]

    def of(self, *tokens: str) -> Iterator[Record]:
        """The records of these types, in order of creation."""
        return iter([record for record in self.records.values() if record.token in tokens])

    def principal(self, object_or_client_id: str) -> Principal | None:
        """By object id, else by client id."""
        wanted = object_or_client_id.lower()
        found = self.principals.get(wanted)
        if found is not None:
            return found
        return next((one for one in self.principals.values() if (one.client_id or "").lower() == wanted), None)

    def register(self, principal: Principal) -> None:
        """Add to the directory."""
        self.principals[principal.object_id.lower()] = principal

    def unregister(self, object_id: str) -> None:
        """Take out of the directory; its grants stay behind as orphans, as in Azure."""
        self.principals.pop(object_id.lower(), None)

    def dump(self) -> dict[str, Any]:
        """Plain JSON; holds secrets in the clear."""
        return {
            "records": [asdict(record) for record in self.records.values()],
            "deleted": [asdict(record) for record in self.deleted.values()],
            "principals": [asdict(principal) for principal in self.principals.values()],
            "counter": self.counter,
        }

    @classmethod
    def load(cls, data: dict[str, Any]) -> State:
        """The inverse of `dump`."""
        state = cls()
        state.records = {key_of(one["id"]): Record(**one) for one in data["records"]}
        state.deleted = {key_of(one["id"]): Record(**one) for one in data["deleted"]}
        state.principals = {one["object_id"].lower(): Principal(**one) for one in data["principals"]}
        state.counter = int(data["counter"])
        return state
