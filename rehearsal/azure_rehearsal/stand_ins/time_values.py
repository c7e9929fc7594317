"""The package `time`: waiting lets simulated time pass, and a moment is the simulated one.

Source: github.com/hashicorp/terraform-provider-time, internal/provider: the provider that pulumiverse-time bridges.
"""

# ruff: noqa: ARG001 - all makers share one signature

from __future__ import annotations

import calendar
import datetime as dt
import random
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.values import JsonDict

from ._made import Imitated, Made, number

if TYPE_CHECKING:
    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["TIME", "moment", "now", "seconds", "written"]

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_PARTS: Final = ("year", "month", "day", "hour", "minute", "second")
# Each of these counts from the beginning anew, so that the last one given wins; offsets add up instead.
_ROTATIONS: Final = ("Days", "Hours", "Minutes", "Months", "Years")
_OFFSETS: Final = ("Days", "Hours", "Minutes", "Months", "Seconds", "Years")


def seconds(duration: str) -> float:
    """Go's way of writing durations, as 30s or 1h30m. Raises AzureError for anything else."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", duration)
    if not parts or "".join(amount + unit for amount, unit in parts) != duration:
        raise AzureError("", f"'{duration}' is no duration; write for example 30s or 1m30s", 0)
    return sum(float(amount) * _UNITS[unit] for amount, unit in parts)


def moment(told: str) -> dt.datetime:
    """A time as RFC 3339 writes it. Raises AzureError for anything else."""
    try:
        found = dt.datetime.fromisoformat(told)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise AzureError("", f"'{told}' is no time in RFC 3339; write for example 2030-01-01T00:00:00Z", 0)
    return found


def now(cloud: Cloud) -> dt.datetime:
    """The simulated time, to the second."""
    return dt.datetime.fromtimestamp(int(cloud.clock.now), dt.UTC)


def written(when: dt.datetime) -> str:
    """As Go writes RFC 3339."""
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


def _later(when: dt.datetime, unit: str, count: int) -> dt.datetime:
    """Go's AddDate: a day that the month lacks runs over into the next one."""
    if unit not in ("Months", "Years"):
        return when + dt.timedelta(**{unit.lower(): count})
    months = when.year * 12 + when.month - 1 + (count if unit == "Months" else count * 12)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    over = max(when.day - last, 0)
    return when.replace(year=year, month=month + 1, day=min(when.day, last)) + dt.timedelta(days=over)


def _told(when: dt.datetime) -> JsonDict:
    return {**{name: getattr(when, name) for name in _PARTS}, "unix": int(when.timestamp())}


def _begin(inputs: JsonDict, name: str, cloud: Cloud) -> dt.datetime:
    given = text(inputs, name)
    return moment(given) if given else now(cloud)


def _sleep(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    wait = text(inputs, "createDuration")
    if wait:
        cloud.clock.advance(seconds(wait))
    return Made(written(now(cloud)), dict(inputs))


def _slept(inputs: JsonDict, cloud: Cloud) -> None:
    wait = text(inputs, "destroyDuration")
    if wait:
        cloud.clock.advance(seconds(wait))


def _static(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    when = _begin(inputs, "rfc3339", cloud)
    return Made(written(when), {**inputs, **_told(when), "rfc3339": written(when)})


def _offset_from(begin: dt.datetime, inputs: JsonDict) -> JsonDict:
    if not any(number(inputs, f"offset{unit}") for unit in _OFFSETS):
        raise AzureError("", "one of offsetYears, offsetMonths, offsetDays, offsetHours, offsetMinutes and offsetSeconds must be given", 0)
    when = begin
    for unit in _OFFSETS:
        when = _later(when, unit, number(inputs, f"offset{unit}"))
    return {**inputs, **_told(when), "baseRfc3339": written(begin), "rfc3339": written(when)}


def _offset(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    begin = _begin(inputs, "baseRfc3339", cloud)
    return Made(written(begin), _offset_from(begin, inputs))


def _rotated_from(begin: dt.datetime, inputs: JsonDict) -> JsonDict:
    when = None
    for unit in _ROTATIONS:
        count = number(inputs, f"rotation{unit}")
        when = _later(begin, unit, count) if count else when
    when = moment(text(inputs, "rotationRfc3339") or "") if when is None and text(inputs, "rotationRfc3339") else when
    if when is None:
        raise AzureError(
            "", "one of rotationYears, rotationMonths, rotationDays, rotationHours, rotationMinutes and rotationRfc3339 must be given", 0
        )
    return {**inputs, **_told(when), "rfc3339": written(begin), "rotationRfc3339": written(when)}


def _rotating(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    begin = _begin(inputs, "rfc3339", cloud)
    return Made(written(begin), _rotated_from(begin, inputs))


def _rotates(outputs: JsonDict) -> tuple[str, float]:
    return "rotationRfc3339", moment(text(outputs, "rotationRfc3339") or "").timestamp()


TIME: Final[Mapping[str, Imitated]] = {
    "time:index/sleep:Sleep": Imitated(_sleep, frozenset({"createDuration", "destroyDuration"}), ended=_slept),
    "time:index/static:Static": Imitated(_static),
    "time:index/offset:Offset": Imitated(
        _offset,
        frozenset(f"offset{unit}" for unit in _OFFSETS),
        lambda old, inputs: _offset_from(moment(text(old, "baseRfc3339") or ""), inputs),
    ),
    "time:index/rotating:Rotating": Imitated(
        _rotating,
        frozenset(f"rotation{unit}" for unit in (*_ROTATIONS, "Rfc3339")),
        lambda old, inputs: _rotated_from(moment(text(old, "rfc3339") or ""), inputs),
        until=_rotates,
    ),
}
