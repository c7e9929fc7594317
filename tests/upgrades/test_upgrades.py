"""An upgrade changes nothing of what is deployed: previews of today's programs from the golden states of the last release.

What a new version changes on purpose is in the tables here, with the reason, and in the changelog. Only previews are tested: an `up`
would need the simulated Azure of then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from pulumi import automation as auto
from pulumi.automation.events import StepEventMetadata

from .golden import GOLDEN, Cli, Golden, Kept, names_of, opened

pytestmark = [pytest.mark.engine, pytest.mark.slow]

CHANGES: Final[Mapping[str, str]] = {
    "create azure-native:sql:FirewallRule::azure": "the reference stack's database admitted nobody: a new server has no firewall rule",
    "create azure-native:sql:FirewallRule::sql-azure": "the every-target program's database admitted nobody",
    "create azure-native:dbforpostgresql:FirewallRule::orders-pg-azure": "the every-target program's database admitted nobody",
    "create azure-native:dbformysql:FirewallRule::orders-mysql-azure": "the every-target program's database admitted nobody",
    "update *azure-native:web:WebAppApplicationSettings*::*: properties.APPLICATIONINSIGHTS_CONNECTION_STRING (add)": "what SDKs and agents read",
    "update azure-native:search:Service::*-search: authOptions (add)": "a search service takes keys only unless it says otherwise",
}
"""What an upgrade may do: a line of the test's message to the reason. A `*` stands for any text. For example

"update *$azure-native:web:WebAppApplicationSettings::*-settings: properties.AZURE_X (*)"
"create *::shop-new-target*": "a target that the every-target program didn't have"
"""

RENAMED: Final[Mapping[str, str]] = {}
"""Names that were changed because they clashed: the old one, as the test prints it, to the reason. Each has an alias."""

CONTAINER: Final = "azure-native:storage:BlobContainer"
ROLE_ASSIGNMENT: Final = "azure-native:authorization:RoleAssignment"
SETTINGS: Final = "azure-connect:index:ManagedIdentityApp$azure-native:web:WebAppApplicationSettings::shop-settings"


@dataclass(frozen=True)
class Step:
    """What a preview says of one resource. `changed`: each property that differs, and how."""

    op: str
    urn: str
    changed: Mapping[str, str]

    def lines(self) -> list[str]:
        """A line for each property; one line for a step that tells none."""
        head = f"{self.op} {short(self.urn)}"
        return [f"{head}: {path} ({how})" for path, how in self.changed.items()] or [head]


@dataclass(frozen=True)
class Upgrade:
    """A preview from a golden state."""

    before: set[str]
    steps: list[Step]

    def lines(self) -> list[str]:
        """What the upgrade would do."""
        return sorted(line for step in self.steps if step.op != "same" for line in step.lines())

    def missing(self) -> set[str]:
        """Names that the state has and the program doesn't."""
        return {short(urn) for urn in self.before - self._after}

    def new(self) -> set[str]:
        """Names that the program has and the state doesn't."""
        return {short(urn) for urn in self._after - self.before}

    @property
    def _after(self) -> set[str]:
        return {step.urn for step in self.steps if step.op not in {"delete", "delete-replaced"}}


def short(urn: str) -> str:
    """A URN without stack and project."""
    return urn.split("::", 2)[2]


def matches(pattern: str, line: str) -> bool:
    """Whether a line is what a key of `CHANGES` means."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), line) is not None


def unexpected(lines: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """The lines that no key of a table means."""
    patterns = list(allowed)
    return [line for line in lines if not any(matches(pattern, line) for pattern in patterns)]


def preview(golden: Golden, kept: Kept, folder: Path, cli: Cli) -> Upgrade:
    """Preview a stack's program of today from a state."""
    steps: list[Step] = []

    def on_event(event: auto.EngineEvent) -> None:
        if event.resource_pre_event and not event.resource_pre_event.metadata.type.startswith("pulumi:providers:"):
            steps.append(_step(event.resource_pre_event.metadata))

    before = names_of(kept.deployment)
    with opened(golden, kept, folder, cli) as stack:
        stack.preview(color="never", on_event=on_event)
    return Upgrade(before, steps)


