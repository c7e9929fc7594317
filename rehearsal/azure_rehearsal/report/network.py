"""The network part of a verdict: whether public switches, firewalls and subnet rules of the target let the app through.

What only a route, a private endpoint's DNS name or a network security perimeter decides is said to be not checked.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import at, flag, table, tables, text, texts
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.network_rules import Admission, NetworkRules, Public, read_rules
from azure_rehearsal.services.network_table import RULES, walled
from azure_rehearsal.services.shared.network_gate import subnet_of

from .verdict import Finding, broken, unchecked

__all__ = ["network_finding"]

_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_SITES: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
_TAGS: Final = ("azurecloud", "appservice")
"""Service tags that hold the outbound addresses of apps: learn.microsoft.com/azure/virtual-network/service-tags-overview."""


def network_finding(cloud: Cloud, site: Record, target_id: str) -> Finding | None:
    """What keeps an app from reaching a resource of ARM, or keeps us from knowing; None: the network lets it through."""
    record = walled(cloud.state, target_id)
    if record is None:
        return _undescribed(cloud, target_id)
    rules = RULES.get(record.token)
    if rules is None:
        return _undescribed(cloud, record.id)
    return _Path(cloud, site, record, rules, target_id).finding()


def _undescribed(cloud: Cloud, target_id: str) -> Finding:
    """Of a type that the table lacks, the switch is known by its usual name; more isn't."""
    here: str | None = target_id
    while here is not None:
        record = cloud.state.get(here)
        said = record and (text(record.inputs, "publicNetworkAccess") or text(record.inputs, "properties", "publicNetworkAccess"))
        if said and said.lower() == "disabled":
            return broken(f"public network access of '{ArmId.parse(here).name}' is off")
        here = ArmId.parse(here).parent()
    return unchecked(f"the network rules of {ArmId.parse(target_id).kind} aren't described here")


