"""Microsoft.ContainerRegistry: registries."""

from __future__ import annotations

from azure_rehearsal.core.plain import set_default
from azure_rehearsal.core.resource_type import Service, Write
from azure_rehearsal.core.values import JsonDict

from ._plain import reading, top

__all__ = ["SERVICE"]


def _registry(write: Write) -> JsonDict:
    set_default(write.outputs, "adminUserEnabled", False)
    return {"loginServer": f"{write.arm.name.lower()}.azurecr.io", "creationDate": write.cloud.clock.iso()}


_REGISTRY = top("containerregistry:Registry", "Microsoft.ContainerRegistry/registries", "registryName", _registry)

SERVICE = Service("Microsoft.ContainerRegistry", (_REGISTRY,), {"azure-native:containerregistry:getRegistry": reading(_REGISTRY)})