def _step(metadata: StepEventMetadata) -> Step:
    changed = {path: difference.diff_kind.value for path, difference in (metadata.detailed_diff or {}).items()}
    return Step(metadata.op.value, metadata.urn, changed or dict.fromkeys(metadata.diffs or (), "update"))


@pytest.fixture(scope="module")
def upgrades(pulumi_cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Upgrade]:
    """The preview from a golden state, made at the first call with its name."""
    known: dict[str, Upgrade] = {}

    def upgrade(name: str) -> Upgrade:
        if name not in known:
            known[name] = preview(GOLDEN[name], Kept.read(GOLDEN[name]), tmp_path_factory.mktemp(name), pulumi_cli)
        return known[name]

    return upgrade


def listed(what: str, found: Iterable[str]) -> str:
    return "\n  ".join([what, *sorted(found)])


@pytest.mark.parametrize("name", GOLDEN)
def test_an_upgrade_changes_nothing(name: str, upgrades: Callable[[str], Upgrade]):
    found = unexpected(upgrades(name).lines(), CHANGES)
    assert not found, listed(f"an upgrade of {name} would do this, and CHANGES has no reason for it:", found)


@pytest.mark.parametrize("name", GOLDEN)
def test_an_upgrade_keeps_every_name(name: str, upgrades: Callable[[str], Upgrade]):
    upgrade = upgrades(name)
    assert upgrade.before
    missing = upgrade.missing() - set(RENAMED)
    new = unexpected((f"create {urn}" for urn in upgrade.new()), CHANGES)
    assert not missing, listed(f"names of {name} that are gone:", missing) + listed("\nnew names:", upgrade.new())
    assert len(new) <= len(upgrade.missing()), listed(f"names of {name} that are new:", new)


def test_the_tables_hold_nothing_that_no_upgrade_does(upgrades: Callable[[str], Upgrade]):
    previews = [upgrades(name) for name in GOLDEN]
    lines = [line for upgrade in previews for line in upgrade.lines()]
    assert [pattern for pattern in CHANGES if not any(matches(pattern, line) for line in lines)] == []
    assert set(RENAMED) <= {name for upgrade in previews for name in upgrade.missing()}


def test_a_name_a_replacement_and_a_setting_that_changed_are_reported(pulumi_cli: Cli, tmp_path: Path):
    """Here the state is changed, not the program: so the test doesn't depend on the program's text."""
    golden = GOLDEN["dev"]
    text = json.dumps(vars(Kept.read(golden)))
    assert f"{CONTAINER}::photos" in text
    kept = Kept(**json.loads(text.replace(f"{CONTAINER}::photos", f"{CONTAINER}::pictures")))
    (settings,) = [resource["inputs"] for resource in kept.deployment["resources"] if short(resource["urn"]) == SETTINGS]
    settings["properties"]["OLD_NAME"] = "value"

    upgrade = preview(golden, kept, tmp_path / "stack", pulumi_cli)
    assert upgrade.missing() == {f"{CONTAINER}::pictures"}
    assert unexpected((f"create {name}" for name in upgrade.new()), CHANGES) == [f"create {CONTAINER}::photos"]
    lines = unexpected(upgrade.lines(), CHANGES)
    assert {f"create {CONTAINER}::photos", f"delete {CONTAINER}::pictures", f"update {SETTINGS}: properties.OLD_NAME (delete)"} <= set(
        lines
    )
    replaced = [line for line in lines if matches(f"replace *${ROLE_ASSIGNMENT}::*: scope (update-replace)", line)]
    assert len(replaced) == 1, "what is granted on the old container is granted anew on the other one"


def test_a_key_of_the_table_means_no_more_than_it_says():
    lines = ["update a$b::c: properties.X (add)", "update a$b::c: properties.Y (add)", "create a::c"]
    assert unexpected(lines, ["update *::c: properties.X (*)", "create a::*"]) == lines[1:2]
    assert unexpected(["update a::b: list[0] (add)"], ["update a::b: list[0] (add)"]) == []
