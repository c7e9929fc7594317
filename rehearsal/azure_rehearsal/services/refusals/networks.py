"""What Azure refuses of networks, subnets, security rules, interfaces and public addresses beyond the schema."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.plain import tables, text, texts
from azure_rehearsal.core.resource_type import Refusals, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue

__all__ = ["REFUSALS"]

REFUSALS = Refusals()
_NETWORK, _SUBNET = "azure-native:network:VirtualNetwork", "azure-native:network:Subnet"
Range = ipaddress.IPv4Network | ipaddress.IPv6Network


@REFUSALS.of(_NETWORK)
def spaces_and_inline_subnets(write: Write) -> None:
    """Each address space, and the subnets that the network itself declares."""
    name = write.arm.name
    spaces = [_range(one, write.id) for one in texts(write.inputs, "addressSpace", "addressPrefixes")]
    subnets = [(text(one, "name") or "", _ranges(one, write.id)) for one in tables(write.inputs, "subnets")]
    for at, (subnet, ranges) in enumerate(subnets):
        _refuse_subnet(name, subnet, ranges, spaces, subnets[:at])


@REFUSALS.of(_SUBNET)
def subnet_in_its_network(write: Write) -> None:
    """A subnet that is written apart, against its network and the other subnets."""
    network = write.cloud.state.get(write.arm.top())
    if network is None:
        return
    spaces = [_range(one, network.id) for one in texts(network.inputs, "addressSpace", "addressPrefixes")]
    _refuse_subnet(write.arm.names[0], write.arm.name, _ranges(write.inputs, write.id), spaces, list(_others(write)))


def _others(write: Write) -> Iterator[tuple[str, list[Range]]]:
    for other in write.cloud.state.of(_SUBNET):
        if key_of(ArmId.parse(other.id).top()) == key_of(write.arm.top()) and key_of(other.id) != key_of(write.id):
            yield ArmId.parse(other.id).name, _ranges(other.inputs, other.id)


def _refuse_subnet(network: str, name: str, ranges: list[Range], spaces: list[Range], others: Sequence[tuple[str, list[Range]]]) -> None:
    """Outside of the network: the tests of Azure/azure-powershell expect these words. Overlapping: pages in public repositories quote code
    and words; learn.microsoft.com/azure/virtual-network/virtual-networks-faq has the rule.
    """
    if spaces and not all(any(_within(one, space) for space in spaces) for one in ranges):
        raise bad_request(f"Subnet '{name}' is not valid in virtual network '{network}'.", "NetcfgInvalidSubnet")
    for other, theirs in others:
        if any(one.version == their.version and one.overlaps(their) for one in ranges for their in theirs):
            raise bad_request(
                f"Subnet '{name}' is not valid because its IP address range overlaps with that of an existing subnet '{other}' "
                f"in virtual network '{network}'.",
                "NetcfgSubnetRangesOverlap",
            )


def _within(one: Range, space: Range) -> bool:
    return one.version == space.version and one.network_address in space and one.broadcast_address in space


def _ranges(subnet: JsonDict, resource_id: str) -> list[Range]:
    given = [text(subnet, "addressPrefix"), *texts(subnet, "addressPrefixes")]
    return [_range(one, resource_id) for one in given if one]


def _range(given: str, resource_id: str) -> Range:
    """Words: public repositories quote them (github.com/hashicorp/terraform-provider-azurerm)."""
    try:
        found = ipaddress.ip_network(given, strict=False)
    except ValueError:
        raise bad_request(
            f"Address prefix {given} of resource {resource_id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.",
            "InvalidAddressPrefixFormat",
        ) from None
    if given.partition("/")[0] != str(found.network_address) and found.version == 4:
        raise bad_request(
            f"The address prefix {given} in resource {resource_id} has an invalid CIDR notation. For the given prefix length, the address prefix "
            f"should be {found}.",
            "InvalidCIDRNotation",
        )
    return found


_GROUP, _RULE = "azure-native:network:NetworkSecurityGroup", "azure-native:network:SecurityRule"


@REFUSALS.of(_GROUP)
def rules_of_a_group(write: Write) -> None:
    """Rules that the group itself declares."""
    seen: dict[tuple[JsonValue, str], str] = {}
    for rule in tables(write.inputs, "securityRules"):
        _refuse_priority(rule, text(rule, "name") or "", seen)


@REFUSALS.of(_RULE)
def rule_in_its_group(write: Write) -> None:
    """A rule that is written apart, against the other rules of its group."""
    group = write.cloud.state.get(write.arm.top())
    seen = {_place(rule): text(rule, "name") or "" for rule in (tables(group.inputs, "securityRules") if group else [])}
    for other in write.cloud.state.of(_RULE):
        if key_of(ArmId.parse(other.id).top()) == key_of(write.arm.top()) and key_of(other.id) != key_of(write.id):
            seen[_place(other.inputs)] = ArmId.parse(other.id).name
    seen = {place: name for place, name in seen.items() if name.lower() != write.arm.name.lower()}
    _refuse_priority(write.inputs, write.arm.name, seen)


def _place(rule: JsonDict) -> tuple[JsonValue, str]:
    return rule.get("priority"), (text(rule, "direction") or "").lower()


def _refuse_priority(rule: JsonDict, name: str, seen: dict[tuple[JsonValue, str], str]) -> None:
    """learn.microsoft.com/azure/virtual-network/network-security-groups-overview has the rule; public repositories quote the words."""
    priority, place = rule.get("priority"), _place(rule)
    if isinstance(priority, int | float) and not 100 <= priority <= 4096:
        raise bad_request(
            f"Security rule has invalid Priority. Value provided: {int(priority)} Allowed range 100-4096.", "SecurityRuleInvalidPriority"
        )
    if place in seen:
        raise bad_request(
            f"Security rule {name} conflicts with rule {seen[place]}. Rules cannot have the same Priority and Direction.",
            "SecurityRuleConflict",
        )
    seen[place] = name


@REFUSALS.of("azure-native:network:PublicIPAddress")
def public_address(write: Write) -> None:
    """Basic ones can't be made since 31 March 2025: learn.microsoft.com/azure/virtual-network/ip-services/public-ip-basic-upgrade-guidance."""
    sku, version = (text(write.inputs, "sku", "name") or "Standard").lower(), text(write.inputs, "publicIPAddressVersion") or "IPv4"
    if sku == "basic" and write.creating:
        raise bad_request(
            f"Cannot create more than 0 {version} Basic SKU public IP addresses for this subscription in this region.",
            f"{version}BasicSkuPublicIpCountLimitReached",
        )
    if sku == "standard" and (text(write.inputs, "publicIPAllocationMethod") or "Static").lower() == "dynamic":
        # learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#sku
        raise bad_request(
            f"Standard sku publicIp {write.id} must have AllocationMethod set to Static.", "PublicIPAddressInvalidAllocationMethodForSku"
        )


@REFUSALS.of("azure-native:network:NetworkInterface")
def private_address(write: Write) -> None:
    """learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (code); public repositories quote the words."""
    for one in tables(write.inputs, "ipConfigurations"):
        address, subnet = text(one, "privateIPAddress"), write.cloud.state.get(text(one, "subnet", "id") or "")
        if address and subnet:
            _refuse_address(address, subnet)


def _refuse_address(address: str, subnet: Record) -> None:
    ranges = _ranges(subnet.inputs, subnet.id)
    try:
        fits = not ranges or any(ipaddress.ip_address(address) in one for one in ranges)
    except ValueError:
        fits = False
    if not fits:
        raise AzureError(
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {address} does not belong to the range of subnet prefix {ranges[0] if ranges else ''}.",
            400,
        )
