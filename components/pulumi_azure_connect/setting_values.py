"""From a target's setting templates to the settings of one connection: names as Service Connector's, values filled in."""

import importlib
import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi import Input

from .arm_ids import ArmId
from .environments import Environment
from .errors import InvalidName, UnknownArgument, did_you_mean, listed
from .target import Lookup, Target
from .wiring import TargetRef

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_CONNECTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def check_connection_name(name: str, owner: str) -> str:
    """
    Refuse a connection name that can't be part of a setting's name.

    Raises:
        InvalidName: it is not letters, digits and underscores, a letter first.
    """
    if not _CONNECTION_NAME.match(name):
        raise InvalidName(
            f"connection name {name!r} of {owner} takes letters, digits and '_', a letter first: it can become part of a "
            "setting's name, and App Service on Linux takes nothing else there."
        )
    return name


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
    for name in renamed:
        if name not in names:
            raise UnknownArgument(
                f"settings={{{name!r}: ...}} of connection {connection!r}: {target.kind!r} writes no such setting."
                f"{did_you_mean(name, names)} It writes {listed(names)}."
            )
    prefix = f"{target.prefix}_"

    def written(name: str) -> str:
        if name in renamed:
            return renamed[name]
        return f"{prefix}{connection.upper()}_{name.removeprefix(prefix)}" if second else name

    return {name: written(name) for name in names}


def look_up(lookup: Lookup, ref: TargetRef) -> pulumi.Output[Any]:
    """Ask azure-native for a property of the target."""
    module, _, function = lookup.function.partition(":")
    call = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), function)
    return getattr(call(**{name: ref.part(segment) for name, segment in lookup.arguments.items()}), lookup.result)


def _location(target: Target, ref: TargetRef) -> pulumi.Output[str]:
    own: Any = getattr(ref.resource, "location", None)
    found: object = own if own is not None or target.location is None else look_up(target.location, ref)
    return pulumi.Output.from_input(found).apply(lambda known: str(known).replace(" ", "").lower())


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
        ref: which one; None where there is only one in the tenant.
        environment: the cloud, for `{suffix:...}`.
        values: what the identity or the grant knows.
    """
    filled = _PLACEHOLDER.sub(
        lambda found: environment.suffixes[found[1].partition(":")[2]] if found[1].startswith("suffix:") else found[0],
        template,
    )
    names = list(dict.fromkeys(_PLACEHOLDER.findall(filled)))
    if not names:
        return filled
    known: dict[str, Input[str]] = {name: values[name] for name in names if name in values}
    if "location" in names and ref is not None:
        known["location"] = _location(target, ref)
    segments = [name for name in names if name not in known]

    def fill(parts: Mapping[str, Any]) -> str:
        arm_id = ArmId.parse(parts["id"]) if segments else None

        def value(found: re.Match[str]) -> str:
            return str(parts[found[1]]) if found[1] in known else arm_id.segment(found[1]) if arm_id else found[0]

        return _PLACEHOLDER.sub(value, filled)

    if ref is None and segments:
        raise UnknownArgument(f"target {target.kind!r} has the placeholder {segments[0]!r}, and no id to take it from.")
    return pulumi.Output.all(**known, **({"id": ref.id} if segments and ref is not None else {})).apply(fill)
