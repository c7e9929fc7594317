"""Which troubles there are, as plain data: a file of them, or one of the presets beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, cast

from azure_rehearsal.core.problems import RehearsalError, did_you_mean

__all__ = ["PRESETS", "Trouble", "TroubleProblem", "find_trouble"]

PRESETS: Final = ("calm", "monday", "storm")
"""The names of the presets, mildest first."""

Span = tuple[float, float]


class TroubleProblem(RehearsalError):
    """A description of troubles that can't be used; its text says what to change."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, and how often. Spans are (shortest, longest) in simulated seconds; chances are from 0 to 1.

    `grant_delay`, `policy_delay`: until a new role assignment, or an access policy of a vault, takes effect. `directory_delay`: until
    all of Azure knows a new principal. `throttled`: the chance that a request is answered 429, to be repeated after
    `retry_after`. `conflicts`: the chance of a 409 for a write that overlaps another one on the same site or vault (else it
    waits), or that meets work of the service's own where the service is known for it. `half_way`: the chance that a long-running operation
    fails after the resource was made. `lost_responses`: the chance that a request takes effect and its answer is lost.
    `durations`: whether operations take their typical time. `seconds_per_second`: how much simulated time passes in a real second while all
    operations wait. `kill_at`: the engine is killed at this change of an operation, counted from 1. `meddle`: the chance, for each resource
    that can bear it, to be changed or deleted behind the engine's back after an operation.
    """

    grant_delay: Span = (0.0, 0.0)
    policy_delay: Span = (0.0, 0.0)
    directory_delay: Span = (0.0, 0.0)
    throttled: float = 0.0
    retry_after: Span = (1.0, 30.0)
    conflicts: float = 0.0
    half_way: float = 0.0
    lost_responses: float = 0.0
    durations: bool = False
    seconds_per_second: float = 3600.0
    kill_at: int | None = None
    meddle: float = 0.0

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Trouble:
        """From plain data; what is absent is calm.

        Raises:
            TroubleProblem: an unknown key, or a value out of its range.
        """
        known = {field.name: str(field.type) for field in fields(cls)}
        values: dict[str, Any] = {}
        for key, value in data.items():
            if key not in known:
                raise TroubleProblem(f"there is no trouble '{key}'.{did_you_mean(key, known)} There are: {', '.join(known)}")
            values[key] = _READERS[known[key]](key, value)
        return cls(**values)

    def dump(self) -> dict[str, Any]:
        """Plain JSON, which `load` takes."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: list(cast("Span", value)) if isinstance(value, tuple) else value for key, value in values.items()}


def find_trouble(name: str) -> Trouble:
    """A preset by its name, or else what a TOML file says.

    Raises:
        TroubleProblem: neither is there, or the file can't be used.
    """
    if name in PRESETS:
        from importlib import resources  # `--help` names the presets and reads none

        return _read(resources.files("azure_rehearsal").joinpath(f"trouble/presets/{name}.toml").read_text(encoding="utf-8"), name)
    path = Path(name)
    if not path.is_file():
        raise TroubleProblem(
            f"'{name}' is neither a preset of troubles nor a file.{did_you_mean(name, PRESETS)} Presets: {', '.join(PRESETS)}; "
            "a file holds lines like `throttled = 0.1`"
        )
    try:
        return _read(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise TroubleProblem(f"'{name}' is no text file; it holds TOML, lines like `throttled = 0.1`") from error


def _read(content: str, name: str) -> Trouble:
    import tomllib

    try:
        return Trouble.load(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise TroubleProblem(f"'{name}' is no TOML: {error}; it holds lines like `throttled = 0.1`") from error
    except TroubleProblem as problem:
        raise TroubleProblem(f"in '{name}': {problem}") from problem


# -- values ---------------------------------------------------------------------------------------------------------------


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")


def _span(key: str, value: Any) -> Span:
    if _is_number(value):
        return float(value), float(value)
    if isinstance(value, (list, tuple)):
        ends = cast("list[Any]", value)
        if len(ends) == 2 and all(map(_is_number, ends)) and ends[0] <= ends[1]:
            return float(ends[0]), float(ends[1])
    raise TroubleProblem(f"{key} = {value!r} is no span of simulated seconds; give a number, or [shortest, longest]")


def _chance_or_rate(key: str, value: Any) -> float:
    if key == "seconds_per_second":
        if _is_number(value) and value > 0:
            return float(value)
        raise TroubleProblem(f"{key} = {value!r} must be a number above 0: simulated seconds that pass in a real one")
    if _is_number(value) and value <= 1:
        return float(value)
    raise TroubleProblem(f"{key} = {value!r} is no chance; give a number from 0 (never) to 1 (always)")


def _switch(key: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise TroubleProblem(f"{key} = {value!r} must be true or false")


def _count(key: str, value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return value
    raise TroubleProblem(f"{key} = {value!r} must be the number of a change, from 1 on")


_READERS: Final = {"Span": _span, "float": _chance_or_rate, "bool": _switch, "int | None": _count}
