"""From a target's setting templates to the settings of one connection: names as Service Connector's, values filled in."""

import importlib
import re
import urllib.parse
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.clouds import Environment
from pulumi_azure_connect.errors import InvalidName, UnknownArgument, UnknownTarget, did_you_mean, listed
from pulumi_azure_connect.grants.request import TargetRef
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.targets.vocabulary import Lookup, Target, Value

_PLACEHOLDER = re.compile(r"\{([\w:]+)\}")  # other braces stand for themselves, as in an ODBC driver's name
_SUFFIX = re.compile(r"\{(suffix:[^{}]+)\}")
_CONNECTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def check_connection_name(name: str, owner: str) -> str:
    """
    Refuse a connection name that can't be part of a setting's name.

    Raises:
        InvalidName: it is not letters, digits and underscores, a letter first.
    """
    if not isinstance(cast("object", name), str):
        raise InvalidName(
            f"the name of a connection of {owner} is text that the program knows, not a value of type {type(name).__name__}: settings "
            "and resources are called after it."
        )
    if not _CONNECTION_NAME.match(name):
        raise InvalidName(
            f"connection name {name!r} of {owner} takes letters, digits and '_', a letter first: it can become part of a "
            "setting's name, and App Service on Linux takes nothing else there."
        )
    return name


def refuse_unknown_names(target: Target, names: list[str], connection: str, renamed: Mapping[str, str]) -> None:
    """
    Refuse other names for settings that a connection doesn't write.

    Raises:
        UnknownArgument: a name is renamed that it doesn't write.
    """
    for name in renamed:
        if name not in names:
            raise UnknownArgument(
                f"settings={{{name!r}: ...}} of connection {connection!r}: {target.kind!r} writes no such setting."
                f"{did_you_mean(name, names)} It writes {listed(names)}."
            )


def setting_names(target: Target, names: list[str], connection: str, *, second: bool, renamed: Mapping[str, str]) -> dict[str, str]:
    """
    Give the names under which a connection's settings are written.

    Args:
        target: what is connected to.
        names: Service Connector's names.
        connection: the connection's name.
        second: whether the app has a connection to this kind of target already; Service Connector then puts the
            connection's name behind the prefix.
        renamed: the caller's own names, by Service Connector's.

    Raises:
        UnknownArgument: a name is renamed that the connection doesn't write.
    """
    refuse_unknown_names(target, names, connection, renamed)
    prefixes = sorted((target.prefix, *target.more_prefixes), key=len, reverse=True)

    def written(name: str) -> str:
        if name in renamed or not (second or target.always_named):
            return renamed.get(name, name)
        prefix = next((one for one in prefixes if name.startswith(f"{one}_")), target.prefix)
        start = f"{prefix}_" if prefix else ""
        return f"{start}{connection.upper()}_{name.removeprefix(start)}"

    return {name: written(name) for name in names}


def look_up(lookup: Lookup, ref: TargetRef, values: Mapping[str, Input[str]] = MappingProxyType({})) -> pulumi.Output[Any]:
    """
    Give a property of the target: off the resource itself where the program has it, else by asking azure-native.

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
    """Give what a placeholder of `Target.lookups` stands for."""
    if name == "location":
        return _location(target, ref)
    return look_up(target.lookups[name], ref).apply(lambda value: _found(value, name, target))


def _dsn(text: str) -> str:
    """Write a value of a libpq connection string (https://www.postgresql.org/docs/current/libpq-connect.html)."""
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
    """Give the names that a template takes values for, each once; the cloud's suffixes aside."""
    found = (name.rpartition(":")[2] for name in _PLACEHOLDER.findall(template) if not name.startswith("suffix:"))
    return list(dict.fromkeys(found))


def suffixed(template: str, target: Target, environment: Environment) -> str:
    """
    Fill in the cloud's own domains.

    Raises:
        UnknownArgument: the cloud has no such service.
    """

    def suffix(found: re.Match[str]) -> str:
        service = found[1].removeprefix("suffix:")
        if service not in environment.suffixes:
            raise UnknownArgument(
                f"{target.title} has no known address in the cloud {environment.name!r}; this package can't connect to it there."
            )
        return environment.suffixes[service]

    return _SUFFIX.sub(suffix, template)


def setting_value(
    template: str,
    target: Target,
    ref: TargetRef | None,
    environment: Environment,
    values: Mapping[str, Input[str]],
) -> Input[str]:
    """
    Fill in one setting's value.

    Args:
        template: with placeholders as `Target` describes them.
        target: what is connected to.
        ref: which one; None where there is only one in the tenant, or none in Azure.
        environment: the cloud, for `{suffix:...}`.
        values: what the identity, the grant or the caller knows.
    """
    filled = suffixed(template, target, environment)
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
    """
    Take what the caller gave in `values={...}`. A secret one becomes a Pulumi secret.

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
