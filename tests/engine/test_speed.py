"""`speed_up` on the real engine: what is deployed, and how a program fails, is as without it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import stack
from pulumi_azure_native import network, resources

from azure_rehearsal.engine import batched_waits, rehearsal
from pulumi_azure_connect import speed_up
from tests.engine.conftest import Rehearse
from tests.engine.stacks import changes

COUNT = 30


@pytest.fixture(params=[False, True], ids=["sdk", "batched"])
def batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """Whether outputs are waited for in batches; each test runs both ways."""
    monkeypatch.setattr(stack, "asyncio", asyncio)
    if not request.param:
        monkeypatch.setattr(rehearsal, "batch_waits", lambda: False)
    yield request.param
    assert batched_waits.batched() == request.param


def tables() -> list[network.RouteTable]:
    group = resources.ResourceGroup("many")
    return [network.RouteTable(f"table{index}", resource_group_name=group.name) for index in range(COUNT)]


def test_outputs_made_by_outputs_are_waited_for(rehearse: Rehearse, batch: bool) -> None:
    seen: list[str] = []

    def program() -> None:
        for table in tables():
            table.name.apply(lambda name: pulumi.Output.from_input(asyncio.sleep(0.02, name)).apply(seen.append))

    rehearse(program).up()
    assert len(set(seen)) == COUNT


def test_a_program_that_fails_half_way_says_why(rehearse: Rehearse, batch: bool) -> None:
    def program() -> None:
        tables()
        raise ValueError("half way")

    result = rehearse(program).up(check=False)
    assert result.error is not None
    assert "half way" in str(result.error)


def test_an_output_that_fails_says_why(rehearse: Rehearse, batch: bool) -> None:
    def fails(name: str) -> str:
        raise ValueError("the seventh table")

    def program() -> None:
        tables()[7].name.apply(fails)

    result = rehearse(program).up(check=False)
    assert result.error is not None
    assert "the seventh table" in str(result.error)


def test_an_async_main_is_waited_for(rehearse: Rehearse, batch: bool) -> None:
    def program() -> None:
        async def main() -> dict[str, Any]:
            await asyncio.sleep(0.05)
            return {"tables": len(tables())}

        pulumi.run(main)

    assert rehearse(program).up().outputs["tables"] == COUNT


def _tables_once() -> None:
    tables()


def _tables_fast() -> None:
    speed_up()
    tables()


@pytest.mark.parametrize(("first", "then"), [(_tables_once, _tables_fast), (_tables_fast, _tables_once)], ids=["added", "removed"])
def test_adding_or_removing_the_call_changes_nothing(rehearse: Rehearse, first: Callable[[], None], then: Callable[[], None]) -> None:
    rehearse(first).up()
    assert {op for op, _ in changes(rehearse(then).up())} <= {"same"}


def test_it_takes_the_aliases_off_resources_that_are_not_ours(rehearse: Rehearse) -> None:
    left: list[int] = []

    def count(args: pulumi.ResourceTransformationArgs) -> None:
        if args.type_ == "azure-native:network:RouteTable":
            left.append(len(args.opts.aliases or []))  # type: ignore[arg-type]

    def counted() -> None:
        pulumi.runtime.register_stack_transformation(count)
        tables()

    def faster() -> None:
        speed_up()
        counted()

    rehearse(counted).preview()
    rehearse(faster).preview()
    assert len(left) == 2 * COUNT
    assert left[0] > 10 > left[-1]
