"""Types that no service module describes: accepted as they are, with an id that is guessed from the token."""

from __future__ import annotations

from functools import cache

from azure_rehearsal.outputs import sdk_class

from ._type import GROUP, SUBSCRIPTION, ResourceType

__all__ = ["generic_type"]


def _camel(snake: str) -> str:
    head, *rest = snake.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _input_names(token: str) -> list[str]:
    """The inputs of the SDK's class, camelCase, in the order of its initialiser."""
    cls = sdk_class(token)
    init = getattr(cls, "_internal_init", None)
    code = getattr(init, "__code__", None)
    if code is None:
        return []
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return [_camel(one) for one in names if one not in {"__self__", "resource_name", "opts", "__props__"}]


@cache
def generic_type(token: str) -> ResourceType | None:
    """A type made from the token alone; None where the installed SDK has no such class."""
    if sdk_class(token) is None:
        return None
    _, module, name = token.split(":")
    module = module.split("/")[0]
    inputs = _input_names(token)
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
