"""The package `time`: waiting lets simulated time pass, and a moment is the simulated one.

Source: registry.terraform.io/providers/hashicorp/time, the provider that pulumiverse-time bridges.
"""

# ruff: noqa: ARG001 - all makers share one signature

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azure_rehearsal.errors import AzureError
from azure_rehearsal.plain import text
from azure_rehearsal.values import JsonDict

from ._made import Made, Maker

if TYPE_CHECKING:
    from azure_rehearsal.cloud import Cloud

__all__ = ["TIME", "seconds"]

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def seconds(duration: str) -> float:
    """Go's way of writing durations, as 30s or 1h30m. Raises AzureError for anything else."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", duration)
    if not parts or "".join(amount + unit for amount, unit in parts) != duration:
        raise AzureError("", f"'{duration}' is no duration; write for example 30s or 1m30s", 0)
    return sum(float(amount) * _UNITS[unit] for amount, unit in parts)


def _sleep(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    wait = text(inputs, "createDuration")
    if wait:
        cloud.clock.advance(seconds(wait))
    return Made(cloud.clock.iso(), dict(inputs))


def _static(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    told = text(inputs, "rfc3339") or cloud.clock.iso()
    moment = dt.datetime.fromisoformat(told)
    parts = {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    return Made(told, {**inputs, **parts, "rfc3339": told, "unix": int(moment.timestamp())})


TIME: Final[Mapping[str, Maker]] = {"time:index/sleep:Sleep": _sleep, "time:index/static:Static": _static}
