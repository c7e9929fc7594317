"""Nested data with Outputs in it, as one Output: what it knows, hides and waits for is the sum of its parts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect.program.outputs import as_output, deferred, known_output, mapped, outputs_in
from tests.components.programs import group

LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
NESTED = st.recursive(
    LEAVES, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3), max_leaves=8
)


def wrapped(value: Any) -> Any:
    """The same data with every leaf an Output."""
    if isinstance(value, dict):
        return {key: wrapped(part) for key, part in value.items()}
    if isinstance(value, list):
        return [wrapped(part) for part in value]
    return pulumi.Output.from_input(value)


async def seen(output: pulumi.Output[Any]) -> tuple[Any, bool, bool, set[str]]:
    names = {resource.pulumi_resource_name for resource in await output.resources()}
    return await output.future(), await output.is_known(), await output.is_secret(), names


def inside(make: Callable[[], pulumi.Output[Any]], *, preview: bool = False) -> tuple[Any, bool, bool, set[str]]:
    """What an Output made in a program comes to: its value, whether it is known and secret, and the resources it depends on."""
    found: list[Any] = []

    async def program() -> None:
        found.append(await seen(make()))

    run(program, preview=preview)
    return found[0]


@given(NESTED)
def test_the_values_of_all_parts_are_filled_in(value: Any):
    async def both() -> tuple[Any, Any]:
        return await as_output(value).future(), await as_output(wrapped(value)).future()

    assert asyncio.run(both()) == (value, value)


@pytest.mark.parametrize("make", [as_output, lambda value: mapped(value, lambda known: known)], ids=["as_output", "mapped"])
def test_one_secret_makes_the_whole_secret(make: Any):
    value, known, secret, _ = inside(lambda: make({"a": "plain", "b": [pulumi.Output.secret("x")]}))
    assert (value, known, secret) == ({"a": "plain", "b": ["x"]}, True, True)
    assert inside(lambda: make({"a": pulumi.Output.from_input("x")}))[2] is False


@pytest.mark.parametrize("make", [as_output, lambda value: mapped(value, lambda known: known)], ids=["as_output", "mapped"])
def test_it_depends_on_what_its_parts_depend_on(make: Any):
    value, _, _, names = inside(lambda: make([group().name, {"again": group().id}]))
    assert value[0] == "shop"
    assert names == {"shop"}


def test_one_unknown_makes_the_whole_unknown():
    _, known, _, names = inside(lambda: as_output(["x", group().id]), preview=True)
    assert (known, names) == (False, {"shop"})


def test_a_function_sees_no_unknowns():
    def fail(_: Any) -> None:
        pytest.fail("called")

    assert inside(lambda: mapped([group().id], fail), preview=True)[1] is False


def test_what_a_coroutine_comes_to():
    async def produce() -> Any:
        await asyncio.sleep(0)
        return {"name": group().name}

    assert inside(lambda: deferred(produce, list))[0] == {"name": "shop"}


def test_an_error_in_it_is_the_programs_error():
    def program() -> None:
        def fail(_: Any) -> None:
            raise ValueError("a reason")

        pulumi.export("x", mapped([group().name], fail))

    with pytest.raises(ValueError, match="a reason"):
        run(program)


def test_each_output_is_met_once():
    one = pulumi.Output.__new__(pulumi.Output)
    assert outputs_in([one, {"a": one, "b": (one, "text")}]) == [one]


def test_an_output_stays_what_it_is():
    async def check() -> None:
        made = pulumi.Output.from_input("x")
        assert known_output(made) is made
        assert await known_output("y").future() == "y"

    asyncio.run(check())
