"""Simulated time."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.clock import Clock


def test_time_moves_when_told():
    clock = Clock(0.0)
    clock.advance(1.5)
    assert clock.now == 1.5
    assert clock.iso() == "1970-01-01T00:00:01.5000000Z"


def test_fails_to_go_back():
    with pytest.raises(ValueError, match="at least 0"):
        Clock().advance(-1)
