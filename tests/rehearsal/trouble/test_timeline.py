"""Simulated time under operations that run side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext

import pytest

from azure_rehearsal.core.clock import Clock
from azure_rehearsal.trouble.timeline import Timeline

FAST = float("inf")


def side_by_side(*works: Callable[[], object], under: Timeline | None = None) -> None:
    """Runs each in a thread of its own; raises what one of them raises. `under`: time stands still until all of them are at work."""
    failed: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    with under.working() if under else nullcontext():
        for thread in threads:
            thread.start()
        while under and under._inside <= len(threads) and any(thread.is_alive() for thread in threads):
            time.sleep(0.001)
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive(), "a wait never ended"
    if failed:
        raise failed[0]


@pytest.mark.behaviour(beside="test_operations_take_their_typical_time_and_overlap")
def test_waits_side_by_side_overlap_and_waits_in_a_row_add_up():
    clock, ends = Clock(1000.0), {}
    timeline = Timeline(clock, FAST, settle=0.2)

    def chain(name: str, *seconds: float):
        def work():
            for one in seconds:
                with timeline.working():
                    timeline.sleep(one)
                time.sleep(0.01)  # what the engine itself needs between two operations
            ends[name] = clock.now

        return work

    side_by_side(chain("long", 60.0), chain("short", 10.0, 20.0, 5.0), chain("longest", 50.0, 25.0), under=timeline)
    assert ends == {"short": 1035.0, "long": 1060.0, "longest": 1075.0}, "the engine's own time counts for nothing"


def test_time_stands_still_while_anybody_works():
    clock = Clock(0.0)
    timeline = Timeline(clock, FAST, settle=0.0)
    seen = []

    def worker():
        with timeline.working():
            time.sleep(0.15)
            seen.append(clock.now)

    def sleeper():
        with timeline.working():
            timeline.sleep(30.0)
            seen.append(clock.now)

    side_by_side(worker, sleeper, under=timeline)
    assert seen == [0.0, 30.0]


def test_a_scale_makes_waiting_take_real_time():
    clock = Clock(0.0)
    timeline = Timeline(clock, 100.0, settle=0.0)
    begun = time.monotonic()
    with timeline.working():
        timeline.sleep(20.0)
    assert clock.now == 20.0
    assert 0.19 < time.monotonic() - begun < 2.0


def test_what_must_be_alone_comes_one_after_the_other_while_time_passes():
    clock, ends = Clock(0.0), []
    timeline = Timeline(clock, FAST)

    def work():
        with timeline.working(), timeline.alone("vault"):
            assert timeline.is_taken("vault")
            timeline.sleep(10.0)
            ends.append(clock.now)

    def other():
        with timeline.working(), timeline.alone(None):
            timeline.sleep(10.0)
            ends.append(clock.now)

    side_by_side(work, work, work, other, other, under=timeline)
    assert sorted(ends) == [10.0, 10.0, 10.0, 20.0, 30.0]
    assert not timeline.is_taken("vault")


@pytest.mark.parametrize("how", ["hurry", "finish"])
def test_when_it_is_over_nobody_sleeps_any_more(how):
    clock = Clock(0.0)
    timeline = Timeline(clock, 0.001)
    asleep, ended = threading.Event(), []

    def sleeper():
        with timeline.working():
            asleep.set()
            timeline.sleep(1e9)
            time.sleep(0.05)
            ended.append(timeline.over)

    def ender():
        asleep.wait()
        time.sleep(0.05)
        getattr(timeline, how)()
        if how == "finish":
            assert ended == [True], "finish() waits for what is under way"

    side_by_side(sleeper, ender)
    assert ended == [True]
    assert clock.now < 1e6


def test_time_stands_still_while_the_engine_stirs():
    clock = Clock(0.0)
    timeline = Timeline(clock, FAST, settle=0.15)
    awake = threading.Event()

    def sleeper() -> None:
        with timeline.working():
            timeline.sleep(30.0)
        awake.set()

    def engine() -> None:
        for _ in range(8):
            timeline.stir()
            assert not awake.wait(0.05)

    side_by_side(sleeper, engine)
    assert clock.now == 30.0


def test_who_comes_late_makes_time_wait_longer_for_the_next_one():
    clock = Clock(0.0)
    timeline = Timeline(clock, 10.0, settle=0.01)

    def sleeper() -> None:
        with timeline.working():
            timeline.sleep(3.0)

    def late() -> None:
        time.sleep(0.1)
        with timeline.working():
            pass

    side_by_side(sleeper, late)
    assert timeline._settle > 0.01
