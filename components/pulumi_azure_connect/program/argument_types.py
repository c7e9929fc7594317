"""Checks values against the annotations of arguments, before anything is made.

Python doesn't check annotations, so a wrong value would otherwise surface deep inside as an AttributeError, or would be deployed.
"""

import collections.abc
import enum
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import cast

import pulumi

from pulumi_azure_connect.errors import UnknownArgument

Check = Callable[[object, str, str], None]
"""Takes a value, the argument's name (with keys and indices), and whose argument it is; raises UnknownArgument."""

_WORDS: Mapping[object, str] = types.MappingProxyType({str: "text", int: "a whole number", bool: "True or False", float: "a number"})
_KNOWN_LATE = (
    "its value is known only during the deployment, and it decides what is made. Give it as plain text, from configuration for example."
)


def check_of(annotation: object) -> Check | None:
    """Make the check for one annotation; None if anything goes.

    Args:
        annotation: `str`, `Input[str]`, `list[...]`, `dict[str, ...]`, and unions with None.
    """
    members = _members(annotation)
    if any(_is_late_type(member) for member in members):
        plain = [member for member in members if not _is_late_type(member)]
        return _input(plain[0]) if plain else None
    if len(members) != 1:
        return None
    return _plain(members[0])


def checks_of(cls: type) -> dict[str, Check]:
    """Make the checks of all annotated fields of a class, by field."""
    found = {name: check_of(annotation) for name, annotation in inspect.get_annotations(cls).items()}
    return {name: check for name, check in found.items() if check is not None}


def _members(annotation: object) -> list[object]:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return [member for member in typing.get_args(annotation) if member is not type(None)]
    return [annotation]


def _is_late_type(member: object) -> bool:
    """Whether a member of `Input[...]` is an Output or an awaitable.

    Pulumi writes the Output as a forward reference.
    """
    return isinstance(member, typing.ForwardRef) or typing.get_origin(member) in {pulumi.Output, collections.abc.Awaitable}


def _is_late(value: object) -> bool:
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)


def _input(annotation: object) -> Check | None:
    """A value that may be an Output or an awaitable; what is plain is checked."""
    inner = _plain(annotation)
    if inner is None:
        return None

    def check(value: object, name: str, owner: str) -> None:
        if not _is_late(value):
            inner(value, name, owner)

    return check


def _plain(annotation: object) -> Check | None:
    origin = typing.get_origin(annotation)
    if origin is typing.Required:
        return check_of(typing.get_args(annotation)[0])
    if origin in {list, collections.abc.Sequence}:
        return _list(typing.get_args(annotation)[0])
    if origin in {dict, collections.abc.Mapping}:
        return _dict(typing.get_args(annotation)[1])
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _scalar(str)
    return _scalar(cast(object, annotation)) if annotation in _WORDS else None


def _scalar(expected: object) -> Check:
    words = _WORDS[expected]

    def check(value: object, name: str, owner: str) -> None:
        if value is None or _is_a(value, cast("type", expected)):
            return
        if _is_late(value):
            raise UnknownArgument(f"{name} of {owner} takes {words}, not an Output: {_KNOWN_LATE}")
        if isinstance(value, pulumi.Resource):
            raise UnknownArgument(f"{name} of {owner} takes {words}, not a resource. Give an output of it, such as its id.")
        if _is_several(value):
            raise UnknownArgument(f"{name} of {owner} takes one value, {words}, not a {type(value).__name__}.")
        raise UnknownArgument(f"{name} of {owner} takes {words}, not {_described(value)}.{_as_text(value, expected)}")

    return check


def _is_a(value: object, expected: type) -> bool:
    if expected is int:  # other languages have one kind of number: 7 arrives as 7.0
        return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
    return isinstance(value, expected)


def _is_several(value: object) -> bool:
    return isinstance(value, (list, tuple, set, frozenset, Mapping))


def _described(value: object) -> str:
    if isinstance(value, bool):
        return str(value)
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (((int, float), "a number"), (str, "text"), (bytes, "bytes"))
    return next((words for kind, words in kinds if isinstance(value, kind)), f"a value of type {type(value).__name__}")


def _as_text(value: object, expected: object) -> str:
    """Say how to write a number or a boolean as text: `True`, `true` and `1` differ for the app."""
    if expected is str and isinstance(value, bool):
        return " Write the text that your code expects: 'true', '1' or another."
    if expected is str and isinstance(value, (int, float)):
        return " Put it in quotes."
    return ""


def _list(element: object) -> Check:
    inner = check_of(element)

    def check(value: object, name: str, owner: str) -> None:
        if value is None:
            return
        if isinstance(value, (list, tuple)):
            for index, item in enumerate(cast("list[object]", value)):
                if item is None:
                    raise UnknownArgument(f"{name}[{index}] of {owner} is None. Leave it out of the list.")
                if inner is not None:
                    inner(item, f"{name}[{index}]", owner)
            return
        if _is_late(value):
            raise UnknownArgument(
                f"{name} of {owner} takes a list, not an Output: the program has to know how many there are. Its elements may be Outputs."
            )
        remedy = (
            " Put the one value into brackets: [...]." if not isinstance(value, (set, frozenset, Mapping)) else " A list keeps its order."
        )
        raise UnknownArgument(f"{name} of {owner} takes a list, not {_described(cast('object', value))}.{remedy}")

    return check


def _dict(element: object) -> Check:
    inner = check_of(element)

    def check(value: object, name: str, owner: str) -> None:
        if value is None:
            return
        if _is_late(value):
            raise UnknownArgument(
                f"{name} of {owner} takes a dict, not an Output: the program has to know the names. The values may be Outputs."
            )
        if not isinstance(value, Mapping):
            raise UnknownArgument(f"{name} of {owner} takes a dict of names and values, not {_described(value)}.")
        for key, item in cast("Mapping[object, object]", value).items():
            if not isinstance(key, str):
                raise UnknownArgument(f"{name} of {owner} takes text as names, not {_described(key)}.")
            if inner is not None:
                inner(item, f"{name}[{key!r}]", owner)

    return check
