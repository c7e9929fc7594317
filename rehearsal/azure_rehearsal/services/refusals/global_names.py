"""Names that are unique in all of Azure: whose resources they name, and what Azure says to the second one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.resource_type import Write

__all__ = ["GLOBAL_NAMES", "Taken", "refuse_taken"]


@dataclass(frozen=True)
class Taken:
    """What Azure says when somebody has the name already. In `words`, {name} is that name."""

    code: str
    words: str
    status: int = 409


_ONE = Taken("NameNotAvailable", "The name '{name}' is already in use. Choose a different name.")
# Scopes: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules ("global"). Words where they are known:
# registries: learn.microsoft.com/rest/api/containerregistry/registries/check-name-availability; search: github.com/Azure/azure-cli issues;
# messaging: learn.microsoft.com/azure/service-bus-messaging/service-bus-resource-manager-exceptions (40901)
GLOBAL_NAMES: Mapping[str, Taken] = MappingProxyType(
    {
        "azure-native:containerregistry:Registry": Taken("AlreadyInUse", "The registry DNS name {name}.azurecr.io is already in use."),
        "azure-native:servicebus:Namespace": Taken("NamespaceUnavailable", "Namespace name '{name}' is not available.", 400),
        "azure-native:eventhub:Namespace": Taken("NamespaceUnavailable", "Namespace name '{name}' is not available.", 400),
        "azure-native:relay:Namespace": Taken("NamespaceUnavailable", "Namespace name '{name}' is not available.", 400),
        "azure-native:search:Service": Taken("ServiceNameUnavailable", "The requested name '{name}' is not available."),
        "azure-native:appconfiguration:ConfigurationStore": Taken("NameUnavailable", "The specified name '{name}' is already in use."),
        "azure-native:redis:Redis": Taken(
            "NameNotAvailable", "An error occurred when trying to reserve the DNS name '{name}' for the cache."
        ),
        "azure-native:signalrservice:SignalR": _ONE,
        "azure-native:signalrservice:WebPubSub": _ONE,
        "azure-native:webpubsub:WebPubSub": _ONE,
        "azure-native:communication:CommunicationService": _ONE,
        "azure-native:apimanagement:ApiManagementService": Taken("ServiceAlreadyExists", "Api service already exists: {name}"),
        "azure-native:batch:BatchAccount": _ONE,
        "azure-native:iothub:IotHubResource": _ONE,
    }
)


def refuse_taken(write: Write) -> None:
    """Raise what Azure says if another resource of the type has the name; letter case doesn't count."""
    taken = GLOBAL_NAMES.get(write.type.token)
    if taken is None or not write.creating:
        return
    for other in write.cloud.state.of(write.type.token):
        if key_of(other.id) != key_of(write.id) and ArmId.parse(other.id).name.lower() == write.arm.name.lower():
            raise AzureError(taken.code, taken.words.format(name=write.arm.name), taken.status)
