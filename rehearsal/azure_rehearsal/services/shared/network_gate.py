"""The network rules in front of a service's data: public access, addresses, subnets, private endpoints.

The same two gates for each service that has them, which says where it keeps its rules (`core.firewall.Firewall`, at its resource type).
Sources: learn.microsoft.com/azure/key-vault/general/network-security and learn.microsoft.com/azure/storage/common/storage-network-security.
Apps don't count as trusted services (`bypass`) nor as resource instances, and their outbound addresses aren't to be relied on
(learn.microsoft.com/azure/app-service/app-service-key-vault-references; in storage's own region address rules don't count at all).
"""

from __future__ import annotations

import ipaddress

from azure_rehearsal.core.access import Decision
from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.firewall import Firewall
from azure_rehearsal.core.plain import tables, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record

__all__ = ["address_gate", "admits", "require_deployer", "subnet_gate", "subnet_of"]


def admits(cloud: Cloud, origin: str, resource_id: str) -> Decision:
    """Whether a call for data gets through to a resource. `origin`: a public IP address, or the ARM id of a site or slot."""
    site = cloud.state.get(origin) if origin.startswith("/") else None
    if site is None and origin.startswith("/"):
        raise LookupError(f"there is no site or slot '{origin}'; give the ARM id of a web app or slot that exists, or an IP address")
    record = _walled(cloud, resource_id)
    if record is None:
        return Decision(True, "it has no network rules")
    if site is None:
        return address_gate(cloud, record, origin)
    return subnet_gate(cloud, record, subnet_of(cloud, site), resource_id)


def _walled(cloud: Cloud, resource_id: str) -> Record | None:
    """What has network rules of its own: the resource, or what it lies in."""
    here = resource_id.rstrip("/")
    while here:
        record = cloud.state.get(here)
        if record is not None and cloud.type_of(record.token).firewall is not None:
            return record
        here = here.rpartition("/")[0]
    return None


def address_gate(cloud: Cloud, record: Record, address: str) -> Decision:
    """Whether a caller from a public IP address gets through to the resource's data plane."""
    firewall = cloud.type_of(record.token).firewall
    if firewall is None or _open(firewall, record):
        return _to_all(firewall)
    rules = [text(one, firewall.address) or "" for one in tables(record.inputs, *firewall.rules, "ipRules")]
    caller = ipaddress.ip_address(address)
    if _public(firewall, record) and any(caller in ipaddress.ip_network(one, strict=False) for one in rules if one):
        return Decision(True, f"an ipRule of the {firewall.noun} admits {address}")
    return Decision(False, firewall.words.format(address=address), firewall.code)


def subnet_gate(cloud: Cloud, record: Record, subnet_id: str | None, resource_id: str | None = None) -> Decision:
    """Whether an app in that subnet (None: without network integration) gets through to the resource's data plane.

    `resource_id`: what it wants, inside the resource: of a storage account, blobs have another private endpoint than queues.
    """
    firewall = cloud.type_of(record.token).firewall
    if firewall is None or _open(firewall, record):
        return _to_all(firewall)
    denied = Decision(
        False,
        f"the {firewall.noun} refuses public networks"
        + (f" and admits no subnet '{subnet_id}'" if subnet_id else ", and the app isn't integrated with a subnet"),
        firewall.code,
    )
    if subnet_id is None:
        return denied
    wanted = _door(firewall, record, resource_id or record.id)
    for endpoint in cloud.state.of("azure-native:network:PrivateEndpoint"):
        here = text(endpoint.inputs, "subnet", "id") or ""
        links = tables(endpoint.inputs, "privateLinkServiceConnections")
        groups = [group for one in links if key_of(text(one, "privateLinkServiceId") or "") == key_of(record.id) for group in _groups(one)]
        if _network(here) == _network(subnet_id) and any(wanted in (None, group) or group == "" for group in groups):
            return Decision(True, f"private endpoint '{endpoint.id}' is in the app's network")
    rules = [text(one, firewall.subnet) or "" for one in tables(record.inputs, *firewall.rules, "virtualNetworkRules")]
    if _public(firewall, record) and key_of(subnet_id) in [key_of(one) for one in rules]:
        return Decision(True, f"a virtualNetworkRule of the {firewall.noun} admits '{subnet_id}'")
    return denied


def require_deployer(cloud: Cloud, resource_id: str) -> None:
    """Raise what the service answers unless the deployer's address gets through to a resource's data plane."""
    gate = admits(cloud, cloud.options.deployer_address, resource_id)
    if not gate.allowed:
        raise AzureError(gate.code, gate.reason, 403)


def subnet_of(cloud: Cloud, site: Record) -> str | None:
    """The subnet that the site's outbound calls leave through."""
    own = text(site.inputs, "virtualNetworkSubnetId")
    swift = cloud.state.get(f"{site.id}/networkConfig/virtualNetwork")
    return own or (text(swift.inputs, "subnetResourceId") if swift else None)


def _public(firewall: Firewall, record: Record) -> bool:
    """Whether public networks come into question; a network security perimeter isn't simulated, and admits nobody."""
    return (text(record.inputs, *firewall.public) or "Enabled").lower() == "enabled"


def _open(firewall: Firewall, record: Record) -> bool:
    default = text(record.inputs, *firewall.rules, "defaultAction") or "Allow"
    return _public(firewall, record) and default.lower() != "deny"


def _to_all(firewall: Firewall | None) -> Decision:
    return Decision(True, f"the {firewall.noun} is open to all networks" if firewall else "it has no network rules")


def _door(firewall: Firewall, record: Record, resource_id: str) -> str | None:
    """The group id of the private endpoints that lead to a part of the resource; None: any."""
    inner = key_of(resource_id)[len(key_of(record.id)) :].strip("/").partition("/")[0]
    return {part.lower(): group for part, group in firewall.doors.items()}.get(inner)


def _groups(link: object) -> list[str]:
    """An endpoint's group ids; one "" where it names none."""
    return texts(link, "groupIds") or [""]  # type: ignore[arg-type]


def _network(subnet_id: str) -> str:
    return key_of(subnet_id).rpartition("/subnets/")[0]
