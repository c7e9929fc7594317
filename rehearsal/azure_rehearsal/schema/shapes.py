"""Shapes of values on the provider wire, and what is wrong with a value that has another one.

A shape is data with one method, `check`, which reports faults and never raises. Unknown values fit every shape, and
`None` counts as absent, as it does to Pulumi.
"""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from azure_rehearsal.core.values import UNKNOWN, JsonDict, JsonValue, Path, path_text

SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"  # marks assets, archives and secrets on Pulumi's wire; fixed by its protocol
_ASSETS = frozenset({"c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one property. `reason` says what was given and what is allowed, never a value of free text."""

    path: Path
    reason: str
    missing: bool = False
    unknown: bool = False  # a property of the resource itself, which its type doesn't have

    @property
    def property(self) -> str:
        """The path as people write it."""
        return path_text(self.path)

    def __str__(self) -> str:
        return f"{self.property}: {self.reason}" if self.path else self.reason


class Shape(ABC):
    """What a value must look like. Each kind says what it expects (`text`), what fits on the outside, and what to check inside."""

    @property
    def text(self) -> str:
        """What is expected, in a few words: "a string", "a list"."""
        return self._text()

    def check(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        """Add what is wrong with the value, if anything."""
        if value is None or value is UNKNOWN:
            return
        if self._fits(value):
            self._inside(value, path, faults)
        else:
            faults.append(Fault(path, f"this is {kind_of(value)}; expected {self.text}"))

    @abstractmethod
    def _text(self) -> str: ...

    @abstractmethod
    def _fits(self, value: JsonValue) -> bool: ...

    @abstractmethod
    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None: ...


@dataclass(frozen=True)
class Scalar(Shape):
    """A string, a boolean, a number, an asset; or free JSON, which the SDK types as `Any`."""

    name: str
    accepts: Callable[[JsonValue], bool]

    def _text(self) -> str:
        return self.name

    def _fits(self, value: JsonValue) -> bool:
        return self.accepts(value)

    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        pass


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


ANYTHING = Scalar("anything", lambda _: True)
STRING = Scalar("a string", lambda value: isinstance(value, str))
BOOLEAN = Scalar("a boolean", lambda value: isinstance(value, bool))
NUMBER = Scalar("a number", _is_number)
INTEGER = Scalar("a whole number", lambda value: _is_number(value) and cast("float", value) == int(cast("float", value)))
ASSET = Scalar("an asset or archive", lambda value: isinstance(value, dict) and value.get(SIGNATURE_KEY) in _ASSETS)


@dataclass(frozen=True)
class ListOf(Shape):
    """A list whose items have one shape."""

    item: Shape

    def _text(self) -> str:
        return "a list"

    def _fits(self, value: JsonValue) -> bool:
        return isinstance(value, list)

    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        for at, inner in enumerate(cast("list[JsonValue]", value)):
            self.item.check(inner, (*path, at), faults)


@dataclass(frozen=True)
class MapOf(Shape):
    """An object with free keys, whose values have one shape."""

    value: Shape

    def _text(self) -> str:
        return "an object"

    def _fits(self, value: JsonValue) -> bool:
        return isinstance(value, dict)

    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        for key, inner in cast("JsonDict", value).items():
            self.value.check(inner, (*path, key), faults)


@dataclass(frozen=True)
class OneOfValues(Shape):
    """An enumeration. Letter case and spaces are forgiven, as Azure forgives them ("SystemAssigned,UserAssigned"). `free`: the list can't be
    complete, so any string will do.
    """

    name: str
    values: tuple[str | float, ...]
    free: bool = False

    def _text(self) -> str:
        return f"one of {', '.join(repr(value) for value in self.values)}"

    @cached_property
    def folded(self) -> frozenset[str | float]:
        """The values for comparison."""
        return frozenset(_fold(value) for value in self.values)

    def _fits(self, value: JsonValue) -> bool:
        return STRING.accepts(value) if isinstance(self.values[0], str) else NUMBER.accepts(value)

    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        if not self.free and _fold(cast("str | float", value)) not in self.folded:
            hint = suggestion(value, [item for item in self.values if isinstance(item, str)]) if isinstance(value, str) else ""
            faults.append(Fault(path, f"{value!r} is not {self.text}.{hint}"))


def _fold(value: str | float) -> str | float:
    return value.replace(" ", "").casefold() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Field:
    """One property: its name on the wire and in Python, its shape, whether it must be there."""

    name: str
    python_name: str
    shape: Shape
    required: bool = False
    constant: str | None = None  # the only value it may have; tells the options of a union apart


@dataclass(frozen=True)
class Fields(Shape):
    """An object with named properties. They are read at first use, since types refer to each other in circles."""

    name: str
    read: Callable[[], dict[str, Field]] = field(repr=False, compare=False)

    def _text(self) -> str:
        return f"an object ({self.name})"

    @cached_property
    def fields(self) -> dict[str, Field]:
        """By wire name."""
        return self.read()

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The wire names of those that must be there."""
        return tuple(item.name for item in self.fields.values() if item.required)

    def _fits(self, value: JsonValue) -> bool:
        return isinstance(value, dict)

    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        self.check_fields(cast("JsonDict", value), path, faults)

    def check_fields(self, value: JsonDict, path: Path, faults: list[Fault]) -> None:
        """The properties of an object, known to be one."""
        fields = self.fields
        for key, inner in value.items():
            known = fields.get(key)
            if known is not None:
                known.shape.check(inner, (*path, key), faults)
                if known.constant is not None and isinstance(inner, str) and inner != known.constant:
                    faults.append(Fault((*path, key), f"{inner!r} is not {known.constant!r}, the only value of {self.name}"))
            elif not key.startswith("__"):  # the engine's own, such as `__defaults`
                faults.append(Fault((*path, key), f"{self.name} has no such property.{self.nearest(key)}", unknown=not path))
        faults.extend(
            Fault((*path, key), f"missing; {self.name} requires it ({fields[key].shape.text})", missing=True)
            for key in self.required
            if value.get(key) is None
        )

    def nearest(self, key: str) -> str:
        """A hint: "Did you mean 'x'?", with the Python spelling where the given key was one."""
        by_plain = {_plain(name): item for name, item in self.fields.items()}
        close = difflib.get_close_matches(_plain(key), by_plain, n=1, cutoff=0.7)
        if not close:
            return f" It has: {', '.join(sorted(self.fields)) or 'none'}."
        found = by_plain[close[0]]
        if "_" in key and found.python_name not in {key, found.name}:
            return f" Did you mean {found.python_name!r} ({found.name!r})?"
        return f" Did you mean {found.name!r}?"


@dataclass(frozen=True)
class OneOfShapes(Shape):
    """A union: the value must fit one of the options. The faults reported are those of the option that fits best."""

    options: tuple[Shape, ...]

    def _text(self) -> str:
        return " or ".join(option.text for option in self.options)

    def _fits(self, value: JsonValue) -> bool:  # noqa: ARG002 - the options decide
        return True

    def _inside(self, value: JsonValue, path: Path, faults: list[Fault]) -> None:
        attempts: list[tuple[int, int, list[Fault]]] = []
        for option in self.options:
            found: list[Fault] = []
            option.check(value, path, found)
            if not found:
                return
            attempts.append((_unlike(option, value), len(found), found))
        faults.extend(min(attempts, key=lambda attempt: attempt[:2])[2])


def _unlike(option: Shape, value: JsonValue) -> int:
    """How little an option resembles the value: 0 where its constants agree, 1 where one differs, 2 where it isn't even an object."""
    if not isinstance(option, Fields) or not isinstance(value, dict):
        return 2
    return int(any(item.constant is not None and item.constant != value.get(item.name) for item in option.fields.values()))


def suggestion(word: str, options: Iterable[str], *, cutoff: float = 0.7) -> str:
    """A hint: "Did you mean 'x'?", or nothing."""
    by_plain = {_plain(option): option for option in options}
    close = difflib.get_close_matches(_plain(word), by_plain, n=1, cutoff=cutoff)
    return f" Did you mean {by_plain[close[0]]!r}?" if close else ""


def _plain(word: str) -> str:
    return word.replace("_", "").replace("-", "").casefold()


_KINDS: dict[type, str] = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}


def kind_of(value: JsonValue) -> str:
    """What a value is, without the value: "a number"."""
    return _KINDS.get(type(value), "nothing")
