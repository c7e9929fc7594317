"""ARM templates, as far as deployments of plain resources go: parameters are filled in, nothing else is evaluated.

Source: learn.microsoft.com/azure/azure-resource-manager/templates/syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import child, table, tables, text
from azure_rehearsal.core.values import JsonDict, JsonValue

__all__ = ["Planned", "plan", "shown_parameters"]

_PARAMETER = re.compile(r"\[\s*parameters\(\s*'(?P<name>[^']+)'\s*\)\s*\]", re.IGNORECASE)
_KEYS = {"type", "apiVersion", "name", "location", "tags", "properties", "dependsOn", "kind", "sku", "identity", "comments"}
_SECTIONS = {"$schema", "contentVersion", "parameters", "resources"}


@dataclass(frozen=True)
class Planned:
    """One resource of a template: its id, and the body that would be PUT there."""

    id: str
    body: JsonDict


def _unsupported(what: str) -> AzureError:
    return AzureError("", f"the simulated Azure deploys templates of plain resources with [parameters('name')]; it doesn't take {what}", 0)


def _invalid(message: str) -> AzureError:
    """Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template."""
    return AzureError("InvalidTemplate", f"Deployment template validation failed: '{message}'.", 400)


def plan(group_id: str, properties: JsonDict) -> list[Planned]:
    """The resources of a deployment with its parameters filled in, in the template's order."""
    mode = text(properties, "mode") or "Incremental"
    if mode.lower() != "incremental":
        raise _unsupported(f"mode '{mode}': give 'Incremental'")
    template = table(properties, "template")
    if extra := sorted({key for key, value in template.items() if value} - _SECTIONS):
        raise _unsupported(f"a template's {', '.join(extra)}")
    values = _values(template, table(properties, "parameters"))
    return [_planned(group_id, one, values) for one in tables(template, "resources")]


def _values(template: JsonDict, given: JsonDict) -> JsonDict:
    declared = table(template, "parameters")
    if extra := sorted(set(given) - set(declared)):
        raise _invalid(f"The following parameters were supplied, but do not correspond to any parameters defined: {', '.join(extra)}")
    values: JsonDict = {}
    for name, about in declared.items():
        if "value" in table(given, name):
            values[name] = table(given, name)["value"]
        elif isinstance(about, dict) and "defaultValue" in about:
            values[name] = about["defaultValue"]
        else:
            raise _invalid(f"The value for the template parameter '{name}' is not provided")
    return values


def _planned(group_id: str, resource: JsonDict, values: JsonDict) -> Planned:
    if extra := sorted(set(resource) - _KEYS):
        raise _unsupported(f"a resource's {', '.join(extra)}")
    body = _filled(resource, values)
    kind, name = (text(body, "type") or "", text(body, "name") or "") if isinstance(body, dict) else ("", "")
    namespace, *types = kind.split("/")
    names = name.split("/")
    if not isinstance(body, dict) or len(types) != len(names) or not types:
        raise _invalid(f"The template resource '{name}' has a name whose segments don't match its type '{kind}'")
    pairs = "/".join(f"{one}/{called}" for one, called in zip(types, names, strict=True))
    return Planned(f"{group_id}/providers/{namespace}/{pairs}", body)


def _filled(value: JsonValue, values: JsonDict) -> JsonValue:
    if isinstance(value, dict):
        return {key: _filled(inner, values) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    if not isinstance(value, str) or not value.startswith("["):
        return value
    if value.startswith("[["):
        return value[1:]
    match = _PARAMETER.fullmatch(value)
    if match is None:
        raise _unsupported(f"the expression '{value}'")
    if match["name"] not in values:
        raise _invalid(f"The template parameter '{match['name']}' is not found")
    return values[match["name"]]


def shown_parameters(properties: JsonDict) -> JsonDict:
    """What a deployment answers of its parameters: secure ones without their values."""
    shown: JsonDict = {}
    for name, about in table(properties, "template", "parameters").items():
        kind = text(about, "type") or "string"
        entry = child(shown, name)
        entry["type"] = {"securestring": "SecureString", "secureobject": "SecureObject"}.get(kind.lower(), kind.capitalize())
        given = table(properties, "parameters", name)
        if not kind.lower().startswith("secure"):
            entry["value"] = given.get("value", about.get("defaultValue") if isinstance(about, dict) else None)
    return shown
