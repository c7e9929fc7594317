"""Network rules: who gets through, from where.

Sources: learn.microsoft.com/azure/storage/common/storage-network-security and learn.microsoft.com/azure/key-vault/general/network-security.
"""

from __future__ import annotations

import pytest

from azure_access.networks import NetworkRules, PrivateEndpoint, admits_address, admits_subnet

NET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net"
APPS, OTHERS = f"{NET}/subnets/apps", f"{NET}2/subnets/apps"


def rules(**more: object) -> NetworkRules:
    return NetworkRules("vault", "ForbiddenByFirewall", "not authorized: {address}", **{"deny": True, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "address", "allowed"),
    [
        ({"deny": False}, "198.51.100.9", True),
        ({}, "198.51.100.9", False),
        ({"addresses": ("198.51.100.0/24",)}, "198.51.100.9", True),
        ({"addresses": ("198.51.100.9",)}, "198.51.100.9", True),
        ({"addresses": ("198.51.100.9",)}, "198.51.100.8", False),
        ({"addresses": ("2001:db8::/32",)}, "198.51.100.9", False),
        ({"addresses": ("no network at all",)}, "198.51.100.9", False),
        ({"addresses": ("198.51.100.9",), "public": False}, "198.51.100.9", False),
        ({"deny": False, "public": False}, "198.51.100.9", False),
    ],
)
def test_addresses(given, address, allowed):
    decision = admits_address(rules(**given), address)
    assert (decision.allowed, decision.code) == (allowed, "" if allowed else "ForbiddenByFirewall")
    assert allowed or decision.reason == f"not authorized: {address}"


@pytest.mark.parametrize(
    ("given", "subnet", "allowed"),
    [
        ({"deny": False}, None, True),
        ({}, None, False),
        ({"subnets": (APPS.upper(),)}, APPS, True),
        ({"subnets": (APPS,)}, OTHERS, False),
        ({"subnets": (APPS,), "public": False}, APPS, False),
    ],
)
def test_subnets(given, subnet, allowed):
    assert admits_subnet(rules(**given), subnet).allowed is allowed


@pytest.mark.parametrize(
    ("groups", "wanted", "allowed"),
    [
        ((), "blob", True),
        (("blob",), "blob", True),
        (("queue",), "blob", False),
        (("queue", "blob"), "blob", True),
        (("queue",), None, True),
    ],
)
def test_a_private_endpoint_leads_to_its_part_of_the_resource(groups, wanted, allowed):
    endpoint = PrivateEndpoint("pe", f"{NET}/subnets/doors", groups)
    assert admits_subnet(rules(public=False), APPS, [endpoint], group=wanted).allowed is allowed
    assert not admits_subnet(rules(public=False), OTHERS, [endpoint], group=wanted).allowed
    assert not admits_subnet(rules(public=False), None, [endpoint], group=wanted).allowed