@dataclass(frozen=True)
class _Path:
    """The way from an app to one resource with network rules."""

    cloud: Cloud
    site: Record
    record: Record
    rules: NetworkRules
    target_id: str

    def finding(self) -> Finding | None:
        admission = read_rules(self.cloud.state, self.record, self.rules)
        if admission.subnet is not None:
            return self._inside(admission.subnet)
        refused = self._refused(admission)
        return None if refused is None else self._private() or refused

    def _refused(self, admission: Admission) -> Finding | None:
        """What the switch and the rules say to a call through public networks."""
        public = self._public(admission)
        if public is Public.PERIMETER:
            return unchecked(f"a network security perimeter decides about {self._name}")
        if public is Public.OFF:
            return broken(f"public network access of {self._name} is off, and no private endpoint leads there", self.rules.source)
        if self.record.token in _SITES:
            return self._restricted()
        if not admission.closed or self._admitted(admission):
            return None
        return self._unclear(admission) or self._closed()

    @property
    def _name(self) -> str:
        return f"{self.rules.noun} '{ArmId.parse(self.record.id).name}'"

    # -- the app ------------------------------------------------------------------------------------------------------

    @cached_property
    def _subnet(self) -> str | None:
        return subnet_of(self.cloud, self.site)

    @cached_property
    def _addresses(self) -> tuple[int, ...]:
        """The addresses from which the app calls; where all its traffic goes through a subnet, nobody knows them here."""
        given = "" if self._routed else text(self.site.outputs, "outboundIpAddresses") or ""
        return tuple(int(ipaddress.ip_address(one.strip())) for one in given.split(",") if one.strip())

    @cached_property
    def _routed(self) -> bool:
        """Whether public traffic leaves through the app's subnet: learn.microsoft.com/azure/app-service/overview-vnet-integration."""
        inputs = self.site.inputs
        routing = table(inputs, "outboundVnetRouting")
        said = (flag(inputs, "vnetRouteAllEnabled"), flag(inputs, "siteConfig", "vnetRouteAllEnabled"))
        return self._subnet is not None and (True in said or True in (flag(routing, "allTraffic"), flag(routing, "applicationTraffic")))

    # -- the rules ----------------------------------------------------------------------------------------------------

    def _public(self, admission: Admission) -> Public:
        unset = not any(at(self.record.inputs, *path) for path in self.rules.switches)
        return Public.OFF if self.rules.off_with_endpoint and unset and any(self._endpoints()) else admission.public

    def _admitted(self, admission: Admission) -> bool:
        if admission.azure and not self._routed:
            return True
        if self._subnet is not None and key_of(self._subnet) in [key_of(one) for one in admission.subnets]:
            return True
        counts = self.rules.counts_apps and bool(self._addresses)
        return counts and all(any(low <= one <= high for low, high in admission.ranges) for one in self._addresses)

    def _unclear(self, admission: Admission) -> Finding | None:
        if self._routed and admission.ranges and self.rules.counts_apps:
            return unchecked(f"the app's traffic leaves through its subnet: a route decides which address {self._name} sees")
        return None

    def _closed(self) -> Finding:
        where = "the app isn't integrated with a subnet" if self._subnet is None else f"not the app's subnet '{self._subnet}'"
        return broken(
            f"the rules of {self._name} don't admit the app: no rule names its outbound addresses, and {where}", self.rules.source
        )

    def _inside(self, subnet: str) -> Finding:
        if self._subnet is None:
            return broken(f"{self._name} has private access in subnet '{_short(subnet)}', and the app isn't integrated with a network")
        return unchecked(f"{self._name} has private access in subnet '{_short(subnet)}': routes and DNS decide")

    def _private(self) -> Finding | None:
        """What a private endpoint means for this app, if one leads to the target."""
        found = next(iter(self._endpoints()), None)
        if found is None:
            return None
        name = ArmId.parse(found.id).name
        if self._subnet is None:
            return broken(
                f"private endpoint '{name}' leads to {self._name}, and the app isn't integrated with a network", self.rules.source
            )
        return unchecked(f"private endpoint '{name}' leads to {self._name}: routes and DNS decide whether the app uses it")

    def _endpoints(self) -> Iterator[Record]:
        inner = key_of(self.target_id)[len(key_of(self.record.id)) :].strip("/").partition("/")[0]
        wanted = (self.rules.groups or {}).get(inner)
        for endpoint in self.cloud.state.of(_ENDPOINT):
            links = [
                *tables(endpoint.inputs, "privateLinkServiceConnections"),
                *tables(endpoint.inputs, "manualPrivateLinkServiceConnections"),
            ]
            for link in links:
                groups = texts(link, "groupIds")
                leads = key_of(text(link, "privateLinkServiceId") or "") == key_of(self.record.id)
                if leads and (wanted is None or not groups or wanted in groups):
                    yield endpoint

    # -- access restrictions of an app that is the target ---------------------------------------------------------------

    def _restricted(self) -> Finding | None:
        """The first rule that matches decides: learn.microsoft.com/azure/app-service/overview-access-restrictions."""
        config = table(self.record.inputs, "siteConfig")
        rules = sorted(tables(config, "ipSecurityRestrictions"), key=_priority)
        default = text(config, "ipSecurityRestrictionsDefaultAction") or ("Deny" if rules else "Allow")
        decided = [self._decided(rules, one) or default for one in (self._addresses or (None,))]
        if all(one.lower() == "allow" for one in decided):
            return None
        return broken(f"the access restrictions of {self._name} don't admit the app", self.rules.source)

    def _decided(self, rules: list[JsonDict], address: int | None) -> str | None:
        return next((text(rule, "action") or "Allow" for rule in rules if self._matches(rule, address)), None)

    def _matches(self, rule: JsonDict, address: int | None) -> bool:
        if table(rule, "headers"):
            return False  # an app's own calls carry none of the headers of a front door
        subnet, place = text(rule, "vnetSubnetResourceId"), text(rule, "ipAddress") or ""
        if subnet:
            return self._subnet is not None and key_of(subnet) == key_of(self._subnet)
        if (text(rule, "tag") or "").lower() == "servicetag":
            return place.lower().partition(".")[0] in _TAGS
        if place.lower() == "any":
            return True
        try:
            network = ipaddress.ip_network(place, strict=False)
        except ValueError:
            return False
        return address is not None and int(network.network_address) <= address <= int(network.broadcast_address)


def _priority(rule: JsonDict) -> float:
    given = rule.get("priority")
    return float(given) if isinstance(given, int | float) else 65_000.0


def _short(subnet_id: str) -> str:
    return "/".join(ArmId.parse(subnet_id).names)
