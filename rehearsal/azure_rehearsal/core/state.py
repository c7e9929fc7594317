"""What the simulated Azure remembers. Plain data, so that it can be written to a file between two commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .arm_ids import key_of
from .tables import Table
from .values import JsonDict

__all__ = ["IssuedKey", "Principal", "Record", "State"]


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


@dataclass(frozen=True)
class IssuedKey:
    """A key, password or token that the simulated Azure has told somebody. `holder`: the id of the resource that takes it."""

    value: str
    holder: str


class State:
    """Records by id, soft-deleted records, the tenant's principals, and the keys that were told."""

    def __init__(self) -> None:
        self.records: Table[Record] = Table(vars)
        self.deleted: Table[Record] = Table(vars)
        self.principals: Table[Principal] = Table(vars)
        self.issued: Table[IssuedKey] = Table(vars)
        self.counter = 0
        self._by_token: dict[str, dict[str, Record]] = {}

    def get(self, resource_id: str) -> Record | None:
        """The live record of that id, whatever its letter case."""
        return self.records.get(key_of(resource_id))

    def put(self, record: Record) -> None:
        """Keep the record under its id."""
        key = key_of(record.id)
        standing = self.records.get(key)
        if standing is not None and standing.token != record.token:
            del self._by_token[standing.token][key]
        self._by_token.setdefault(record.token, {})[key] = record
        self.records[key] = record

    def remove(self, resource_id: str) -> Record | None:
        """Forget one record (not what lies under it)."""
        found = self.records.pop(key_of(resource_id), None)
        if found is not None:
            del self._by_token[found.token][key_of(resource_id)]
        return found

    def within(self, scope: str) -> list[Record]:
        """The records of `scope` itself and of all under it."""
        outer = key_of(scope)
        under = outer.rstrip("/") + "/"
        return [record for key, record in self.records.items() if key == outer or key.startswith(under)]

    def of(self, *tokens: str) -> Iterator[Record]:
        """The records of these types, in order of creation."""
        found = [self._by_token[token] for token in dict.fromkeys(tokens) if self._by_token.get(token)]
        if len(found) > 1:
            return iter([record for record in self.records.values() if record.token in tokens])
        return iter([record for records in found for record in records.values()])

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

    def issue(self, keys: Mapping[str, str]) -> None:
        """Remember keys that somebody is told, each with the id of the resource that takes it."""
        for value, holder in keys.items():
            if value not in self.issued:
                self.issued[value] = IssuedKey(value, holder)

    @property
    def tables(self) -> Mapping[str, Table[Record] | Table[Principal] | Table[IssuedKey]]:
        """All that is remembered, but for the counter."""
        return {"records": self.records, "deleted": self.deleted, "principals": self.principals, "issued": self.issued}

    def dump(self) -> dict[str, Any]:
        """Plain JSON; holds secrets in the clear."""
        return {**{name: [asdict(one) for one in table.values()] for name, table in self.tables.items()}, "counter": self.counter}

    @classmethod
    def load(cls, data: dict[str, Any]) -> State:
        """The inverse of `dump`."""
        state = cls()
        for one in data["records"]:
            state.put(Record(**one))
        state.deleted.update({key_of(one["id"]): Record(**one) for one in data["deleted"]})
        for one in data["principals"]:
            state.register(Principal(**one))
        state.issue({one["value"]: one["holder"] for one in data.get("issued", [])})
        state.counter = int(data["counter"])
        return state
