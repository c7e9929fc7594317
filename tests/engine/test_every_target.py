"""Every target at once on the real engine: one `up`, nothing left to do for the second, and the least that each level needs."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from azure_rehearsal.engine.events import Result
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.report.verdict import PartState
from pulumi_azure_connect.targets import BY_KIND
from tests.components.targets.reach import reach
from tests.components.targets.samples import SAMPLES
from tests.engine.every_target import OTHERS, program
from tests.engine.stacks import report, unresolved

pytestmark = pytest.mark.slow

SCRIPTED = {"sql", "postgres-flexible", "mysql-flexible", "fabric-sql"}
"""Targets whose users somebody makes in the database."""

NOT_CHECKED = {"containerapp": ("network",), "fabric-sql": ("target", "network")}
"""What Azure's API doesn't know: where the app of a URL runs, and what is in Microsoft Fabric."""

SAMPLED = set(SAMPLES) | set(OTHERS)
"""Targets that the program connects to. One whose data are a role and an address can do without; its snapshot shows both."""

SETTINGS = ("azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppApplicationSettingsSlot")


def test_a_target_that_asks_azure_or_has_a_grant_of_its_own_is_in_the_program():
    asks = {kind for kind, target in BY_KIND.items() if target.lookups or target.secret or not target.role_is_definition}
    assert asks <= SAMPLED <= set(BY_KIND)


@pytest.fixture(scope="module")
def deployed(pulumi_cli: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Rehearsal, Result, Result]:
    """The program, deployed twice; what each of the two was like."""

    def again() -> Rehearsal:
        return Rehearsal(program, state=state, pulumi=pulumi_cli, durable=False)

    state = tmp_path_factory.mktemp("every-target") / ".rehearsal"
    first = again().up()
    rehearsal = again()
    return rehearsal, first, rehearsal.up()


def rows(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """What the apps tell of their connections."""
    return [
        row
        for resource in rehearsal.checkpoint()["resources"]
        if resource["type"] == "azure-connect:index:ManagedIdentityApp"
        for row in resource["outputs"]["connections"]
    ]


def test_nothing_is_left_out(deployed: tuple[Rehearsal, Result, Result]):
    rehearsal, *_ = deployed
    told = rows(rehearsal)
    assert {row["target"] for row in told} >= SAMPLED
    by_secret = {row["target"] for row in told if row["auth"] == "secret"}
    assert by_secret >= {kind for kind, target in BY_KIND.items() if target.secret is not None}
    for kind in (kind for kind in SAMPLED if BY_KIND[kind].takes_identity):
        ways = {(row["identity"]["kind"], row["slot"]) for row in told if row["target"] == kind and row["auth"] == "identity"}
        assert ways == {(identity, slot) for identity in ("user-assigned", "system-assigned") for slot in (None, "staging")}, kind


def test_every_connection_has_five_passed_parts_or_names_what_was_not_checked(deployed: tuple[Rehearsal, Result, Result]):
    rehearsal, *_ = deployed
    told = report(rehearsal)
    assert not told.problems
    assert unresolved(rehearsal) == []
    assert {one.line.target for one in told.lines} >= SAMPLED
    for one in told.lines:
        kind, by_identity = one.line.target, one.line.auth == "identity"
        open_parts = {part.name: part.state for part in one.parts if not part.passed}
        expected = dict.fromkeys(NOT_CHECKED.get(kind, ()), PartState.NOT_CHECKED)
        expected |= {"permission": PartState.WAITING} if kind in SCRIPTED and by_identity else {}
        if kind == "app-insights":
            open_parts.pop("configuration", None)  # no SDK reads the connection string under Service Connector's name for it
        assert open_parts == expected, (one.line.name, one.findings)
        assert all(part.reason for part in one.parts if not part.passed)


def test_the_second_up_changes_nothing(deployed: tuple[Rehearsal, Result, Result]):
    _, first, second = deployed
    assert first.changes["create"] > 300
    assert [(step.op, step.urn) for step in second.changed] == []


def test_settings_are_written_once_for_each_site(deployed: tuple[Rehearsal, Result, Result]):
    _, first, _ = deployed
    written = Counter(step.name for step in first.changed if step.type in SETTINGS)
    assert set(written.values()) == {1}
    assert {"shop-settings", "shop-staging-settings", "store-settings", "store-staging-settings", "vaulted-settings"} <= set(written)


def test_each_app_can_do_what_its_level_says_and_not_the_next_thing(deployed: tuple[Rehearsal, Result, Result]):
    rehearsal, *_ = deployed
    asked = [row for row in rows(rehearsal) if row["auth"] == "identity" and row["target"] in SAMPLES and SAMPLES[row["target"]].levels]
    assert len(asked) >= 4 * sum(len(sample.levels) for sample in SAMPLES.values())
    assert [fault for row in asked for fault in reach(rehearsal.cloud, row)] == []


def test_no_secret_value_is_in_the_clear(deployed: tuple[Rehearsal, Result, Result]):
    shown = json.dumps(deployed[0].checkpoint())
    assert [shown[found.start() - 80 : found.end() + 20] for found in re.finditer("canary", shown)] == []
