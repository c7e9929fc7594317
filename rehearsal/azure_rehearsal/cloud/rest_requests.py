"""What ARM makes of a PUT: the type by the id, the inputs by the body, and the refusals that come before any service is asked."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import parameters
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.rest_bodies import to_inputs
from azure_rehearsal.services import ResourceType, match_type

__all__ = ["put_request"]


def put_request(resource_id: str, body: JsonDict) -> tuple[ResourceType, JsonDict]:
    """The type and the inputs of a PUT. Raises AzureError for what no service would take.

    Sources: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (LocationRequired,
    InvalidRequestContent); names are each service's own, see `NameRule`.
    """
    found = match_type(resource_id)
    if found is None:
        raise AzureError("", f"the simulated Azure can't tell the resource type of '{resource_id}'", 0)
    kind, keys = found
    if kind.path.startswith("/{"):  # of an extension: the resource that it extends
        holder = parameters(kind.path)[0]
        keys[holder] = "/" + str(keys[holder]).strip("/")
    inputs = {**to_inputs(kind.token, body), **keys}
    name = text(inputs, kind.name) if kind.name else None
    if name is not None and kind.name_rule and not kind.name_rule.accepts(name):
        raise AzureError(kind.name_rule.code, f"'{name}' is no valid name: {kind.name_rule.words}.", 400)
    if kind.location and not text(inputs, "location"):
        raise AzureError("LocationRequired", "The location property is required for this definition.", 400)
    faults = schema.check(kind.token, inputs)
    if faults:
        words = "; ".join(str(fault) for fault in faults)
        raise AzureError("InvalidRequestContent", f"The request content was invalid and could not be deserialized: '{words}'.", 400)
    return kind, inputs
