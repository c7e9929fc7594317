"""What App Service refuses of the integration of sites with virtual networks."""

from __future__ import annotations

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError, bad_request, resource_not_found
from azure_rehearsal.core.plain import tables, text
from azure_rehearsal.core.resource_type import Refusals, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.shared import places

from .config import SITE, SLOT
from .plans import Tier, plan_of, tier_of

__all__ = ["NETWORK_REFUSALS"]

NETWORK_REFUSALS = Refusals()
_SWIFT = ("azure-native:web:WebAppSwiftVirtualNetworkConnection", "azure-native:web:WebAppSwiftVirtualNetworkConnectionSlot")
_MOST = 2  # recorded in 2026: plans show vnetConnectionsMax 2


@NETWORK_REFUSALS.of(SITE, SLOT)
def site_in_a_subnet(write: Write) -> None:
    """The subnet that the site itself names."""
    subnet = text(write.inputs, "virtualNetworkSubnetId")
    if subnet:
        _refuse(write, subnet, write.id, plan_of(write))


@NETWORK_REFUSALS.of(*_SWIFT)
def connection_to_a_subnet(write: Write) -> None:
    """The subnet of a connection that is written apart."""
    subnet, site = text(write.inputs, "subnetResourceId"), write.cloud.state.get(_site_id(write))
    if subnet and site:
        top = write.cloud.state.get(write.arm.top())
        farm = text(site.inputs, "serverFarmId") or (text(top.inputs, "serverFarmId") if top else None)
        _refuse(write, subnet, site.id, write.cloud.state.get(farm or ""))


def _site_id(write: Write) -> str:
    return write.id[: write.id.lower().rindex("/networkconfig/")]


def _refuse(write: Write, subnet_id: str, site_id: str, plan: Record | None) -> None:
    arm, tier = ArmId.parse(subnet_id), tier_of(plan)
    if not tier.networks:
        # learn.microsoft.com/azure/app-service/overview-vnet-integration#limitations (no quotation of the words)
        raise bad_request(
            f"The plan's SKU '{tier.tier}' does not support virtual network integration. It takes Basic or a higher pricing tier."
        )
    subnet = write.cloud.state.get(subnet_id)
    if subnet is None:
        if (arm.subscription or "").lower() == write.cloud.subscription_id.lower():
            raise resource_not_found(arm.kind, "/".join(arm.names), arm.group)
        return  # what another subscription has isn't known here
    _refuse_delegation(arm, subnet, tier)
    network = write.cloud.state.get(arm.top())
    if plan and network and not places.same(text(plan.inputs, "location"), text(network.inputs, "location")):
        # learn.microsoft.com/azure/app-service/overview-vnet-integration: the network has to be in the app's region (no quotation of the words)
        raise bad_request(
            f"Cannot integrate site '{ArmId.parse(site_id).name}' with VNET '{arm.names[0]}': the app and the virtual network are in different locations."
        )
    _refuse_more(write, subnet_id, site_id, plan)


def _refuse_delegation(arm: ArmId, subnet: Record, tier: Tier) -> None:
    """The words name the network as subnet and the subnet as VNET: github.com/Azure/terraform-azurerm-vnet/issues/46 and
    github.com/Azure/azure-quickstart-templates/issues/8813. Flex: learn.microsoft.com/azure/azure-functions/flex-consumption-how-to.
    """
    wanted = "Microsoft.App/environments" if tier.tier == "FlexConsumption" else "Microsoft.Web/serverFarms"
    if wanted.lower() not in [(text(one, "serviceName") or "").lower() for one in tables(subnet.inputs, "delegations")]:
        raise bad_request(
            f"Subnet {arm.names[0]} in VNET {arm.name} is missing a delegation to {wanted}. Please add the delegation and try again."
        )


def _refuse_more(write: Write, subnet_id: str, site_id: str, plan: Record | None) -> None:
    """A plan is in at most two subnets: github.com/MicrosoftDocs/azure-docs/issues/63177 (the words, when it was one)."""
    if plan is None:
        return
    used = {key_of(subnet_id)}
    for site in write.cloud.state.of(SITE, SLOT):
        if key_of(text(site.inputs, "serverFarmId") or "") == key_of(plan.id) and key_of(site.id) != key_of(site_id):
            swift = write.cloud.state.get(f"{site.id}/networkConfig/virtualNetwork")
            named = text(site.inputs, "virtualNetworkSubnetId") or (text(swift.inputs, "subnetResourceId") if swift else None)
            used |= {key_of(named)} if named else set()
    if len(used) > _MOST:
        raise AzureError("Conflict", f"Adding this VNET would exceed the App Service Plan VNET limit of {_MOST}.", 409)
