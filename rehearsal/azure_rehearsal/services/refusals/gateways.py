"""What Front Door and API Management refuse beyond the schema."""

from __future__ import annotations

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:cdn:AFDEndpoint")
def endpoint_of_a_classic_profile(write: Write) -> None:
    """learn.microsoft.com/azure/frontdoor/tier-comparison: Front Door's endpoints lie in profiles of its own SKUs (no quotation of the words)."""
    profile = write.cloud.state.get(write.arm.top())
    sku = text(profile.inputs, "sku", "name") if profile else None
    if sku and not sku.lower().endswith("azurefrontdoor"):
        raise bad_request(f"The AFD endpoint operation is not supported for profile '{write.arm.names[0]}' with SKU '{sku}'.")


@REFUSALS.of("azure-native:apimanagement:ApiManagementService")
def units_of_a_gateway(write: Write) -> None:
    """learn.microsoft.com/rest/api/apimanagement/api-management-service/create-or-update: Consumption has capacity 0 (no quotation of the words)."""
    capacity = table(write.inputs, "sku").get("capacity")
    if (text(write.inputs, "sku", "name") or "").lower() == "consumption" and capacity not in (0, None):
        raise bad_request("Invalid parameter: for SKU Consumption the capacity must be 0.", "InvalidParameters")
