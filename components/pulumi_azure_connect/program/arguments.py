"""
What an argument class is here: a frozen, keyword-only dataclass that also comes as a plain dict.

A component that is made from another language receives dicts, one made in Python receives objects; `coerce` makes
objects of both. A name that no argument has is refused with the one that was probably meant, since a misspelt key in
a dict would otherwise be dropped without a word.
"""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast, dataclass_transform

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean

from .argument_types import checks_of

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def args_class(cls: type[T]) -> type[T]:
    """
    Make `cls` a frozen, keyword-only dataclass whose constructor names what was probably meant by an unknown argument.

    Raises:
        UnknownArgument: from the constructor, for a keyword that the class doesn't have, a required one left out, or a
            value of another type than the field's annotation says.
    """
    made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
    plain_init = cast("Callable[..., None]", made.__init__)
    fields = dataclasses.fields(cast("Any", made))
    names = [field.name for field in fields]
    required = [field.name for field in fields if field.default is dataclasses.MISSING]

    checks = functools.cache(lambda: checks_of(cls))

    def checked_init(self: Any, *unnamed: Any, **given: Any) -> None:
        if unnamed:
            raise UnknownArgument(f"{cls.__name__} takes its arguments by name, such as {cls.__name__}({names[0]}=...).")
        for name in given:
            if name not in names:
                raise UnknownArgument(f"{cls.__name__} has no argument {name!r}.{did_you_mean(name, names)} It takes: {', '.join(names)}.")
        missing = [name for name in required if given.get(name) is None]
        if missing:
            raise UnknownArgument(f"{cls.__name__} needs {', '.join(missing)}; nothing was given for it.")
        for name, check in checks().items():
            if name in given:
                check(given[name], name, cls.__name__)
        plain_init(self, **given)

    setattr(checked_init, "__signature__", inspect.signature(plain_init))  # noqa: B010 - functions declare no such attribute
    setattr(made, "__init__", checked_init)  # noqa: B010 - the type checker forbids assigning to __init__
    return made


def coerce(cls: type[T], value: object, what: str) -> T:
    """
    Give `value` as a `cls`: as it is, or made from a dict with the class's own argument names.

    Args:
        cls: a class made by `args_class`.
        value: an object of that class, or a mapping.
        what: the argument's name in the caller's words, for the message.

    Raises:
        UnknownArgument: the value is neither, or holds a name that `cls` lacks.
    """
    if isinstance(value, cls):
        return value
    if isinstance(value, Mapping):
        return cls(**cast("Mapping[str, Any]", value))
    raise UnknownArgument(f"{what} takes {cls.__name__} or a dict of its arguments, not {type(value).__name__}.")


def coerce_all(cls: type[T], values: object, what: str) -> list[T]:
    """Give each of a list's values as a `cls` (see `coerce`); nothing given is an empty list."""
    return [coerce(cls, value, what) for value in cast("list[object]", values or [])]
