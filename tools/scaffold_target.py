"""Writes a new target into the clone: its file and its line in the list (`make scaffold-target`). Its snapshot is pytest's to write."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pulumi_azure_connect.errors import ConnectError, InvalidName
from pulumi_azure_connect.grants.access import Access
from pulumi_azure_connect.grants.roles import role_definition, warning_of

ROOT = Path(__file__).resolve().parent.parent
_TARGETS = Path("components") / "pulumi_azure_connect" / "targets"
_LIST = "builtin.py"
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_TOKEN = re.compile(r"azure-native:[a-z0-9]+:[A-Za-z0-9]+\Z")
_TYPE = re.compile(r"[A-Za-z]+\.[A-Za-z.]+(/[A-Za-z]+)+\Z")

_FILE = '''\
"""{title}."""

from pulumi_azure_connect.grants import role_assignment
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.targets.target import Target

{constant} = Target(
    kind="{kind}",
    title="{title}",
    resource_types={{"{token}": "{type}"}},
    grant=role_assignment,
    access={{Access.{level}: (Role("{role}", "{role_id}"),)}},
    prefix="{prefix}",
    settings={{"{prefix}_RESOURCEENDPOINT": "{endpoint}"}},
    client_id_setting={{"{prefix}_CLIENTID": "{{client_id}}"}},
    differs=("Not a target of Service Connector: the names follow its scheme.",),
    sources=("{docs}",),
)
'''


@dataclass(frozen=True, kw_only=True)
class NewTarget:
    """What has to be known of a service before it can be connected to."""

    name: str
    """The file's name, such as `event_hubs`."""
    title: str
    """The service's name as its documentation writes it."""
    token: str
    """The Pulumi type: `azure-native:eventhub:Namespace`."""
    type: str
    """The ARM type: `Microsoft.EventHub/namespaces`."""
    level: str
    """The access level that `role` is for."""
    role: str
    """The narrowest built-in role, by name."""
    endpoint: str
    """The address: a template as in `Target.settings`."""
    docs: str
    """Where that is written."""

    def fields(self) -> dict[str, str]:
        """
        Give what the files are filled in with.

        Raises:
            InvalidName: one of the names can't be one.
            AccessNotSupported: Azure has no such role, or it manages resources or access.
        """
        wrong = [
            what
            for what, pattern, given in (("name", _NAME, self.name), ("token", _TOKEN, self.token), ("type", _TYPE, self.type))
            if not pattern.match(given)
        ]
        if wrong:
            raise InvalidName(
                f"{wrong[0]} {getattr(self, wrong[0])!r} can't be one. Give a name such as event_hubs, a token such as "
                "azure-native:eventhub:Namespace, a type such as Microsoft.EventHub/namespaces."
            )
        role = role_definition(self.role, self.name)
        if (wide := warning_of(role)) is not None:
            raise ConnectError(f"role '{role.name}' {wide}: no target grants it by itself. Name the narrowest role that does the work.")
        return {
            "kind": self.name.replace("_", "-"),
            "constant": self.name.upper(),
            "title": self.title,
            "token": self.token,
            "type": self.type,
            "level": self.level.upper(),
            "role": role.name,
            "role_id": role.id,
            "prefix": f"AZURE_{self.name.replace('_', '').upper()}",
            "endpoint": self.endpoint,
            "docs": self.docs,
        }


def write(new: NewTarget, root: Path) -> list[Path]:
    """
    Write the files of a new target into a clone of the project.

    Returns:
        What was written or changed.

    Raises:
        ConnectError: it is no clone, or the target is there already.
    """
    fields = new.fields()
    target, listed = root / _TARGETS / f"{new.name}.py", root / _TARGETS / _LIST
    if not listed.is_file():
        raise ConnectError(f"'{root}' is no clone of the project: it has no {_TARGETS / _LIST}. Go there, or name it: --directory.")
    if target.exists():
        raise ConnectError(f"'{new.name}' is there already. Give another name, or change that target.")
    head, _, lines = listed.read_text(encoding="utf-8").partition("\n\n")
    line = f"from .{new.name} import {fields['constant']} as {fields['constant']}"
    target.write_text(_FILE.format(**fields), encoding="utf-8")
    listed.write_text("\n".join([f"{head}\n", *sorted([*lines.split("\n"), line])[1:], ""]), encoding="utf-8")
    return [target, listed]


_WORDS = (
    ("--title", "TEXT", "the service's name as its documentation writes it"),
    ("--token", "TOKEN", "the Pulumi type, azure-native:eventhub:Namespace"),
    ("--type", "TYPE", "the ARM type, Microsoft.EventHub/namespaces"),
    ("--role", "ROLE", "the narrowest built-in role, by name"),
    ("--endpoint", "TEMPLATE", "the address, with the id's segments in braces: https://{namespaces}.servicebus.windows.net"),
    ("--docs", "URL", "where that is written"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a new target. Returns 0 if it did, 1 if not; argparse itself ends the process with 2 on wrong usage."""
    parser = argparse.ArgumentParser(
        prog="scaffold-target", description="Writes a target that goes by an Azure role, and its line in the list."
    )
    parser.add_argument("name", metavar="NAME", help="name of the file, such as event_hubs")
    for option, metavar, words in _WORDS:
        parser.add_argument(option, required=True, metavar=metavar, help=words)
    parser.add_argument("--level", default="read", choices=[level.value for level in Access], help="the access level of the role (read)")
    parser.add_argument("--directory", type=Path, default=ROOT, metavar="DIR", help="the clone; this one unless given")
    options = parser.parse_args(arguments)
    new = NewTarget(**{name: getattr(options, name) for name in ("name", "title", "token", "type", "level", "role", "endpoint", "docs")})
    try:
        written = write(new, options.directory)
    except (ConnectError, OSError) as error:
        print(f"scaffold-target: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    print(
        "Next: read the file, write its snapshot (pytest tests/components/targets --snapshot-update) and docs/targets.md (make catalogue)."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
