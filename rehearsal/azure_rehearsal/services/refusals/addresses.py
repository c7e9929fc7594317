"""What Azure refuses of the addresses in network rules and firewall rules."""

from __future__ import annotations

import ipaddress

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import tables, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS", "refuse_ranges"]

REFUSALS = Refusals()
_RULES = (
    "azure-native:sql:FirewallRule",
    "azure-native:dbforpostgresql:FirewallRule",
    "azure-native:dbformysql:FirewallRule",
    "azure-native:redis:FirewallRule",
)


def refuse_ranges(write: Write) -> None:
    """Raise BadRequest for a network rule that is no address: of every type that has such rules (`firewall`).

    Source: learn.microsoft.com/azure/key-vault/general/network-security#key-vault-firewall-enabled-ipv4-addresses-and-ranges---static-ips;
    users quote "Invalid value found at properties.networkAcls.ipRules[0].value" (github.com/hashicorp/terraform-provider-azurerm).
    """
    firewall = write.type.firewall
    if firewall is None:
        return
    for at, rule in enumerate(tables(write.inputs, *firewall.rules, "ipRules")):
        given = text(rule, firewall.address)
        if given is not None and not _is_range(given):
            raise bad_request(f"Invalid value found at {'.'.join(firewall.rules)}.ipRules[{at}].{firewall.address}: {given}")


def _is_range(given: str) -> bool:
    try:
        ipaddress.ip_network(given, strict=False)
    except ValueError:
        return False
    return True


@REFUSALS.of(*_RULES)
def bad_firewall_rule(write: Write) -> None:
    """Two addresses, the first not above the second: learn.microsoft.com/rest/api/sql/firewall-rules/create-or-update (no quotation of the words)."""
    found: list[ipaddress.IPv4Address] = []
    for key, noun in (("startIpAddress", "StartIpAddress"), ("endIpAddress", "EndIpAddress")):
        given = text(write.inputs, key) or text(write.inputs, key.replace("Ip", "IP"))
        if given is None:
            return
        try:
            found.append(ipaddress.IPv4Address(given))
        except ValueError:
            raise bad_request(
                f"Invalid value given for parameter {noun}. Specify a valid parameter value: an IPv4 address.", "InvalidParameterValue"
            ) from None
    if found[0] > found[1]:
        raise bad_request(
            "Invalid value given for parameter EndIpAddress. Specify a valid parameter value: it is before StartIpAddress.",
            "InvalidParameterValue",
        )
