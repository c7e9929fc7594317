"""The values of a connection's settings: a target's templates, filled in.

Values come from the target's id, look-ups, the grant and the caller.
"""

import importlib
import re
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.errors import UnknownArgument, UnknownTarget, did_you_mean, listed
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.targets.target import Lookup, Target, Value

_PLACEHOLDER = re.compile(r"\{([\w:]+)\}")  # other braces stand for themselves, as in an ODBC driver's name
_SUFFIX = re.compile(r"\{(suffix:[^{}]+)\}")


def look_up(lookup: Lookup, ref: TargetRef, values: Mapping[str, Input[str]] = MappingProxyType({})) -> pulumi.Output[Any]:
    """Return a property of the target: of the program's own resource, or else asked of Azure.

    Args:
        lookup: where it is.
        ref: the target.
        values: what the caller gave, for arguments in braces.
    """
    path = lookup.result.split(".")
    if ref.resource is not None and ref.type == lookup.of:
        return _within(getattr(ref.resource, path[0]), path[1:])
    module, _, function = lookup.function.partition(":")
    call = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), function)
    arguments = {name: values[source[1:-1]] if source.startswith("{") else ref.part(source) for name, source in lookup.arguments.items()}
    return _within(getattr(call(**arguments, opts=ref.invoke), path[0]), path[1:])


def _within(output: pulumi.Output[Any], path: list[str]) -> pulumi.Output[Any]:
    return output.apply(lambda found: _inside(found, path))


def _inside(found: Any, path: list[str]) -> Any:
    for step in path:
        if found is None:
            return None
        found = found[int(step)] if step.isdigit() else getattr(found, step)
    return found


def _found(value: Any, name: str, target: Target) -> str:
    if value is None:
        raise UnknownTarget(
            f"a target of kind {target.kind!r} has no {target.lookups[name].result!r}, which a setting of the app is made of."
        )
    return str(value)


def _location(target: Target, ref: TargetRef) -> pulumi.Output[str]:
    own: Any = getattr(ref.resource, "location", None)
    lookup = target.lookups.get("location")
    found: object = own if own is not None or lookup is None else look_up(lookup, ref)
    return pulumi.Output.from_input(found).apply(lambda known: str(known).replace(" ", "").lower())


def looked_up(name: str, target: Target, ref: TargetRef) -> pulumi.Output[str]:
    """Return what a placeholder of `Target.lookups` stands for."""
    if name == "location":
        return _location(target, ref)
    return look_up(target.lookups[name], ref).apply(lambda value: _found(value, name, target))


def _dsn(text: str) -> str:
    """Quote a value of a libpq connection string.

    https://www.postgresql.org/docs/current/libpq-connect.html
    """
    plain = re.fullmatch(r"[^\s'\\]+", text)
    return text if plain else "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_FILTERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "": str,
        # What RFC 3986 lets stand in user and password stays as it is, so that ordinary keys look as Azure shows them.
        "uri": lambda text: urllib.parse.quote(text, safe="!$&'()*+,;="),
        "dsn": _dsn,
        "jaas": lambda text: text.replace("\\", "\\\\").replace("'", "\\'"),
    }
)


def placeholders(template: str) -> list[str]:
    """Return the names that a template takes values for, each once; the cloud's suffixes aside."""
    found = (name.rpartition(":")[2] for name in _PLACEHOLDER.findall(template) if not name.startswith("suffix:"))
    return list(dict.fromkeys(found))


def suffixed(template: str, target: Target, cloud: Cloud) -> str:
    """Fill in the cloud's own domains.

    Raises:
        UnknownArgument: the cloud has no such service.
    """

    def suffix(found: re.Match[str]) -> str:
        service = found[1].removeprefix("suffix:")
        if service not in cloud.suffixes:
            raise UnknownArgument(
                f"{target.title} has no known address in the cloud {cloud.name!r}; this package can't connect to it there."
            )
        return cloud.suffixes[service]

    return _SUFFIX.sub(suffix, template)


