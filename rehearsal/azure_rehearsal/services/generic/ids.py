"""Ids of types that no service module describes: Azure's own templates where we have them, else guessed from what the SDK tells.

data/arm_ids.json holds templates from Microsoft's azure-mgmt packages (tools/arm_types.py writes it). For other types, the
arguments of azure-native's read function are the parts of the id; a type of the same module whose parts are among them is
what it is nested in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from azure_rehearsal.core.resource_type import GROUP, SUBSCRIPTION
from azure_rehearsal.schema import types as schema

__all__ = ["arm_kind", "id_template", "known_templates"]

_HOLDERS = frozenset({"resourceGroupName", "subscriptionId"})
# A resource of whatever type; a parent's path may be empty: learn.microsoft.com/rest/api/resources/resources/create-or-update
_ANYTHING: Mapping[str, str] = {
    "azure-native:resources:Resource": GROUP + "/providers/{resourceProviderNamespace}/{parentResourcePath?}/{resourceType}/{resourceName}",
}
_SCOPES = ("scope", "resourceUri", "resourceScope", "resourceId")


@cache
def known_templates() -> Mapping[str, str]:
    """Token -> id template as Azure has it."""
    return json.loads(resources.files("azure_rehearsal").joinpath("data/arm_ids.json").read_text(encoding="utf-8"))


def id_template(token: str) -> str:
    """The id template of a type; each name in braces is one of its inputs, or the subscription."""
    known = known_templates().get(token) or _ANYTHING.get(token)
    return known or _guessed(token)


@cache
def _guessed(token: str) -> str:
    _, module, name = token.split(":")
    parts = _parts(token)
    scope = next((one for one in _SCOPES if one in parts), None)
    own = _own_names(token)
    above = _holder_type(token)
    if above is not None:
        holder = f"{id_template(above)}/{_segment(name.removeprefix(above.rpartition(':')[2]) or name)}"
    elif scope is not None:
        holder = f"/{{{scope}}}/providers/{_namespace(module)}/{_segment(name)}"
    else:
        holder = f"{GROUP if 'resourceGroupName' in parts else SUBSCRIPTION}/providers/{_namespace(module)}/{_segment(name)}"
    left = [one for one in own if f"{{{one}}}" not in holder and one != scope]
    return f"{holder}/" + ("/".join(f"{{{one}}}" for one in left) or "default")


@cache
def _parts(token: str) -> frozenset[str]:
    """The inputs that the function which reads a type takes: the parts of its id."""
    inputs = schema.describe(token).inputs
    package, module, name = token.split(":")
    try:
        taken = schema.describe_function(f"{package}:{module}:get{name}").inputs
    except (schema.UnknownToken, AttributeError, ImportError):
        own = name[:1].lower() + name[1:] + "Name"
        named = next((one for one in (own, "name", "resourceName", *inputs) if one in inputs and one.lower().endswith("name")), None)
        taken = {one: None for one in ("resourceGroupName", named) if one}
    return frozenset(one for one in taken if one in inputs)


def _own_names(token: str) -> list[str]:
    """The parts that are neither group nor subscription, the type's own name last."""
    name = token.rpartition(":")[2].lower()
    parts = sorted(_parts(token) - _HOLDERS)
    return sorted(parts, key=lambda one: (one.lower().removesuffix("name") == name, one))


@cache
def _holder_type(token: str) -> str | None:
    """The type of the same module with the most of this one's parts (but not all): what it lies in."""
    package, module, _ = token.split(":")
    mine = _parts(token)
    found: list[tuple[int, bool, int, str]] = []
    for other in _module(package, module):
        theirs = _parts(other)
        if theirs - _HOLDERS and theirs < mine and theirs & _HOLDERS == mine & _HOLDERS:
            name = other.rpartition(":")[2].lower()
            found.append((-len(theirs), all(one.lower() != f"{name}name" for one in theirs), len(name), other))
    return min(found)[3] if found else None


@cache
def _module(package: str, module: str) -> tuple[str, ...]:
    return tuple(token for token in schema.tokens(package) if token.split(":")[1] == module)


@cache
def _namespace(module: str) -> str:
    """The ARM namespace of an azure-native module: from the known templates of its types, else the module's name."""
    start = f"azure-native:{module}:"
    for token, template in known_templates().items():
        if token.startswith(start):
            return template.rpartition("/providers/")[2].split("/")[0]
    return f"Microsoft.{module[:1].upper()}{module[1:]}"


def _segment(name: str) -> str:
    plain = name[:1].lower() + name[1:]
    if plain.endswith("y") and plain[-2:-1] not in "aeiou":
        return plain[:-1] + "ies"
    return plain if plain.endswith(("s", "Settings")) else plain + "s"


def arm_kind(template: str) -> str:
    """The ARM type that an id template has: Microsoft.Network/virtualNetworks/subnets."""
    namespace, *rest = template.rpartition("/providers/")[2].split("/")
    if "/providers/" not in template:
        return re.sub(r"^/subscriptions/\{\w+\}/?", "Microsoft.Resources/", template).split("/{")[0]
    return "/".join((namespace, *rest[::2]))
