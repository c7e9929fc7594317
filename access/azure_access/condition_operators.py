"""The operators of conditions, as data: what each family compares, and how the values of two sides are paired.

Source: learn.microsoft.com/azure/role-based-access-control/conditions-format, sections "String comparison operators" to "Cross product
comparison operators".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

__all__ = ["OPERATORS", "QUANTIFIERS", "Comparison", "Family", "Moment", "Value", "Word"]


class Word(str):
    """A value without quotes that is neither a number nor true or false: a guid."""

    __slots__ = ()


@dataclass(frozen=True, order=True)
class Moment:
    """A time in full precision: seconds, and ten-millionths of one."""

    second: str
    ticks: str

    @classmethod
    def parse(cls, text: str) -> Moment | None:
        """A time as yyyy-mm-ddThh:mm:ss.fffffffZ; the fraction may be shorter or absent. None for anything else."""
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?[Zz]", text)
        if match is None:
            return None
        second = f"{match[1]}T{match[2]}"
        try:
            datetime.fromisoformat(second)
        except ValueError:
            return None
        return cls(second, (match[3] or "").ljust(9, "0"))


Value = str | int | bool | Moment


@dataclass(frozen=True)
class Family:
    """What a family of operators compares. `read`: a value as it is compared; None for one that doesn't belong here."""

    words: str
    read: Callable[[Value], Value | None]


@dataclass(frozen=True)
class Comparison:
    """One operator: what it compares, and whether it holds for two values as its family reads them."""

    name: str
    family: Family
    holds: Callable[[Any, Any], bool]


_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _string(value: Value) -> Value | None:
    return str(value) if isinstance(value, str) and not isinstance(value, Word) else None


def _integer(value: Value) -> Value | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _boolean(value: Value) -> Value | None:
    return value if isinstance(value, bool) else None


def _guid(value: Value) -> Value | None:
    """The guid in lower case; of a resource id that ends with one, as a role definition's does, that one."""
    found = value.rstrip("/").rsplit("/", 1)[-1] if isinstance(value, str) else ""
    return found.lower() if _GUID.fullmatch(found) else None


def _moment(value: Value) -> Value | None:
    if isinstance(value, Moment):
        return value
    return Moment.parse(value) if isinstance(value, str) else None


_STRING: Final = Family("texts in single quotes", _string)
_NUMERIC: Final = Family("integers", _integer)
_BOOL: Final = Family("true or false", _boolean)
_GUIDS: Final = Family("guids", _guid)
_TIMES: Final = Family("times, as in '2022-06-01T00:00:00.0Z'", _moment)


@lru_cache(maxsize=1024)
def _wildcards(pattern: str) -> re.Pattern[str]:
    """`*` stands for any text, `?` for one character; a backslash before either takes it as it is."""
    special: dict[str, str] = {"*": ".*", "?": ".", r"\*": r"\*", r"\?": r"\?"}
    parts = (match.group() for match in re.finditer(r"\\[*?]|[*?]|[^*?\\]+|\\", pattern))
    return re.compile("".join(special.get(part) or re.escape(part) for part in parts), re.DOTALL)


def _equals(left: Any, right: Any) -> bool:
    return left == right


def _starts(left: str, right: str) -> bool:
    return left.startswith(right)


def _like(left: str, right: str) -> bool:
    return _wildcards(right).fullmatch(left) is not None


def _below(left: Any, right: Any) -> bool:
    return left < right


def _not(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: not holds(left, right)


def _ignoring_case(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: holds(left.lower(), right.lower())


def _operators() -> dict[str, Comparison]:
    found: dict[str, Comparison] = {}

    def offer(name: str, family: Family, holds: Callable[[Any, Any], bool]) -> None:
        found[name.lower()] = Comparison(name, family, holds)

    for stem, holds in {"Equals": _equals, "StartsWith": _starts, "Like": _like}.items():
        for not_, compare in (("", holds), ("Not", _not(holds))):
            offer(f"String{not_}{stem}", _STRING, compare)
            offer(f"String{not_}{stem}IgnoreCase", _STRING, _ignoring_case(compare))
    for stem, family in {"Bool": _BOOL, "Guid": _GUIDS, "Numeric": _NUMERIC, "DateTime": _TIMES}.items():
        offer(f"{stem}Equals", family, _equals)
        offer(f"{stem}NotEquals", family, _not(_equals))
    for stem, family in {"Numeric": _NUMERIC, "DateTime": _TIMES}.items():
        offer(f"{stem}LessThan", family, _below)
        offer(f"{stem}GreaterThanEquals", family, _not(_below))
        offer(f"{stem}GreaterThan", family, lambda left, right: _below(right, left))
        offer(f"{stem}LessThanEquals", family, lambda left, right: not _below(right, left))
    return found


OPERATORS: Final[Mapping[str, Comparison]] = _operators()
"""Operators by their name in lower case."""

Pairs = Sequence[Sequence[bool]]
QUANTIFIERS: Final[Mapping[str, Callable[[Pairs], bool]]] = {
    "foranyofanyvalues": lambda pairs: any(any(row) for row in pairs),
    "forallofanyvalues": lambda pairs: all(any(row) for row in pairs),
    "foranyofallvalues": lambda pairs: any(all(row) for row in pairs),
    "forallofallvalues": lambda pairs: all(all(row) for row in pairs),
}
"""How the comparisons of each value on the left (a row) with each on the right make one answer."""
