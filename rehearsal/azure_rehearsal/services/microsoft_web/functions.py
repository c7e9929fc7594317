"""What Azure asks of function apps on Flex Consumption, whose package lies in a blob container.

Sources: learn.microsoft.com/azure/azure-functions/flex-consumption-how-to and .../functions-infrastructure-as-code (functionAppConfig).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import has_system_identity, user_identities

if TYPE_CHECKING:
    from azure_rehearsal.core.resource_type import Cloud, Write

__all__ = ["refuse_functions"]

FLEX = "FlexConsumption"
_CONTAINER = "azure-native:storage:BlobContainer"
_PLACE = re.compile(r"https://([a-z0-9]{3,24})\.blob\.[^/]+/([a-z0-9$][a-z0-9-]*)/?")


def refuse_functions(write: Write, tier: str) -> None:
    """Raise AzureError for a function app whose configuration isn't that of its plan, or whose package can't lie where it says."""
    config = table(write.inputs, "functionAppConfig")
    if tier != FLEX:
        if config:
            raise bad_request(f"functionAppConfig is supported on Flex Consumption only; the plan of '{write.arm.name}' is {tier}.")
        return
    if not text(config, "runtime", "name") or not table(config, "deployment", "storage"):
        raise bad_request(
            f"Site.FunctionAppConfig of '{write.arm.name}' is invalid: a Flex Consumption app needs runtime and deployment.storage."
        )
    _refuse_storage(write.cloud, table(config, "deployment", "storage"), write.inputs)


def _refuse_storage(cloud: Cloud, storage: JsonDict, inputs: JsonDict) -> None:
    place = _PLACE.fullmatch(text(storage, "value") or "")
    if place is None:
        raise bad_request(f"deployment.storage.value '{text(storage, 'value')}' is not the address of a blob container.")
    wanted = f"/storageaccounts/{place[1]}/blobservices/default/containers/{place[2]}"
    if not any(key_of(one.id).endswith(wanted) for one in cloud.state.of(_CONTAINER)):
        raise bad_request(f"The blob container '{place[2]}' was not found in storage account '{place[1]}'.")
    kind, identity = text(storage, "authentication", "type"), text(storage, "authentication", "userAssignedIdentityResourceId")
    if kind == "UserAssignedIdentity" and key_of(identity or "") not in [key_of(one) for one in user_identities(inputs)]:
        raise bad_request("The identity that is to fetch the package is not assigned to the site.")
    if kind == "SystemAssignedIdentity" and not has_system_identity(inputs):
        raise bad_request("The site has no system-assigned identity to fetch the package with.")
