"""What is said of a resource that isn't there: most types leave that to ARM, some services have words of their own."""

from __future__ import annotations

from typing import Final

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, resource_group_not_found, resource_not_found
from azure_rehearsal.services import match_type

__all__ = ["absent", "not_simulated"]

# ARM type in lower case -> code and words of its 404. Each is recorded: tests/fidelity/recordings has the sequence with its source.
_OWN: Final[dict[str, tuple[str, str]]] = {
    "microsoft.authorization/roleassignments": ("RoleAssignmentNotFound", "The role assignment '{name}' is not found."),
    "microsoft.authorization/roledefinitions": (
        "RoleDefinitionDoesNotExist",
        "The specified role definition with ID '{name}' does not exist.",
    ),
    "microsoft.cognitiveservices/accounts/deployments": ("NotFound", "Specified resource '{id}' cannot be found."),
    "microsoft.dbformysql/flexibleservers/databases": (
        "ResourceNotFound",
        "The requested resource of type 'Microsoft.DBforMySQL/flexibleServers/databases' with name '{name}' was not found.",
    ),
    "microsoft.dbforpostgresql/flexibleservers/databases": (
        "ResourceNotFound",
        "The requested resource of type 'Microsoft.DBforPostgreSQL/flexibleServers/databases' with name '{name}' was not found.",
    ),
    "microsoft.eventgrid/domains": ("ResourceNotFound", "Domain {name} is not found. Please check the domain name and try again."),
    "microsoft.eventhub/namespaces/eventhubs": ("NotFound", "The requested resource {name} does not exist. CorrelationId: {trace}"),
    "microsoft.insights/diagnosticsettings": ("ResourceNotFound", "The diagnostic setting '{name}' doesn't exist."),
    "microsoft.servicebus/namespaces/queues": ("NotFound", "The requested resource {name} does not exist. CorrelationId: {trace}"),
    "microsoft.servicebus/namespaces/topics/subscriptions": ("SubscriptionNotFound", "Subscription does not exist"),
}
_TRACE: Final = "00000000-0000-0000-0000-000000000000"


def absent(resource_id: str) -> AzureError:
    """The 404 of a type that is simulated; 501 for another."""
    arm = ArmId.parse(resource_id)
    if arm.namespace is None and arm.group is not None:
        return resource_group_not_found(arm.group)
    if match_type(resource_id) is None:
        return not_simulated(f"resources of type '{arm.kind}'" if arm.names else f"'{resource_id}'")
    own = _OWN.get(arm.kind.lower())
    if own is None:
        return resource_not_found(arm.kind, "/".join(arm.names), arm.group)
    return AzureError(own[0], own[1].format(name=arm.name, id=resource_id, trace=_TRACE), 404)


def not_simulated(what: str) -> AzureError:
    """501: what the real Azure may well know, and this one doesn't."""
    return AzureError("NotSimulated", f"The simulated Azure doesn't know {what}.", 501)
