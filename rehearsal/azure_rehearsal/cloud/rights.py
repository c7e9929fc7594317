"""Whether somebody may do something, whoever decides it: Azure's roles, a service's own rights, and the network rules before both."""

from __future__ import annotations

from azure_access import Attributes, Decision
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.services import find_decider
from azure_rehearsal.services.shared import data_plane, network_gate

__all__ = ["decide"]


def decide(
    cloud: Cloud, principal_id: str, action: str, resource_id: str, *, data: bool, origin: str | None, attributes: Attributes | None = None
) -> Decision:
    """The answer to `Cloud.can`, whose arguments these are."""
    if data and origin is not None:
        gate = network_gate.admits(cloud, origin, resource_id)
        if not gate.allowed:
            return gate
    principal = cloud.state.principal(principal_id)
    who = principal.object_id if principal else principal_id
    own = find_decider(resource_id) if data else None
    if own is not None:
        try:
            return own(cloud, [who, *data_plane.groups_of(cloud, who)], action, resource_id)
        except AzureError as error:  # a server or database that isn't there
            return Decision(False, error.message, error.code or "ResourceNotFound")
    return data_plane.decide(cloud, who, action, resource_id, data=data, attributes=attributes)
