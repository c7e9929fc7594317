"""Less work for the garbage collector: what the SDK's modules hold lives as long as the tests."""

from __future__ import annotations

import gc

import pytest

from . import programs


@pytest.fixture(scope="session", autouse=True)
def _frozen_modules() -> None:
    assert programs.group
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
