"""
Nested plain data with Outputs somewhere in it, as one Output.

`pulumi.Output.from_input` makes an Output of every leaf; rows for reports have dozens of leaves and few Outputs.
"""

from collections.abc import Iterator, Mapping
from inspect import isawaitable
from typing import Any, cast

import pulumi


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


def as_output(value: object) -> pulumi.Output[Any]:
    """Give nested data as one Output: known once all of its parts are, secret if one of them is."""
    found = outputs_in(value)
    return pulumi.Output.all(*found).apply(lambda known: _filled(value, {id(o): v for o, v in zip(found, known, strict=True)}))
