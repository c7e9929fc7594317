"""How a find is shrunk and told, and how days are written; no engine runs here."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from azure_rehearsal.engine.pulumi_cli import Cli
from tests.soak.days import Days, read_days, read_edit
from tests.soak.edits import VERBS, Edit
from tests.soak.hunt import LARGE, SMALL, Hunt, some_days
from tests.soak.world import CALL, World

NOBODY: Any = None
"""A CLI that nobody calls."""


def _wrong_where_somebody_calls_and_a_kill_comes(days: Days, _: Cli) -> list[str]:
    calls = any(link.kind == CALL for world in days.worlds() for app in world.apps for link in app.links)
    return ["it is wrong"] if calls and days.killing else []


def test_what_is_found_is_shrunk_to_what_it_takes_and_told_with_its_command() -> None:
    hunt = Hunt(NOBODY, LARGE, player=_wrong_where_somebody_calls_and_a_kill_comes)
    found = hunt.run(7, examples=400)
    assert found is not None
    words = [word.partition(":")[0] for word in str(found.days).replace("/", "").split()]
    assert sorted(words) in (["app", "app", "call", "kill"], ["app", "app", "call", "kill-before"])
    lines = found.lines()
    assert "  it is wrong" in lines
    assert "      app app0 (user-assigned, rbac)" in lines
    assert any(line.startswith("        connection c0: webapp app") for line in lines)
    assert lines[-1] == f"Again: make soak DAYS='{found.days}'"
    assert any("make soak SEED=7" in line for line in lines)
    (again,) = {str(read_days(line.split("'")[1])) for line in lines if line.startswith("Again")}
    assert _wrong_where_somebody_calls_and_a_kill_comes(read_days(again), NOBODY)


def test_a_seed_draws_the_same_days_each_time_and_another_seed_draws_others() -> None:
    drawn: list[str] = []
    for number in (3, 3, 4):
        hunt = Hunt(NOBODY, SMALL, player=lambda *_: [])
        assert hunt.run(number) is None
        drawn += hunt.known
    assert len(drawn) == 3
    assert drawn[0] == drawn[1] != drawn[2]


@given(some_days(LARGE))
def test_days_are_read_back_as_they_were_written(days: Days) -> None:
    assert read_days(str(days)) == days
    assert read_days(str(days.plain())).worlds() == days.worlds(), "edits that change nothing can be left out"


def test_a_word_that_is_no_edit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'lnik:0' is no edit and no trouble; edits: rest, app, drop-app"):
        read_days("app lnik:0")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "rest"])
def test_each_edit_changes_a_world_that_has_something_of_everything(verb: str) -> None:
    words = "app:0 app:2 vault:0 slot:0 setting:0 call:0.1 link:0 keep:0 more-secrets:0 api:0"
    world = World()
    for word in words.split():
        name, _, numbers = word.partition(":")
        world = read_edit(name, numbers)(world)
    changed = [Edit(verb, (a, b, c))(world) for a in range(2) for b in range(2) for c in range(2)]
    assert any(one != world for one in changed)


def test_no_setting_and_no_connection_has_the_name_of_another() -> None:
    """Otherwise the components refuse the program, which is no fault."""

    def names(days: Days) -> list[list[str]]:
        apps = [app for world in days.worlds() for app in world.apps]
        return [
            *([link.name for link in app.links] + [kept.name for kept in app.kept] + [name for name, _ in app.keyed] for app in apps),
            *([name for name, _ in app.settings] + [one.setting for kept in app.kept for one in kept.secrets] for app in apps),
        ]

    seen: list[int] = []

    @given(some_days(LARGE))
    def each(days: Days) -> None:
        for some in names(days):
            assert len(set(some)) == len(some)
            seen.append(len(some))

    each()
    assert max(seen) > 3
