"""Outputs are waited for in batches, and everything else is as the SDK has it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pulumi.runtime import settings, stack

from pulumi_azure_connect.program import batched_waits
from pulumi_azure_connect.program.batched_waits import batch_waits

SDK: Any = stack  # which asyncio it has is not for its users


@pytest.fixture(autouse=True)
def as_the_sdk_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with the SDK's own wait, and leaves what it found."""
    monkeypatch.setattr(SDK, "asyncio", asyncio)


@pytest.fixture
def outputs() -> Iterator[set[Any]]:
    """The SDK's outstanding outputs: none at first."""
    own: Any = settings.SETTINGS
    own.outputs.clear()
    yield own.outputs
    own.outputs.clear()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tasks each question to asyncio was about."""
    asked: list[int] = []
    real = asyncio.wait

    async def counted(tasks: Any, **options: Any) -> Any:
        tasks = list(tasks)
        asked.append(len(tasks))
        return await real(tasks, **options)

    monkeypatch.setattr(asyncio, "wait", counted)
    return asked


async def one_after_the_other(count: int, outputs: set[Any]) -> None:
    """As many outputs, of which each completes a turn of the loop after the one before."""
    before: asyncio.Task[None] | None = None

    async def after(one: asyncio.Task[None] | None) -> None:
        if one is not None:
            await asyncio.shield(one)
        await asyncio.sleep(0)

    for _ in range(count):
        before = asyncio.ensure_future(after(before))
        outputs.add(before)
    await SDK.wait_for_rpcs()


@pytest.mark.parametrize("count", [100, 1000])
def test_asking_grows_with_the_outputs_and_not_with_their_square(count: int, outputs: set[Any], waits: list[int]) -> None:
    assert batch_waits()
    asyncio.run(one_after_the_other(count, outputs))
    assert sum(waits) <= 20 * count


def test_the_sdk_by_itself_asks_with_the_square(outputs: set[Any], waits: list[int]) -> None:
    """Where this fails, the SDK has mended its wait, and ours can go."""
    asyncio.run(one_after_the_other(100, outputs))
    assert sum(waits) >= 100 * 100 / 4


@pytest.mark.parametrize("batch", [False, True], ids=["sdk", "batched"])
def test_an_output_that_fails_ends_the_wait_while_others_hang(batch: bool, outputs: set[Any]) -> None:
    async def body() -> None:
        async def fails() -> None:
            await asyncio.sleep(0.01)
            raise ValueError("the seventh output")

        never = asyncio.ensure_future(asyncio.Event().wait())
        soon = asyncio.ensure_future(asyncio.sleep(0))
        outputs.update({never, soon, asyncio.ensure_future(fails())})
        await asyncio.wait_for(SDK.wait_for_rpcs(), 5)

    assert not batch or batch_waits()
    with pytest.raises(ValueError, match="the seventh output"):
        asyncio.run(body())


@pytest.mark.parametrize("batch", [False, True], ids=["sdk", "batched"])
def test_an_output_that_is_cancelled_ends_the_wait_while_others_hang(batch: bool, outputs: set[Any]) -> None:
    async def body() -> None:
        never, cancelled = asyncio.ensure_future(asyncio.Event().wait()), asyncio.ensure_future(asyncio.sleep(60))
        soon = asyncio.ensure_future(asyncio.sleep(0))
        outputs.update({never, soon, cancelled})
        asyncio.get_running_loop().call_later(0.01, cancelled.cancel)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(SDK.wait_for_rpcs(), 5)

    assert not batch or batch_waits()
    asyncio.run(body())


@pytest.mark.parametrize("batch", [False, True], ids=["sdk", "batched"])
def test_an_output_made_by_another_while_waiting_is_waited_for(batch: bool, outputs: set[Any]) -> None:
    done: list[int] = []

    async def body() -> None:
        async def makes(depth: int) -> None:
            await asyncio.sleep(0.01)
            done.append(depth)
            if depth:
                outputs.add(asyncio.ensure_future(makes(depth - 1)))

        outputs.add(asyncio.ensure_future(makes(3)))
        await SDK.wait_for_rpcs()

    assert not batch or batch_waits()
    asyncio.run(body())
    assert done == [3, 2, 1, 0]


def test_another_sdk_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batched_waits, "KNOWN", frozenset())
    assert not batch_waits()
    assert SDK.asyncio is asyncio


def test_an_sdk_without_source_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SDK, "wait_for_rpcs", len)
    assert not batch_waits()
    assert SDK.asyncio is asyncio


def test_twice_is_once() -> None:
    assert batch_waits()
    first = SDK.asyncio
    assert batch_waits()
    assert SDK.asyncio is first
