"""Keeps secrets out of what pytest prints of a failing test: `assert run.exports == {}` would show them, and logs of CI are read by many."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

import pytest

__all__ = ["HIDDEN", "hide", "texts_of"]

HIDDEN: Final = "[secret]"

_SHORTEST: Final = 4  # shorter texts are in every other word
_DEEPEST: Final = 12


def texts_of(values: Iterable[object]) -> set[str]:
    """The texts in secret values, however deep, that are long enough to be told from others."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Mapping):
            found |= texts_of(cast("Mapping[object, object]", value).values())
        elif isinstance(value, Sequence):
            found |= texts_of(cast("Sequence[object]", value))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.add(str(value))
    return {text for text in found if len(text) >= _SHORTEST}


def hide(report: pytest.TestReport, secrets: Iterable[str]) -> None:
    """Replaces secrets in all that a report says: the traceback with its values, and what the test printed and logged."""
    words = _spellings(secrets)
    if not words:
        return
    report.longrepr = _without(report.longrepr, words, _DEEPEST)
    report.sections = [(name, _replaced(content, words)) for name, content in report.sections]


def _spellings(secrets: Iterable[str]) -> list[str]:
    """As a text is shown: itself, as Python writes it, as JSON does; the longest first, for one may be part of another."""
    found = {spelling for text in secrets for spelling in (text, repr(text)[1:-1], json.dumps(text)[1:-1])}
    return sorted(found, key=len, reverse=True)


def _replaced(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, HIDDEN)
    return text


def _without(value: Any, words: Sequence[str], deep: int) -> Any:
    """The same without secrets; pytest's own objects are changed where they are."""
    if isinstance(value, str):
        return _replaced(value, words)
    if deep == 0:
        return value
    if isinstance(value, list):
        return [_without(item, words, deep - 1) for item in cast("list[Any]", value)]
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        return tuple(_without(item, words, deep - 1) for item in items) if type(items) is tuple else items
    if dataclasses.is_dataclass(value) or type(value).__module__.startswith("_pytest."):
        for name, item in vars(value).items():
            if isinstance(item, str | list | tuple) or dataclasses.is_dataclass(item) or type(item).__module__.startswith("_pytest."):
                setattr(value, name, _without(item, words, deep - 1))
    return value
