"""How the simulated Azure's own cost is measured."""

from __future__ import annotations

import time

import pytest

from benchmarks.azure import CALLS, memory, union, watch
from benchmarks.pairs import Once, Share, Subject, run_once


def test_calls_side_by_side_count_once():
    assert union([]) == 0
    assert union([(5.0, 6.0), (0.0, 2.0), (1.0, 3.0), (1.5, 2.0)]) == 4


def test_every_call_of_a_provider_is_watched():
    class Door:
        pass

    for name in CALLS:
        setattr(Door, name, lambda self, request, context: time.sleep(0.002) or request)
    spans = watch(Door)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert [getattr(Door(), name)(name, None) for name in CALLS] == [*CALLS]
    assert len(spans) == len(CALLS)
    assert all(ended - begun >= 0.002 for begun, ended in spans)


def test_memory_grows_with_what_there_is():
    found = memory(14, 28)
    assert 0 < found["at_14"] < found["at_28"] < 1
    assert found["at_28"] / found["at_14"] == pytest.approx(2, rel=0.5)


def test_a_share_is_of_the_same_run():
    shares = (
        Share(name="all of it", measure="seconds", part="seconds", whole="seconds", at_most=0.9),
        Share(name="half", measure="seconds", part="seconds", whole="seconds", times=2, at_most=0.9),
    )
    whole, half = run_once(Once(name="json", subject=Subject(name="json", arguments=("import", "json")), shares=shares))
    assert whole.ratio == 1
    assert not whole.holds
    assert half.ratio == pytest.approx(0.5)
    assert half.holds
