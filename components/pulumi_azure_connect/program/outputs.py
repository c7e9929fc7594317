"""Nested plain data with Outputs somewhere in it, as one Output.

`pulumi.Output.from_input` and `Output.all` make several Outputs of every leaf, and again of what it resolved to. Rows
for reports have dozens of leaves and few Outputs, and an app has dozens of rows.
"""

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from inspect import isawaitable
from typing import Any, TypeVar, cast

import pulumi

from .answers import BY_ABSENCE, explained, present

T = TypeVar("T")
NEEDS = "needs"
"""The variable by which a coroutine tells what it will wait for, before it gets so far (see `waits`)."""
_PLAIN = (str, int, float)
_LISTS = (list, tuple)


def _leaves(value: object) -> Iterator[object]:
    # Plain text and numbers first, and only the built-in containers: this is walked for every value of every app.
    if value is None or isinstance(value, _PLAIN):
        return
    if isinstance(value, dict):
        for part in cast("dict[str, object]", value).values():
            yield from _leaves(part)
    elif isinstance(value, _LISTS):
        for part in cast("list[object]", value):
            yield from _leaves(part)
    elif isinstance(value, pulumi.Output) or isawaitable(value):
        yield value


def outputs_in(value: object) -> list[object]:
    """Return the Outputs and other awaitables in nested data, each once, in the order met."""
    return list({id(leaf): leaf for leaf in _leaves(value)}.values())


def _filled(value: object, known: Mapping[int, object]) -> Any:
    if value is None or isinstance(value, _PLAIN):
        return value
    if id(value) in known:
        return known[id(value)]
    if isinstance(value, dict):
        return {key: _filled(part, known) for key, part in cast("dict[str, object]", value).items()}
    if isinstance(value, _LISTS):
        return [_filled(part, known) for part in cast("list[object]", value)]
    return value


_Data = tuple[set[pulumi.Resource], Any, bool, bool]


class Part:
    """One part of what a coroutine gives.

    An Output awaits its parts one after the other, in one task: the first of them runs the coroutine, without a task of
    its own, which an app with dozens of Outputs would have to keep.
    """

    def __init__(self, work: "list[Awaitable[_Data] | _Data]", index: int) -> None:
        self._work = work
        self._index = index

    @property
    def work(self) -> "Awaitable[_Data] | None":
        """What the part comes from; None once that is done."""
        return None if isinstance(self._work[0], tuple) else self._work[0]

    def __await__(self) -> Generator[Any, None, Any]:
        work = self._work[0]
        if not isinstance(work, tuple):
            work = yield from work.__await__()
            self._work[0] = work
        return work[self._index]


def _output_of(work: Awaitable[_Data]) -> pulumi.Output[Any]:
    shared: list[Awaitable[_Data] | _Data] = [work]
    return pulumi.Output(Part(shared, 0), Part(shared, 1), Part(shared, 2), Part(shared, 3))


async def _gather(value: object) -> _Data:
    resources: set[pulumi.Resource] = set()
    known, secret = True, False
    resolved: dict[int, object] = {}
    for leaf in outputs_in(value):
        is_output = isinstance(leaf, pulumi.Output)
        output = cast("pulumi.Output[Any]", leaf) if is_output else as_output(await cast("Awaitable[object]", leaf))
        resources |= await output.resources()
        resolved[id(leaf)] = await output.future(with_unknowns=True)
        known = await output.is_known() and known
        secret = await output.is_secret() or secret
    return resources, _filled(value, resolved), known, secret


def known_output(value: pulumi.Input[T]) -> pulumi.Output[T]:
    """Return an Output unchanged, anything else as an Output.

    `pulumi.Output.from_input` would make two more Outputs.
    """
    return cast("pulumi.Output[T]", value) if isinstance(value, pulumi.Output) else pulumi.Output.from_input(value)


async def value_if_known(value: pulumi.Input[T]) -> T | None:
    """Return a value; None if a preview doesn't know it.

    Pulumi has an empty text for the id of a resource that doesn't exist yet.
    """
    output = known_output(value)
    return await output.future() if await output.is_known() else None


def as_output(value: object) -> pulumi.Output[Any]:
    """Return nested data as one Output: known once all of its parts are, secret if one of them is."""
    return _output_of(_gather(value))


def mapped(value: object, function: Callable[[Any], T]) -> pulumi.Output[T]:
    """Return what a function makes of nested data, once all of it is known.

    The function gives plain data.

    Raises:
        ConnectError: from the output, in the function's words; or saying which output the function missed.
    """

    async def work() -> _Data:
        resources, resolved, known, secret = await _gather(value)
        if not known:
            return resources, None, known, secret
        try:
            return resources, function(resolved), known, secret
        except BY_ABSENCE as error:
            parts = [cast("pulumi.Output[Any]", one) for one in outputs_in(value) if isinstance(one, pulumi.Output)]
            explanation = await explained(error, parts)
            if explanation is error:
                raise
            raise explanation from error

    return _output_of(work())


def answered(value: pulumi.Input[T]) -> pulumi.Output[T]:
    """Return an output of a resource that has to be there; a unit test's mock may have left it out."""
    return mapped(cast("object", value), present) if isinstance(value, pulumi.Output) else known_output(value)


def deferred(produce: Callable[[], Awaitable[object]], needs: Callable[[], object]) -> pulumi.Output[Any]:
    """Return what a coroutine comes to, with all Outputs in it, as one Output.

    Args:
        produce: gives the coroutine.
        needs: gives the resources and inputs that it waits for, as far as they are known already.
    """

    async def work(needs: Callable[[], object]) -> _Data:  # noqa: ARG001 - read by whoever asks what is waited for
        return await _gather(await produce())

    return _output_of(work(needs))