def check_template(template: str, target: Target, ref: TargetRef | None, cloud: Cloud, promised: Iterable[str]) -> None:
    """Check that a setting's value can be filled in, before anything is made for it.

    Args:
        template: as `setting_value` takes it.
        target: what is connected to.
        ref: which one.
        cloud: the cloud.
        promised: the names that identity, grant and caller will have values for.

    Raises:
        UnknownArgument: the cloud has no such service, or a placeholder has nothing to be taken from.
    """
    names = placeholders(suffixed(template, target, cloud))
    missing = [name for name in names if name not in promised]
    if ref is None and missing:
        raise UnknownArgument(f"target {target.kind!r} has the placeholder {missing[0]!r}, and no id to take it from.")


def value_so_far(template: str, target: Target, cloud: Cloud, values: Mapping[str, Input[str]]) -> Input[str] | None:
    """Return a setting's value if it is already known; None if it is only made with the connection."""
    filled = suffixed(template, target, cloud)
    names = placeholders(filled)
    return filled if not names else values.get(names[0]) if filled == f"{{{names[0]}}}" else None


def setting_value(
    template: str,
    target: Target,
    ref: TargetRef | None,
    cloud: Cloud,
    values: Mapping[str, Input[str]],
) -> Input[str]:
    """Fill in one setting's value.

    Args:
        template: with placeholders as `Target` describes them.
        target: what is connected to.
        ref: which one; None where there is only one in the tenant, or none in Azure.
        cloud: the cloud, for `{suffix:...}`.
        values: what the identity, the grant or the caller knows.
    """
    filled = suffixed(template, target, cloud)
    names = placeholders(filled)
    if not names:
        return filled
    known: dict[str, Input[str]] = {name: values[name] for name in names if name in values}
    for name in names:
        if ref is not None and name not in known and (name == "location" or name in target.lookups):
            known[name] = looked_up(name, target, ref)
    if filled == f"{{{names[0]}}}" and names[0] in known:
        return known[names[0]]
    segments = [name for name in names if name not in known]
    if ref is None and segments:
        raise UnknownArgument(f"target {target.kind!r} has the placeholder {segments[0]!r}, and no id to take it from.")

    def fill(parts: Mapping[str, Any]) -> str:
        arm_id = ArmId.parse(parts["id"]) if segments else None

        def value(found: re.Match[str]) -> str:
            kind, _, name = found[1].rpartition(":")
            text = str(parts[name]) if name in known or arm_id is None else arm_id.segment(name)
            return _FILTERS[kind](text)

        return _PLACEHOLDER.sub(value, filled)

    return mapped({**known, **({"id": ref.id} if segments and ref is not None else {})}, fill)


def given_values(target: Target, wanted: Mapping[str, Value], given: Mapping[str, Input[str]], connection: str) -> dict[str, Input[str]]:
    """Take what the caller gave in `values={...}`. A secret one becomes a Pulumi secret.

    Args:
        target: what is connected to.
        wanted: what it needs, by name.
        given: what was given.
        connection: the connection's name, for messages.

    Raises:
        UnknownArgument: a name that the target doesn't know, or one left out that it needs.
    """
    for name in given:
        if name not in wanted:
            raise UnknownArgument(
                f"values={{{name!r}: ...}} of connection {connection!r}: {target.title} takes no such value."
                f"{did_you_mean(name, list(wanted))} It takes {listed(wanted)}."
            )
    missing = [name for name, value in wanted.items() if not value.optional and given.get(name) is None]
    if missing:
        needed = ", ".join(f"{name!r} ({wanted[name].text})" for name in missing)
        raise UnknownArgument(f"connection {connection!r}: {target.title} needs values={{...}} with {needed}.")
    for name, value in given.items():
        refuse_output_text(value, f"value {name!r} of connection {connection!r}")
    return {name: pulumi.Output.secret(value) if wanted[name].secret else value for name, value in given.items()}


def written(templates: Mapping[str, str], values: Mapping[str, Value], given: Mapping[str, Input[str]]) -> dict[str, str]:
    """Leave out the settings that need an optional value which the caller left out."""
    absent = {name for name in values if given.get(name) is None}
    return {name: template for name, template in templates.items() if not absent & set(placeholders(template))}
