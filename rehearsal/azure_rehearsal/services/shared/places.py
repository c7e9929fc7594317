"""Azure's regions: their two names, and the refusal of a place that is none.

As of November 2026: learn.microsoft.com/azure/reliability/regions-list and, for the sovereign clouds,
learn.microsoft.com/azure/azure-government/documentation-government-welcome and learn.microsoft.com/azure/china/overview-operations.
"""

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Write

__all__ = ["display_name", "is_place", "refuse_place", "same", "short"]

_NAMES = """
Australia Central, Australia Central 2, Australia East, Australia Southeast, Austria East, Belgium Central, Brazil South, Brazil Southeast,
Canada Central, Canada East, Central India, Central US, Central US EUAP, Chile Central, Denmark East, East Asia, East US, East US 2,
East US 2 EUAP, East US 3, France Central, France South, Germany North, Germany West Central, Greece Central, India South Central,
Indonesia Central, Israel Central, Israel Northwest, Italy North, Japan East, Japan West, Jio India Central, Jio India West, Korea Central,
Korea South, Malaysia South, Malaysia West, Mexico Central, New Zealand North, North Central US, North Europe, Norway East, Norway West,
Poland Central, Qatar Central, Saudi Arabia Central, Saudi Arabia East, South Africa North, South Africa West, South Central US,
South Central US 2, South India, Southeast Asia, Southeast US, Southeast US 3, Southwest US, Spain Central, Sweden Central, Sweden South,
Switzerland North, Switzerland West, Taiwan North, Taiwan Northwest, UAE Central, UAE North, UK South, UK West, West Central US,
West Europe, West India, West US, West US 2, West US 3, Finland Central, Northeast US 5,
USGov Arizona, USGov Iowa, USGov Texas, USGov Virginia, USDoD Central, USDoD East, USNat East, USNat West, USSec East, USSec West,
China East, China East 2, China East 3, China North, China North 2, China North 3, Germany Central, Germany Northeast,
"""
_GEOGRAPHIES = """
Global, Europe, United States, Asia, Asia Pacific, Australia, Brazil, Canada, France, Germany, India, Japan, Korea, Norway, Singapore,
South Africa, Sweden, Switzerland, UAE, UK, United Kingdom, Azure Gov
"""
# services without regions take geographies (Communication Services, Front Door, DNS)


def short(name: str) -> str:
    """A region's short name: "West Europe" is westeurope."""
    return name.replace(" ", "").lower()


def _by_short_name(names: str) -> dict[str, str]:
    return {short(name): name.strip() for name in names.replace("\n", " ").split(",") if name.strip()}


_REGIONS = _by_short_name(_NAMES)
_PLACES = {*_REGIONS, *_by_short_name(_GEOGRAPHIES)}


def is_place(name: str) -> bool:
    """Whether a region or geography has that name, in either of its two forms. Stages and edge zones count as regions."""
    return short(name).removesuffix("(stage)").removesuffix("stage").removesuffix("stg") in _PLACES


def display_name(name: str) -> str:
    """A region's name for people; the given one where it is unknown."""
    return _REGIONS.get(short(name), name)


def same(one: str | None, other: str | None) -> bool:
    """Whether two names mean one region; an absent one means nothing, and is no other."""
    return not one or not other or short(one) == short(other)


def refuse_place(write: Write) -> None:
    """Raise LocationNotAvailableForResourceType (of a group: ...ForResourceGroup) for a location that isn't one.

    Words: recorded for groups (Azure/azure-service-operator, 2021); learn.microsoft.com/azure/azure-resource-manager/troubleshooting/
    error-sku-not-available and .../common-deployment-errors for types. Whether a type is offered in a region isn't known here.
    """
    given = text(write.inputs, "location")
    if not given or is_place(given):
        return
    listed = ",".join(_REGIONS)
    if write.type.kind == "Microsoft.Resources/resourceGroups":
        raise AzureError(
            "LocationNotAvailableForResourceGroup",
            f"The provided location '{given}' is not available for resource group. List of available regions is '{listed}'.",
            400,
        )
    raise AzureError(
        "LocationNotAvailableForResourceType",
        f"The provided location '{given}' is not available for resource type '{write.type.kind}'. "
        f"List of available regions for the resource type is '{listed}'.",
        400,
    )
