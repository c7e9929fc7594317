"""The network rules in front of a service's data: public access, addresses, subnets, private endpoints.

Sources: learn.microsoft.com/azure/key-vault/general/network-security and learn.microsoft.com/azure/storage/common/storage-network-security.
Apps don't count as trusted services (`bypass`) nor as resource instances, and their outbound addresses aren't to be relied on
(learn.microsoft.com/azure/app-service/app-service-key-vault-references; in storage's own region address rules don't count at all).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from .arm_ids import key_of
from .decisions import Decision, Explanation

_WHY = Explanation(by="network rules")

__all__ = ["NetworkRules", "PrivateEndpoint", "admits_address", "admits_subnet"]


@dataclass(frozen=True)
class PrivateEndpoint:
    """A private endpoint that leads to the resource. `groups`: the group ids it leads to; empty: to all of the resource."""

    id: str
    subnet_id: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class NetworkRules:
    """The rules of one resource.

    A network security perimeter isn't evaluated: with `public` off it admits nobody.
    """

    noun: str
    """What people call the resource: "vault"."""
    code: str
    """Azure's error code of a refusal."""
    words: str
    """Azure's words of a refusal; {address} is the caller's."""
    public: bool = True
    """Whether public networks come into question."""
    deny: bool = False
    """Whether what no rule admits is denied."""
    addresses: tuple[str, ...] = ()
    """Addresses and ranges that are admitted; what is neither admits nobody."""
    subnets: tuple[str, ...] = ()
    """The ids of admitted subnets."""

    @property
    def is_open(self) -> bool:
        """Whether every network gets through."""
        return self.public and not self.deny


def admits_address(rules: NetworkRules, address: str) -> Decision:
    """Whether a caller from a public IP address gets through. Raises ValueError if it is no IP address."""
    if rules.is_open:
        return _to_all(rules)
    caller = ipaddress.ip_address(address)
    if rules.public and any(caller in network for one in rules.addresses if (network := _network(one)) is not None):
        return Decision(True, f"an ipRule of the {rules.noun} admits {address}", why=_WHY)
    return Decision(False, rules.words.format(address=address), rules.code, why=_WHY)


def admits_subnet(
    rules: NetworkRules, subnet_id: str | None, endpoints: Iterable[PrivateEndpoint] = (), *, group: str | None = None
) -> Decision:
    """Whether an app in that subnet (None: without network integration) gets through.

    Args:
        rules: of the resource.
        subnet_id: where the app's outbound calls leave from.
        endpoints: the private endpoints that lead to the resource.
        group: the group id of the part that is wanted (a storage account's blobs have another endpoint than its queues); None: any.
    """
    if rules.is_open:
        return _to_all(rules)
    if subnet_id is None:
        return Decision(
            False, f"the {rules.noun} refuses public networks, and the app isn't integrated with a subnet", rules.code, why=_WHY
        )
    for endpoint in endpoints:
        if _network_of(endpoint.subnet_id) == _network_of(subnet_id) and (group is None or not endpoint.groups or group in endpoint.groups):
            return Decision(True, f"private endpoint '{endpoint.id}' is in the app's network", why=_WHY)
    if rules.public and key_of(subnet_id) in {key_of(one) for one in rules.subnets}:
        return Decision(True, f"a virtualNetworkRule of the {rules.noun} admits '{subnet_id}'", why=_WHY)
    return Decision(False, f"the {rules.noun} refuses public networks and admits no subnet '{subnet_id}'", rules.code, why=_WHY)


def _to_all(rules: NetworkRules) -> Decision:
    return Decision(True, f"the {rules.noun} is open to all networks", why=_WHY)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _network_of(subnet_id: str) -> str:
    return key_of(subnet_id).rpartition("/subnets/")[0]
