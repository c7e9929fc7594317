"""Each target of the package has its file, its line in the list and its snapshot: what a reviewer has read of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from syrupy.extensions.json import JSONSnapshotExtension
from syrupy.location import PyTestLocation

import pulumi_azure_connect as package
from azure_rehearsal.doors.mocks.mocks import Run, run
from pulumi_azure_connect import Target
from pulumi_azure_connect.cli.catalogue import entry
from pulumi_azure_connect.targets import ALL, BY_KIND, builtin
from pulumi_azure_connect.targets.target import Destination
from tests.components.programs import app, grants_of, output, settings_of
from tests.components.targets.samples import SAMPLES
from tests.components.targets.test_connections import BECAUSE, IDENTITIES, RUNTIMES, connected

FOLDER = Path(builtin.__file__).parent
NOT_TARGETS = {"builtin", "resolve", "target"}
MODULES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py") if path.stem not in NOT_TARGETS)
SNAPSHOTS = Path(__file__).parent / "snapshots"
pytestmark = pytest.mark.filterwarnings(r"ignore:\s*Can not relate snapshot:UserWarning")
NOBODY = f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/shop/providers"


class OneFile(JSONSnapshotExtension):
    """A target's snapshot is one file, called like the target's module."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent / "snapshots")

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: Any = 0) -> str:
        return str(index)


def target_of(module: str) -> Target:
    return getattr(builtin, module.upper())


def some_id(target: Target) -> str | None:
    """An id of the first type that a target points to; None where it points to nothing of Azure's."""
    if not target.types:
        return None
    provider, *segments = target.types[0].split("/")
    return "/".join([NOBODY, provider, *(f"{segment}/one" for segment in segments)])


def _shown(outcome: Run, name: str) -> dict[str, Any]:
    grants = [one for one in grants_of(outcome) if one.name.startswith(f"{name}-")]
    return {
        "grants": [[one.inputs["roleDefinitionId"], one.inputs["scope"]] for one in grants if "scope" in one.inputs],
        "settings": {key: value for key, value in settings_of(outcome, name).items() if key != "AZURE_CLIENT_ID"},
        "secrets": [secret["setting"] for row in output(outcome, "connections", name) for secret in row["secrets"]],
    }


def _sampled(kind: str) -> dict[str, Any]:
    """Each way to connect to the target, tried on a resource of the simulated Azure: what the app gets."""
    names = [*(IDENTITIES if SAMPLES[kind].levels else ()), *(RUNTIMES if BY_KIND[kind].secret else ())]
    return {name: _shown(connected(kind)[1], name) for name in names}


def _previewed(target: Target) -> dict[str, Any]:
    """What a preview shows of connections to a resource that nobody has made, by its id: enough for a target without a sample."""

    def program() -> None:
        values = {name: f"the-{name}" for name in target.values}
        for level in target.access:
            app(level.value, runtime="NODE|20-lts").connect("it", target, to=some_id(target), access=level, values=values)
        if target.secret is not None:
            reason: dict[str, Any] = {"auth": "secret", "because": BECAUSE} if target.takes_identity else {}
            given = {**values, **{name: f"the-{name}" for name in target.secret.values}}
            app("keyed", runtime="NODE|20-lts").connect("it", target, to=some_id(target), values=given, **reason)

    outcome = run(program, preview=True)
    names = [*(level.value for level in target.access), *(["keyed"] if target.secret is not None else [])]
    return {name: {"settings": sorted(settings_of(outcome, name)), "grants": _grants(outcome, name)} for name in names}


def _grants(outcome: Run, name: str) -> list[list[Any]]:
    grants = [one for one in grants_of(outcome) if one.name.startswith(f"{name}-")]
    return [[one.inputs["roleDefinitionId"], one.inputs["scope"]] for one in grants if "scope" in one.inputs]


def test_every_file_is_one_target_of_the_list():
    assert {module.upper() for module in MODULES} == {name for name, value in vars(builtin).items() if isinstance(value, Target)}
    assert len(MODULES) == len(ALL) == len(BY_KIND)


def test_every_target_is_offered_by_the_package():
    assert {name for name in package.__all__ if isinstance(getattr(package, name), Target)} == {module.upper() for module in MODULES}


def test_every_snapshot_is_of_a_target():
    assert {path.stem for path in SNAPSHOTS.glob("*")} == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_target_is_what_was_reviewed(module: str, snapshot: Any):
    """After a change that is meant: `pytest --snapshot-update`, and read the difference."""
    target = target_of(module)
    seen: dict[str, Any] = {"catalogue": entry(target)}
    if target.kind in SAMPLES:
        seen["connected"] = _sampled(target.kind)
    elif target.takes is Destination.RESOURCE and target.role_is_definition:
        seen["previewed"] = _previewed(target)
    assert seen == snapshot(name=module, extension_class=OneFile)
