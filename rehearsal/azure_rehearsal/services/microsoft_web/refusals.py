"""What App Service refuses of plans, sites and slots beyond the schema, each with the words it uses where somebody quoted them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.plain import table, tables, text
from azure_rehearsal.core.resource_type import Refusals, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.shared import places

from .config import SITE, SLOT
from .linux_runtimes import is_runtime
from .plans import PLAN, is_linux, plan_of, tier_named, tier_of

__all__ = ["REFUSALS"]

REFUSALS = Refusals()
_INVALID = "The parameter {} has an invalid value."


@REFUSALS.of(PLAN)
def unknown_sku(write: Write) -> None:
    """The SKU's name alone counts: github.com/hashicorp/terraform-provider-azurerm/issues/25205, and for tier and size, which are
    ignored, github.com/Azure-Samples/azure-samples-python-management/issues/59.
    """
    name = text(write.inputs, "sku", "name")
    if name is not None and tier_named(name) is None:
        raise bad_request(_INVALID.format("SKU.Name"))


@REFUSALS.of(SITE, SLOT)
def runtime_of_another_system(write: Write) -> None:
    """A Linux runtime on a Windows plan (github.com/Azure/bicep-registry-modules/issues/3546), malformed, or of a stack that App Service
    doesn't have (github.com/microsoft/azure-pipelines-tasks/issues/11686). Premium function apps take whatever is written
    (github.com/Azure/azure-cli/issues/17020).
    """
    runtime, plan = text(write.inputs, "siteConfig", "linuxFxVersion"), plan_of(write)
    if not runtime or plan is None or tier_of(plan).tier in ("FlexConsumption", "ElasticPremium"):
        return
    if not is_linux(plan) or not is_runtime(runtime):
        raise bad_request(_INVALID.format("LinuxFxVersion"))


@REFUSALS.of(SITE)
def site_beside_its_plan(write: Write) -> None:
    """A site is made in the web space of its group and region, where its plan must be: github.com/mspnp/serverless-reference-implementation/pull/87."""
    plan, here = plan_of(write), text(write.inputs, "location")
    if plan is None or not here or places.same(here, text(plan.inputs, "location")):
        return
    place = places.display_name(here).replace(" ", "")
    raise AzureError("NotFound", f"Cannot find WebSpace with name {write.arm.group}-{place}webspace.", 404)


@REFUSALS.of(SLOT)
def slot_of_another_kind(write: Write) -> None:
    """Since February 2026: github.com/hashicorp/terraform-provider-azurerm/pull/31842 (the words; kinds may be left out)."""
    kind, site = text(write.inputs, "kind"), write.cloud.state.get(write.arm.top())
    production = text(site.inputs, "kind") if site else None
    if kind and production and _kinds(kind, plan_of(write)) != _kinds(production, plan_of(write)):
        raise bad_request(f"The slot 'kind' property '{kind}' must match the Production site 'kind' property '{production}'")


def _kinds(kind: str, plan: Record | None) -> frozenset[str]:
    """The parts of a kind; on a Linux plan App Service adds "linux" itself."""
    return frozenset({*kind.replace(" ", "").lower().split(","), *(("linux",) if plan and is_linux(plan) else ())})


@REFUSALS.of(SITE, SLOT)
def bad_address(write: Write) -> None:
    """Access restrictions take addresses, ranges, service tags: github.com/hashicorp/terraform-provider-azurerm/issues/3963."""
    for key in ("ipSecurityRestrictions", "scmIpSecurityRestrictions"):
        for rule in tables(write.inputs, "siteConfig", key):
            given = text(rule, "ipAddress")
            if given and given != "Any" and (text(rule, "tag") or "Default") != "ServiceTag" and not all(map(_is_range, given.split(","))):
                raise bad_request("IpSecurityRestriction.IpAddress is invalid.  It must be in CIDR format.")


def _is_range(given: str) -> bool:
    try:
        ipaddress.ip_network(given.strip(), strict=False)
    except ValueError:
        return False
    return True


# Flex Consumption (code 51021): github.com/Azure/terraform-azurerm-avm-res-web-site/issues/283 and /issues/360,
# github.com/Azure/azure-functions-host/issues/10643. FUNCTIONS_EXTENSION_VERSION was taken in January 2025
# (github.com/Azure/azure-functions-host/issues/10714), so it isn't refused here.
_FLEX_PROPERTIES = (
    "linuxFxVersion",
    "windowsFxVersion",
    "netFrameworkVersion",
    "ftpsState",
    "use32BitWorkerProcess",
    "preWarmedInstanceCount",
    "functionAppScaleLimit",
    "functionsRuntimeScaleMonitoringEnabled",
)
_FLEX_SETTINGS = (
    "FUNCTIONS_WORKER_RUNTIME",
    "FUNCTIONS_WORKER_RUNTIME_VERSION",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_CONTENTSHARE",
    "WEBSITE_RUN_FROM_PACKAGE",
)


@REFUSALS.of(SITE)
def not_on_flex(write: Write) -> None:
    """Properties and settings that only other plans have: sources above."""
    if tier_of(plan_of(write)).tier != "FlexConsumption":
        return
    config = table(write.inputs, "siteConfig")
    refuse_flex_names((one for one in _FLEX_PROPERTIES if config.get(one)), "site configuration property", "Site.SiteConfig.{}")
    refuse_flex_settings(text(one, "name") or "" for one in tables(config, "appSettings"))


@REFUSALS.of("azure-native:web:WebAppApplicationSettings")
def settings_not_on_flex(write: Write) -> None:
    """The same settings, written by themselves."""
    site = write.cloud.state.get(write.arm.parent() or "")
    if site is not None and tier_of(write.cloud.state.get(text(site.inputs, "serverFarmId") or "")).tier == "FlexConsumption":
        refuse_flex_settings(iter(table(write.inputs, "properties")))


def refuse_flex_settings(names: Iterator[str]) -> None:
    """Raise BadRequest for settings that Flex Consumption doesn't take."""
    refuse_flex_names((one for one in names if one in _FLEX_SETTINGS), "app setting", "Site.SiteConfig.AppSettings.{}")


def refuse_flex_names(names: Iterator[str], noun: str, path: str) -> None:
    """Raise BadRequest for the first of these names, if any. Azure blanks twice after the first sentence."""
    for name in names:
        place = path.format(name[:1].upper() + name[1:])
        raise bad_request(
            f"The following {noun} ({place}) for Flex Consumption sites is invalid.  Please remove or rename it before retrying."
        )


@REFUSALS.of(SITE)
def plan_is_full(write: Write) -> None:
    """A Flex plan takes one app: learn.microsoft.com/azure/azure-functions/flex-consumption-plan#considerations (no quotation of the words)."""
    plan = plan_of(write)
    limit = tier_of(plan).sites
    if plan is None or limit is None:
        return
    others = [one for one in write.cloud.state.of(SITE) if ArmId.parse(one.id).name.lower() != write.arm.name.lower()]
    there = [one for one in others if _same(text(one.inputs, "serverFarmId"), plan.id)]
    if len(there) >= limit:
        name = ArmId.parse(plan.id).name
        raise AzureError(
            "Conflict", f"Server farm '{name}' already has {len(there)} app, and a Flex Consumption plan takes only {limit}.", 409
        )


def _same(one: str | None, other: str) -> bool:
    return (one or "").strip("/").lower() == other.strip("/").lower()
