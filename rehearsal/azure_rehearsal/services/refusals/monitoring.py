"""What Azure Monitor refuses of workspaces and autoscale settings beyond the schema."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:operationalinsights:Workspace")
def retention_of_a_workspace(write: Write) -> None:
    """learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure: 30 to 730 days, 7 in the free tier (no quotation of the words)."""
    days, sku = write.inputs.get("retentionInDays"), (text(write.inputs, "sku", "name") or "PerGB2018").lower()
    if isinstance(days, int | float) and sku != "free" and not 30 <= days <= 730:
        raise bad_request(
            f"'RetentionInDays' property doesn't match the SKU limits: {int(days)} is not between 30 and 730.", "InvalidParameter"
        )


@REFUSALS.of("azure-native:monitor:AutoscaleSetting")
def scaling_of_a_basic_plan(write: Write) -> None:
    """learn.microsoft.com/azure/app-service/manage-scale-up: automatic scaling needs Standard or better (no quotation of the words)."""
    plan = write.cloud.state.get(text(write.inputs, "targetResourceUri") or "")
    sku = text(plan.inputs, "sku", "name") if plan and key_of(plan.id).rpartition("/")[0].endswith("/serverfarms") else None
    if sku and sku.upper()[:1] in "FDB":
        raise bad_request(f"Autoscale is not supported for the SKU '{sku}' of '{plan.id if plan else ''}'.", "UnsupportedSku")
