"""Types that no service module describes: accepted as they are, with an id that is guessed from the token."""

from __future__ import annotations

from functools import cache

from azure_rehearsal import schema

from ._type import GROUP, SUBSCRIPTION, ResourceType

__all__ = ["generic_type"]


@cache
def generic_type(token: str) -> ResourceType | None:
    """A type made from the token alone; None where the installed SDK has no such class."""
    try:
        inputs = list(schema.describe(token).inputs)
    except schema.UnknownToken:
        return None
    _, module, name = token.split(":")
    module = module.split("/")[0]
    own = name[:1].lower() + name[1:] + "Name"
    named = next((one for one in (own, "name", "resourceName") if one in inputs), None)
    named = named or next((one for one in inputs if one.endswith("Name") and one != "resourceGroupName"), None)
    holder = GROUP if "resourceGroupName" in inputs else SUBSCRIPTION
    kind = f"Microsoft.{module}/{name[:1].lower()}{name[1:]}"
    last = "{" + named + "}" if named else "default"
    return ResourceType(
        token=token,
        kind=kind,
        path=f"{holder}/providers/{kind}/{last}",
        name=named,
        location="location" in inputs,
        grade="generic",
    )
