"""Starts the behaviour of a resource type that the simulated Azure only knows by its schema (`make scaffold NS=Microsoft.X TYPE=y`).

It writes the service's file and its test, and lists the service. A namespace that has a file already gets its further types by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from azure_rehearsal.core.arm_ids import parameters
from azure_rehearsal.core.problems import RehearsalError
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services import SERVICES
from azure_rehearsal.services.generic.ids import arm_kind, known_templates

ROOT = Path(__file__).resolve().parent.parent
_SERVICES = Path("rehearsal") / "azure_rehearsal" / "services"
_TESTS = Path("tests") / "rehearsal" / "services"

_FILE = '''\
"""{namespace}: {segment}."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import any_name, specification
from azure_rehearsal.core.resource_type import ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.plain_resource import PlainResource

__all__ = ["SERVICE"]


def _outputs(write: Write) -> JsonDict:
    """What Azure adds to the inputs."""
    del write
    return {{}}


SERVICE = Service(
    "{namespace}",
    (
        ResourceType(
            token="{token}",
            kind="{kind}",
            path="{path}",
            name="{name}",
            # its line on {page}, or its pattern in the specification
            name_rule=any_name(specification("{kind}", "{version}")),
            replaces=frozenset({replaces}),
            location={location},
            behaviour=PlainResource(_outputs),
        ),
    ),
)
'''

_TEST = '''\
"""{namespace}: what the simulated Azure does with {segment}."""

from __future__ import annotations

from azure_rehearsal.services.{module} import SERVICE
from tests.rehearsal.world import World

TOKEN = "{token}"


def test_it_is_made_where_azure_puts_it():
    (kind,) = SERVICE.types
    world = World()
    names = {{one: f"{{one.lower()}}1" for one in kind.path_inputs if one != "resourceGroupName"}}
    resource_id = world.cloud.id_of(TOKEN, {{"resourceGroupName": "rg", **names}})
    assert resource_id is not None
    assert "/providers/{namespace}/{segment}/" in resource_id


def test_it_is_named_by_the_program_or_by_pulumi():
    (kind,) = SERVICE.types
    checked = World().cloud.check(TOKEN, {{"resourceGroupName": "rg"}}, urn_name="thing")
    assert kind.name is not None
    assert str(checked.inputs[kind.name]).startswith("thing")
'''


def token_of(kind: str) -> str:
    """
    The Pulumi type of an ARM type.

    Raises:
        RehearsalError: no azure-native type is known to have ids of that kind.
    """
    found = [token for token, path in known_templates().items() if arm_kind(path).lower() == kind.lower()]
    if not found:
        raise RehearsalError(
            f"No azure-native type is known for '{kind}'. Give one as ARM writes it: NS=Microsoft.Batch TYPE=batchAccounts."
        )
    return min(found, key=len)


def write(namespace: str, segment: str, root: Path = ROOT) -> list[Path]:
    """
    Write the file of a service with one type, its test, and its place in the list of services.

    Returns:
        What was written or changed.

    Raises:
        RehearsalError: the type isn't known, is described already, or its service has a file.
    """
    token = token_of(f"{namespace}/{segment}")
    path = known_templates()[token]
    kind = arm_kind(path)
    module = namespace.lower().replace(".", "_")
    service, test = root / _SERVICES / f"{module}.py", root / _TESTS / f"test_{module}.py"
    known = {one.namespace.lower() for one in SERVICES}
    if namespace.lower() in known or service.exists() or service.with_suffix("").exists() or test.exists():
        raise RehearsalError(f"'{namespace}' has a file already: add the type to {_SERVICES / module}, and its example to the tests.")
    inputs = schema.describe(token).inputs
    names = [one for one in parameters(path) if one in inputs and one != "resourceGroupName"]
    fields = {
        "namespace": kind.partition("/")[0],
        "segment": kind.partition("/")[2],
        "kind": kind,
        "token": token,
        "path": path,
        "name": names[-1],
        "module": module,
        "version": "YYYY-MM-DD",
        "page": "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
        "location": "location" in inputs,
        "replaces": '{"location"}' if "location" in inputs else "",
    }
    service.write_text(_FILE.format(**fields), encoding="utf-8")
    test.write_text(_TEST.format(**fields), encoding="utf-8")
    listed = root / _SERVICES / "__init__.py"
    text = listed.read_text(encoding="utf-8")
    after = next(line for line in text.splitlines() if re.fullmatch(r"    \w+,", line) and line > f"    {module},")
    text = text.replace(f"{after}\n", f"    {module},\n{after}\n", 1)
    listed.write_text(text.replace("\n)\n\n_TYPES", f"\n    {module}.SERVICE,\n)\n\n_TYPES", 1), encoding="utf-8")
    return [service, test, listed]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a new service. Returns 0 if it did, 1 if not; argparse itself ends the process with 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="scaffold", description="Starts the behaviour of a resource type: its file, its test, its place.")
    parser.add_argument("namespace", metavar="NS", help="ARM namespace, such as Microsoft.Batch")
    parser.add_argument("type", metavar="TYPE", help="the type in it, such as batchAccounts")
    parser.add_argument("--directory", type=Path, default=ROOT, metavar="DIR", help="the clone; this one unless given")
    options = parser.parse_args(arguments)
    try:
        written = write(options.namespace, options.type, options.directory)
    except (RehearsalError, OSError) as error:
        print(f"scaffold: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    print(
        "Next: give the name rule and the outputs with their sources, an example in tests/rehearsal/services/examples, and `make behaviours`."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
