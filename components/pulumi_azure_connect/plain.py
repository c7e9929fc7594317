"""
Nested plain data with Outputs somewhere in it, as one Output.

`pulumi.Output.from_input` and `Output.all` make several Outputs of every leaf, and again of what it resolved to. Rows
for reports have dozens of leaves and few Outputs, and an app has dozens of rows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from inspect import isawaitable
from typing import Any, TypeVar, cast

import pulumi

T = TypeVar("T")


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, pulumi.Output) or isawaitable(value):
        yield value
    elif isinstance(value, Mapping):
        for part in cast("Mapping[str, object]", value).values():
            yield from _leaves(part)
    elif isinstance(value, list | tuple):
        for part in cast("list[object]", value):
            yield from _leaves(part)


def outputs_in(value: object) -> list[object]:
    """Give the Outputs and other awaitables in nested data, each once, in the order met."""
    return list({id(leaf): leaf for leaf in _leaves(value)}.values())


def _filled(value: object, known: Mapping[int, object]) -> Any:
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, Mapping):
        return {key: _filled(part, known) for key, part in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_filled(part, known) for part in cast("list[object]", value)]
    return value


class _Part:
    """One part of what a task gives, to be awaited or not."""

    def __init__(self, task: asyncio.Future[tuple[Any, ...]], index: int) -> None:
        self._task = task
        self._index = index

    def __await__(self) -> Generator[Any, None, Any]:
        parts = yield from self._task.__await__()
        return parts[self._index]


def _output_of(work: Awaitable[tuple[set[pulumi.Resource], Any, bool, bool]]) -> pulumi.Output[Any]:
    task = cast("asyncio.Future[tuple[Any, ...]]", asyncio.ensure_future(work))
    return pulumi.Output(_Part(task, 0), _Part(task, 1), _Part(task, 2), _Part(task, 3))


async def _gather(value: object) -> tuple[set[pulumi.Resource], Any, bool, bool]:
    resources: set[pulumi.Resource] = set()
    known, secret = True, False
    resolved: dict[int, object] = {}
    for leaf in outputs_in(value):
        output = leaf if isinstance(leaf, pulumi.Output) else as_output(await cast("Awaitable[object]", leaf))
        output = cast("pulumi.Output[Any]", output)
        resources |= await output.resources()
        resolved[id(leaf)] = await output.future(with_unknowns=True)
        known = await output.is_known() and known
        secret = await output.is_secret() or secret
    return resources, _filled(value, resolved), known, secret


def as_output(value: object) -> pulumi.Output[Any]:
    """Give nested data as one Output: known once all of its parts are, secret if one of them is."""
    return _output_of(_gather(value))


def mapped(value: object, function: Callable[[Any], T]) -> pulumi.Output[T]:
    """Give what a function makes of nested data, once all of it is known. The function gives plain data."""

    async def work() -> tuple[set[pulumi.Resource], Any, bool, bool]:
        resources, resolved, known, secret = await _gather(value)
        return resources, function(resolved) if known else None, known, secret

    return _output_of(work())


def deferred(produce: Callable[[], Awaitable[object]]) -> pulumi.Output[Any]:
    """Give what a coroutine comes to, with all Outputs in it, as one Output."""

    async def work() -> tuple[set[pulumi.Resource], Any, bool, bool]:
        return await _gather(await produce())

    return _output_of(work())
