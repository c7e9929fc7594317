"""The reference stack on bad days."""

from __future__ import annotations

import pytest

from azure_rehearsal.report.report import ExitCode
from tests.engine.stacks import CANARY, Stack, grants, report, seen, sites, unresolved


def settle(rehearsal) -> None:
    """Ten minutes later every grant is in force; the apps fetch their references again."""
    rehearsal.cloud.clock.advance(600)
    for site in sites(rehearsal.cloud).values():
        rehearsal.cloud.refresh_references(site)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_monday_leaves_it_right_or_waiting(fresh: Stack, seed: int) -> None:
    rehearsal = fresh.open(trouble="monday", seed=seed)
    result = rehearsal.up()
    assert result.troubles
    assert report(rehearsal).exit_code() in (ExitCode.FINE, ExitCode.WAITING)
    settle(rehearsal)
    assert report(rehearsal).exit_code() is ExitCode.FINE
    assert unresolved(rehearsal) == []
    assert seen(rehearsal.cloud, "shop")["PAYMENT_API_KEY"] == CANARY
    assert CANARY not in result.text()
    rehearsal.trouble = None
    assert rehearsal.up().changed == []
    rehearsal.trouble = fresh.open(trouble="monday").trouble
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []


def test_after_a_storm_the_next_calm_up_converges(fresh: Stack) -> None:
    """What a storm leaves behind, calm weather makes the same as though there had been none."""
    rehearsal = fresh.open(trouble="storm", seed=4)
    failed = rehearsal.up(check=False)
    assert not failed.ok
    assert failed.troubles
    rehearsal.trouble = None
    rehearsal.refresh()
    rehearsal.up()
    settle(rehearsal)
    assert report(rehearsal).exit_code() is ExitCode.FINE
    assert rehearsal.up().changed == []
    stormy = {grant[2] for grant in grants(rehearsal.cloud)}
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []
    rehearsal.reset()
    rehearsal.up()
    assert {grant[2] for grant in grants(rehearsal.cloud)} == stormy
