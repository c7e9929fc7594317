"""The names of connections, and of the settings that they write."""

import re
from collections.abc import Mapping
from typing import cast

from pulumi_azure_connect.errors import InvalidName, UnknownArgument, did_you_mean, listed
from pulumi_azure_connect.targets.target import Target

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
