"""Less work for the garbage collector: what the SDK's modules hold lives as long as the tests."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest
from pulumi.runtime.proto.source_pb2 import StackTrace

from . import programs


@pytest.fixture(scope="session", autouse=True)
def _frozen_modules() -> None:
    assert programs.group
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _current_loop() -> None:
    """An Output needs a current event loop, and `asyncio.run` in an earlier test leaves the thread without one."""
    try:
        asyncio.get_event_loop_policy().get_event_loop()
    except RuntimeError:
        asyncio.set_event_loop(asyncio.new_event_loop())


@pytest.fixture(autouse=True)
def _little_garbage() -> Iterator[None]:
    """Programs leave thousands of tasks in cycles, which asyncio walks over at the end of each further run."""
    yield
    if gc.get_count()[2] >= 2:
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _without_stack_traces() -> Iterator[None]:
    """No engine is told here where in the program a resource was made: finding that out for each takes a sixth of these tests' time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pulumi.runtime.resource._get_stack_trace", StackTrace, raising=False)
        yield
