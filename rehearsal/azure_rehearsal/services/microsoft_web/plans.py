"""App Service plans: what each tier offers, and the plan of a site or slot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import flag, text
from azure_rehearsal.core.resource_type import Write
from azure_rehearsal.core.state import Record

__all__ = ["PLAN", "Tier", "is_linux", "plan_of", "tier_named", "tier_of"]

PLAN = "azure-native:web:AppServicePlan"
SLOT = "azure-native:web:WebAppSlot"


@dataclass(frozen=True)
class Tier:
    """What the plans of one tier offer.

    `names`: a pattern of its SKUs' names. `slots`: how many beside production. `always_on`: whether apps can be kept loaded. `networks`:
    whether its apps integrate with a virtual network and take private endpoints. `sites`: how many apps fit, where that is limited.
    """

    tier: str
    names: str
    slots: int
    always_on: bool
    networks: bool
    sites: int | None = None


# Slots: learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#azure-app-service-limits
# Networks: learn.microsoft.com/azure/app-service/overview-vnet-integration and .../overview-private-endpoint (Basic and better),
# learn.microsoft.com/azure/azure-functions/functions-networking-options (not Consumption). Names: learn.microsoft.com/rest/api/appservice/
# app-service-plans, azure.microsoft.com/pricing/details/app-service (November 2026). One app for each Flex plan:
# learn.microsoft.com/azure/azure-functions/flex-consumption-plan#considerations
_TIERS = (
    Tier("Free", r"F1|FREE", 0, always_on=False, networks=False),
    Tier("Shared", r"D1|SHARED", 0, always_on=False, networks=False),
    Tier("Basic", r"B[123]", 0, always_on=True, networks=True),
    Tier("Standard", r"S[123]", 5, always_on=True, networks=True),
    Tier("Premium", r"P[123]|P[0123]V[234]|P[12345]MV[34]|PC[234]", 20, always_on=True, networks=True),
    Tier("Isolated", r"I[123]|I[123456]V2|I[12345]MV2|I[0123456]V4|I[12345]MV4", 20, always_on=True, networks=True),
    Tier("Dynamic", r"Y1", 1, always_on=False, networks=False),
    Tier("ElasticPremium", r"EP[123]", 2, always_on=False, networks=True),
    Tier("FlexConsumption", r"FC1?", 0, always_on=False, networks=True, sites=1),
    Tier("WorkflowStandard", r"WS[123]", 20, always_on=True, networks=True),
)


def tier_named(sku: str) -> Tier | None:
    """The tier of a SKU's name, in any letter case; None for a name that no tier has."""
    return next((tier for tier in _TIERS if re.fullmatch(tier.names, sku.upper())), None)


def tier_of(plan: Record | None) -> Tier:
    """The tier of a plan; without one the free tier, in which App Service makes a plan by itself."""
    found = tier_named(text(plan.inputs, "sku", "name") or "F1") if plan else None
    return found or _TIERS[0]


def plan_of(write: Write) -> Record | None:
    """The plan that a site or slot is written into; a slot without one has its site's. Raises NotFound."""
    farm = text(write.inputs, "serverFarmId")
    if farm is None and write.type.token == SLOT:
        site = write.cloud.state.get(ArmId.parse(write.id).top())
        farm = text(site.inputs, "serverFarmId") if site else None
    plan = write.cloud.state.get(farm) if farm else None
    if farm and plan is None:
        raise AzureError("NotFound", f"Cannot find ServerFarm with name {farm.rsplit('/', 1)[-1]}.", 404)
    return plan


def is_linux(plan: Record) -> bool:
    """Whether its workers run Linux: `reserved` decides, not `kind` (github.com/CompositionalIT/farmer/issues/41)."""
    return flag(plan.inputs, "reserved") is True or tier_of(plan).tier == "FlexConsumption"
