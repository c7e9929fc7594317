"""The network rules in front of a service's data: public access, addresses, subnets, private endpoints.

The same two gates for each service that has them, which says where it keeps its rules (`core.firewall.Firewall`, at its resource type); what
the rules admit is decided by `azure_access.networks`.
"""

from __future__ import annotations

from azure_access import Decision, NetworkRules, PrivateEndpoint, admits_address, admits_subnet
from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.firewall import Firewall
from azure_rehearsal.core.plain import tables, text, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record

__all__ = ["address_gate", "admits", "require_deployer", "subnet_gate", "subnet_of"]

_NO_RULES = Decision(True, "it has no network rules")


def admits(cloud: Cloud, origin: str, resource_id: str) -> Decision:
    """Whether a call for data gets through to a resource. `origin`: a public IP address, or the ARM id of a site or slot."""
    site = cloud.state.get(origin) if origin.startswith("/") else None
    if site is None and origin.startswith("/"):
        raise LookupError(f"there is no site or slot '{origin}'; give the ARM id of a web app or slot that exists, or an IP address")
    record = _walled(cloud, resource_id)
    if record is None:
        return _NO_RULES
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
    return _NO_RULES if firewall is None else admits_address(_rules(firewall, record), address)


def subnet_gate(cloud: Cloud, record: Record, subnet_id: str | None, resource_id: str | None = None) -> Decision:
    """Whether an app in that subnet (None: without network integration) gets through to the resource's data plane.

    `resource_id`: what it wants, inside the resource: of a storage account, blobs have another private endpoint than queues.
    """
    firewall = cloud.type_of(record.token).firewall
    if firewall is None:
        return _NO_RULES
    group = _group(firewall, record, resource_id or record.id)
    return admits_subnet(_rules(firewall, record), subnet_id, _endpoints(cloud, record), group=group)


def _rules(firewall: Firewall, record: Record) -> NetworkRules:
    rules = [text(record.inputs, *firewall.rules, "defaultAction") or "Allow", text(record.inputs, *firewall.public) or "Enabled"]
    default, public = (one.lower() for one in rules)
    addresses = [text(one, firewall.address) for one in tables(record.inputs, *firewall.rules, "ipRules")]
    subnets = [text(one, firewall.subnet) for one in tables(record.inputs, *firewall.rules, "virtualNetworkRules")]
    return NetworkRules(
        firewall.noun,
        firewall.code,
        firewall.words,
        public=public == "enabled",
        deny=default == "deny",
        addresses=tuple(one for one in addresses if one),
        subnets=tuple(one for one in subnets if one),
    )


def _endpoints(cloud: Cloud, record: Record) -> list[PrivateEndpoint]:
    """The private endpoints that lead to a resource."""
    return [
        PrivateEndpoint(endpoint.id, text(endpoint.inputs, "subnet", "id") or "", tuple(texts(link, "groupIds")))
        for endpoint in cloud.state.of("azure-native:network:PrivateEndpoint")
        for link in tables(endpoint.inputs, "privateLinkServiceConnections")
        if key_of(text(link, "privateLinkServiceId") or "") == key_of(record.id)
    ]


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


def _group(firewall: Firewall, record: Record, resource_id: str) -> str | None:
    """The group id of the private endpoints that lead to a part of the resource; None: any."""
    inner = key_of(resource_id)[len(key_of(record.id)) :].strip("/").partition("/")[0]
    return {part.lower(): group for part, group in firewall.doors.items()}.get(inner)
