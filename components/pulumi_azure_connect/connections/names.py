"""The names of connections, and of the settings that they write."""

import re
from collections.abc import Mapping
from typing import cast

from pulumi_azure_connect.errors import InvalidName, SettingConflict, UnknownArgument, did_you_mean, listed
from pulumi_azure_connect.hosts.host import Attachment, Host
from pulumi_azure_connect.targets.target import Target

_CONNECTION_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def check_connection_name(name: str, owner: str) -> str:
    """Refuse a connection name that can't be part of a setting's name.

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
    """Refuse other names for settings that a connection doesn't write.

    Raises:
        UnknownArgument: a name is renamed that it doesn't write.
    """
    for name in renamed:
        if name not in names:
            raise UnknownArgument(
                f"settings={{{name!r}: ...}} of connection {connection!r}: {target.kind!r} writes no such setting."
                f"{did_you_mean(name, names)} It writes {listed(names)}."
            )


def setting_names(target: Target, names: list[str], connection: str, *, named: bool, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the names under which a connection's settings are written.

    Args:
        target: what is connected to.
        names: Service Connector's names.
        connection: the connection's name.
        named: whether the names hold the connection's name, behind the prefix. It is the caller's word, not the order
            of connections as with Service Connector: a name that moves with a line points an app elsewhere.
        renamed: the caller's own names, by Service Connector's.

    Raises:
        UnknownArgument: a name is renamed that the connection doesn't write.
    """
    refuse_unknown_names(target, names, connection, renamed)
    prefixes = sorted((target.prefix, *target.more_prefixes), key=len, reverse=True)

    def written(name: str) -> str:
        if name in renamed or not (named or target.always_named):
            return renamed.get(name, name)
        prefix = next((one for one in prefixes if name.startswith(f"{one}_")), target.prefix)
        start = f"{prefix}_" if prefix else ""
        return f"{start}{connection.upper()}_{name.removeprefix(start)}"

    return {name: written(name) for name in names}


def family_of(target: Target, written: Mapping[str, str]) -> str | None:
    """Return the family of a connection that writes short names; None where all its names are its own.

    Args:
        target: what is connected to.
        written: Service Connector's name of each setting to the one that is written.
    """
    return target.family if any(name == short for short, name in written.items()) else None


def refuse_second_of_family(host: Host, name: str, family: str | None) -> None:
    """Refuse a second connection with the short setting names of a family.

    Which of the two got them would depend on the order of lines.

    Raises:
        SettingConflict: the host has such a connection already.
    """
    others: list[Attachment] = [other for other in host.attachments if family is not None and family == other.family]
    if others:
        raise SettingConflict(
            f"connections {others[0].name!r} and {name!r} of {host.owner} have the same setting names ({family}_...). Say named=True for one "
            f"of them, and its name is in its settings' names ({family}_{name.upper()}_...); or rename all its settings with settings={{...}}. "
            "Deployed settings keep their names if the later line says named=True."
        )
