"""Writes a new target into the clone: its file, its place in the lists, its test and its snapshot (`make scaffold-target`)."""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pulumi_azure_connect.cli.catalogue import entry
from pulumi_azure_connect.errors import ConnectError, InvalidName
from pulumi_azure_connect.grants.access import Access
from pulumi_azure_connect.grants.roles import role_definition
from pulumi_azure_connect.targets.target import Target

ROOT = Path(__file__).resolve().parent.parent
_TARGETS = Path("components") / "pulumi_azure_connect" / "targets"
_TESTS = Path("tests") / "components" / "targets"
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

_TEST = '''\
"""{title}: what a reviewer has read of it, and what a connection asks for."""

from __future__ import annotations

import json
from pathlib import Path

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import {constant}, ManagedIdentityApp, ManagedIdentityAppArgs
from pulumi_azure_connect.cli.catalogue import entry

ID = "{id}"


def test_the_catalogue_says_what_was_reviewed():
    """After a change that is meant, write it anew: `azure-connect targets --json {kind}`."""
    assert entry({constant}) == json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def test_the_role_is_on_the_very_resource():
    def program() -> None:
        app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name="shop", runtime="NODE|20-lts"))
        app.connect("it", {constant}, to=ID, access="{level_value}")

    outcome = run(program, preview=True)
    grant = outcome.find("authorization:RoleAssignment")
    assert grant.inputs["scope"] == ID
    assert str(grant.inputs["roleDefinitionId"]).endswith("/{role_id}")
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
        inside = "/".join(f"{segment}/one" for segment in self.type.split("/")[1:])
        return {
            "kind": self.name.replace("_", "-"),
            "constant": self.name.upper(),
            "title": self.title,
            "token": self.token,
            "type": self.type,
            "level": self.level.upper(),
            "level_value": self.level.lower(),
            "role": role.name,
            "role_id": role.id,
            "prefix": f"AZURE_{self.name.replace('_', '').upper()}",
            "endpoint": self.endpoint,
            "docs": self.docs,
            "id": f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers/{self.type.split('/')[0]}/{inside}",
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
    target, test = root / _TARGETS / f"{new.name}.py", root / _TESTS / f"test_{new.name}.py"
    if not target.parent.is_dir() or not test.parent.is_dir():
        raise ConnectError(f"'{root}' is no clone of the project: it has no {_TARGETS}. Go there, or name it: --directory.")
    if target.exists() or test.exists():
        raise ConnectError(f"'{new.name}' is there already. Give another name, or change that target.")
    target.write_text(_FILE.format(**fields), encoding="utf-8")
    test.write_text(_TEST.format(**fields), encoding="utf-8")
    snapshot = test.with_suffix(".json")
    snapshot.write_text(json.dumps(entry(_load(target, fields["constant"])), indent=1) + "\n", encoding="utf-8")
    lists = [target.parent / "__init__.py", target.parent.parent / "__init__.py"]
    _list(lists[0], fields["constant"], f"from .{new.name} import {fields['constant']}")
    _list(lists[1], fields["constant"], None)
    return [target, test, snapshot, *lists]


def _load(path: Path, constant: str) -> Target:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Target", getattr(module, constant))


def _list(path: Path, constant: str, imported: str | None) -> None:
    """Put a target into every list of a module, in its place by the alphabet."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if imported is not None:
        lines = _inserted(lines, imported, re.compile(r"from \.[a-z]\w* import [A-Z_]+$"))
    for line, pattern in ((f"    {constant},", r"    [A-Z_]+,$"), (f'    "{constant}",', r'    "[A-Z_]+",$')):
        lines = _inserted(lines, line, re.compile(pattern))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _inserted(lines: list[str], line: str, alike: re.Pattern[str]) -> list[str]:
    places = [at for at, known in enumerate(lines) if alike.match(known)]
    after = [at for at in places if lines[at] < line]
    at = after[-1] + 1 if after else _first(places)
    return [*lines[:at], line, *lines[at:]]


def _first(places: Iterable[int]) -> int:
    return next(iter(places), 0)


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
        prog="scaffold-target", description="Writes a target that goes by an Azure role, its place in the lists, its test and snapshot."
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
    print("Next: read the files, write docs/targets.md anew (make catalogue), and run the tests with --snapshot-update.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
