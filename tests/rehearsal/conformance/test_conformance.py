"""The same answers at the cloud's core and through each door: a door that swallows or rewords one fails here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from azure_rehearsal.doors.https.server import Door
from tests.rehearsal.conformance.hands import Answer, Arm, Core, Mocks, Over, answer_of
from tests.rehearsal.conformance.scenarios import DOORS, SCENARIOS, Scenario
from tests.rehearsal.doors.https.conftest import Clients, Switched, running
from tests.rehearsal.world import World

__all__ = ["running"]  # the fixture of the doors' own tests

REFUSALS = [one for one in SCENARIOS if one.refuses]
OUTCOMES = [one for one in SCENARIOS if not one.refuses]


@pytest.fixture
def open_hand(running: tuple[Door, Switched]) -> Callable[[str, World], Core]:
    door, source = running

    def opened(name: str, world: World) -> Core:
        if name == "arm":
            source.cloud = world.cloud
            return Arm(world, Clients(world, door, source))
        return {"core": Core, "provider": Over, "mocks": Mocks}[name](world)

    return opened


def cases(scenarios: list[Scenario]) -> list[object]:
    return [pytest.param(one, door, id=f"{one.name}-{door}") for one in scenarios for door in one.doors]


def at_core(scenario: Scenario) -> Answer:
    world = World(**scenario.options)
    return answer_of(lambda: scenario.act(world, Core(world)))


@pytest.mark.behaviour(
    "Every type",
    "Azure's answers are the same at the provider protocol, under mocks and over HTTPS: one table of them is held against each.",
)
@pytest.mark.parametrize(("scenario", "door"), cases(REFUSALS))
def test_azure_says_no_in_its_words(scenario: Scenario, door: str, open_hand: Callable[[str, World], Core]):
    world = World(**scenario.options)
    before = at_core(scenario)
    with closing(open_hand(door, world)) as hand:
        answer = answer_of(lambda: scenario.act(world, hand))
    assert (answer.status, answer.code) == (scenario.status, scenario.code)
    assert scenario.words in answer.message
    assert answer == before, "the door says something else than the cloud"


@pytest.mark.behaviour(beside="test_azure_says_no_in_its_words")
@pytest.mark.parametrize(("scenario", "door"), cases(OUTCOMES))
def test_azure_does_what_it_is_known_for(scenario: Scenario, door: str, open_hand: Callable[[str, World], Core]):
    world = World(**scenario.options)
    with closing(open_hand(door, world)) as hand:
        assert scenario.act(world, hand) == scenario.gives


def test_each_answer_has_its_source_and_most_are_tried_at_each_door():
    assert len({one.name for one in SCENARIOS}) == len(SCENARIOS) >= 20
    for one in SCENARIOS:
        assert one.source.startswith(("learn.microsoft.com/", "github.com/", "pulumi/", "hashicorp/")), one.name
        assert set(one.doors) <= set(DOORS), one.name
    for door in DOORS:
        assert sum(door in one.doors for one in SCENARIOS) >= 20, door
