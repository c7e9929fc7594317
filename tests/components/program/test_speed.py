"""`speed_up`: what it switches on, and what it says where it can't."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest
from pulumi.runtime import stack

from pulumi_azure_connect import drop_version_aliases, speed_up
from pulumi_azure_connect.program import batched_waits
from pulumi_azure_connect.program.batched_waits import batched


@pytest.fixture(autouse=True)
def transformations(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is registered for the stack; the SDK waits as it came."""
    registered: list[Any] = []
    monkeypatch.setattr(stack, "asyncio", asyncio)
    monkeypatch.setattr(pulumi.runtime, "register_stack_transformation", registered.append)
    return registered


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the log."""
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", lambda message, *_, **__: lines.append(message))
    return lines


def test_it_does_both(transformations: list[Any], told: list[str]) -> None:
    speed_up()
    assert transformations == [drop_version_aliases]
    assert batched()
    assert told == []


def test_each_half_can_be_switched_off(transformations: list[Any]) -> None:
    speed_up(waits=False)
    assert (len(transformations), batched()) == (1, False)
    speed_up(version_aliases=False)
    assert (len(transformations), batched()) == (1, True)


def test_an_sdk_that_it_does_not_know_is_named_in_the_log(monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
    monkeypatch.setattr(batched_waits, "KNOWN", frozenset())
    speed_up(waits=False)
    assert told == []
    speed_up()
    assert len(told) == 1
    assert "waits=False" in told[0]
    assert not batched()
