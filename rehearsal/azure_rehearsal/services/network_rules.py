"""What a type's network rules look like as data (`NetworkRules`), and what they say of one resource (`Admission`).

`ResourceType.firewall` says how a vault or a storage account refuses a caller; `network_table` says of each type who is admitted at all.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from azure_rehearsal.core.plain import at, entries, tables, text, texts
from azure_rehearsal.core.state import Record, State
from azure_rehearsal.core.values import JsonDict, JsonValue

__all__ = ["AddressRule", "Admission", "Closes", "NetworkRules", "Public", "RequestKinds", "SubnetRule", "read_rules"]


class Closes(Enum):
    """What closes a resource to public addresses, while its switch is on."""

    NEVER = "it has the switch alone"
    ACTION = "a default action of Deny"
    RULES = "the first rule, for everybody whom none names"
    ALWAYS = "nothing has to: only rules admit"


class Public(Enum):
    """How the switch stands."""

    ON = "on"
    OFF = "off"
    PERIMETER = "left to a network security perimeter"


@dataclass(frozen=True)
class AddressRule:
    """A list of address rules: its path, and where a rule keeps its address, or the first and the last."""

    path: tuple[str, ...]
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True)
class SubnetRule:
    """A list of subnet rules: its path, and where a rule keeps the id of the subnet."""

    path: tuple[str, ...]
    id: tuple[str, ...]


@dataclass(frozen=True)
class RequestKinds:
    """Kinds of requests that public networks may make: where they are listed, and those that an app makes."""

    path: tuple[str, ...]
    wanted: tuple[str, ...]


@dataclass(frozen=True)
class NetworkRules:
    """Where a type keeps its network rules. Paths start in the resource's inputs, or in those of a child type."""

    noun: str
    source: str
    switches: tuple[tuple[str, ...], ...] = (("publicNetworkAccess",),)
    closes: Closes = Closes.NEVER
    action: tuple[str, ...] = ()
    """The path of the default action."""
    addresses: tuple[AddressRule, ...] = ()
    subnets: tuple[SubnetRule, ...] = ()
    subnet_switch: tuple[str, ...] = ()
    """A flag that closes the resource to all but rules when it is on (Cosmos DB)."""
    children: tuple[str, ...] = ()
    """Types of child resources that hold rules, too."""
    azure: bool = False
    """Whether a rule for 0.0.0.0 admits everything in Azure."""
    counts_apps: bool = True
    """Whether a rule may name an app's outbound addresses."""
    inside: tuple[tuple[str, ...], ...] = ()
    """Paths of the id of a subnet that the resource itself lies in."""
    off_with_endpoint: bool = False
    """Whether a private endpoint turns public access off where the switch isn't set."""
    requests: RequestKinds | None = None
    follows: tuple[str, ...] = ()
    """The path of the id of the resource whose rules count instead."""
    groups: Mapping[str, str] | None = None
    """The part of an id below the resource -> the group id of the private endpoints that lead there; None: all lead everywhere."""


@dataclass(frozen=True)
class Admission:
    """The rules of one resource as they stand."""

    public: Public
    closed: bool
    """Whether public networks are admitted by rules alone."""
    ranges: tuple[tuple[int, int], ...]
    subnets: tuple[str, ...]
    azure: bool
    subnet: str | None
    """The subnet that the resource lies in."""


def read_rules(state: State, record: Record, rules: NetworkRules) -> Admission:
    """What the rules of a resource say as they stand."""
    documents = [record.inputs, *(child.inputs for child in _children(state, record, rules))]
    found = [one for document in documents for rule in rules.addresses for one in _ranges(document, rule)]
    subnets = [id for document in documents for rule in rules.subnets for id in _subnets(document, rule)]
    return Admission(
        public=_public(documents, rules),
        closed=_closed(documents, rules, any_rule=bool(found or subnets)),
        ranges=tuple(found),
        subnets=tuple(subnets),
        azure=rules.azure and (0, 0) in found,
        subnet=next((id for path in rules.inside if (id := text(record.inputs, *path))), None),
    )


def _children(state: State, record: Record, rules: NetworkRules) -> Iterator[Record]:
    prefix = record.id.lower() + "/"
    return (child for child in state.of(*rules.children) if child.id.lower().startswith(prefix)) if rules.children else iter(())


def _public(documents: list[JsonDict], rules: NetworkRules) -> Public:
    said = {value.lower() for document in documents for path in rules.switches if (value := text(document, *path))}
    if said & {"disabled", "disable"}:
        return Public.OFF
    return Public.PERIMETER if "securedbyperimeter" in said else Public.ON


def _closed(documents: list[JsonDict], rules: NetworkRules, *, any_rule: bool) -> bool:
    if any(at(document, *rules.subnet_switch) is True for document in documents if rules.subnet_switch):
        return True
    if rules.closes is Closes.ACTION:
        if rules.requests is not None:
            return not _takes(documents[0], rules.requests, rules.action)
        return any((text(document, *rules.action) or "").lower() == "deny" for document in documents)
    return rules.closes is Closes.ALWAYS or (rules.closes is Closes.RULES and any_rule)


def _takes(document: JsonDict, requests: RequestKinds, action: tuple[str, ...]) -> bool:
    """Whether public networks may make each kind of request that an app makes: as listed, else by the default action."""
    allow, deny = texts(document, *requests.path, "allow"), texts(document, *requests.path, "deny")
    default = (text(document, *action) or "Allow").lower() == "allow"
    return all(kind not in deny and (kind in allow or default) for kind in requests.wanted)


def _ranges(document: JsonDict, rule: AddressRule) -> Iterator[tuple[int, int]]:
    items: list[JsonValue] = entries(document, *rule.path) if rule.path else [document]
    for item in items:
        low = item if rule.low is None else text(item, rule.low)
        high = text(item, rule.high) if rule.high else None
        found = _range(low, high) if isinstance(low, str) else None
        if found is not None:
            yield found


def _range(low: str, high: str | None) -> tuple[int, int] | None:
    """First and last address as numbers; None for what is no address."""
    try:
        if high is not None:
            return int(ipaddress.ip_address(low)), int(ipaddress.ip_address(high))
        network = ipaddress.ip_network(low, strict=False)
    except ValueError:
        return None
    return int(network.network_address), int(network.broadcast_address)


def _subnets(document: JsonDict, rule: SubnetRule) -> Iterator[str]:
    items = tables(document, *rule.path) if rule.path else [document]
    return (id for item in items if (id := text(item, *rule.id)))
