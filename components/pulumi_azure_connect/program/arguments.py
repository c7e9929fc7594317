"""What an argument class is here: a frozen, keyword-only dataclass that also comes as a plain dict.

A component that is made from another language receives dicts, one made in Python receives objects; `coerce` makes
objects of both. A name that no argument has is refused with the one that was probably meant, since a misspelt key in
a dict would otherwise be dropped without a word.
"""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, dataclass_transform, is_typeddict

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean

from .argument_types import Check, checks_of

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def args_class(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, keyword-only dataclass that explains an unknown argument.

    The error names the argument that was probably meant.

    Raises:
        UnknownArgument: from the constructor, for a keyword that the class doesn't have, a required one left out, or a
            value of another type than the field's annotation says.
    """
    made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
    plain_init = cast("Callable[..., None]", made.__init__)
    fields = dataclasses.fields(cast("Any", made))
    names = [field.name for field in fields]
    required = [field.name for field in fields if field.default is dataclasses.MISSING]

    def checked_init(self: Any, *unnamed: Any, **given: Any) -> None:
        if unnamed:
            raise UnknownArgument(f"{cls.__name__} takes its arguments by name, such as {cls.__name__}({names[0]}=...).")
        _check_names(cls.__name__, names, required, given)
        _check_types(cls.__name__, _checks_of(cls), given)
        plain_init(self, **given)

    setattr(checked_init, "__signature__", inspect.signature(plain_init))  # noqa: B010 - functions declare no such attribute
    setattr(made, "__init__", checked_init)  # noqa: B010 - the type checker forbids assigning to __init__
    return made


def _check_names(owner: str, names: Sequence[str], required: Sequence[str], given: Mapping[str, object]) -> None:
    for name in given:
        if name not in names:
            raise UnknownArgument(f"{owner} has no argument {name!r}.{did_you_mean(name, names)} It takes: {', '.join(names)}.")
    missing = [name for name in required if given.get(name) is None]
    if missing:
        raise UnknownArgument(f"{owner} needs {', '.join(missing)}; nothing was given for it.")


def _check_types(owner: str, checks: Mapping[str, Check], given: Mapping[str, object]) -> None:
    for name, check in checks.items():
        if name in given:
            check(given[name], name, owner)


_checks_of = functools.cache(checks_of)


def typed_args(base: type) -> Callable[[type[T]], type[T]]:
    """Return a decorator for arguments that extend a `TypedDict`.

    A function can then take the same options as `**options`.

    Args:
        base: the `TypedDict` that the class extends. Its docstrings describe the inherited arguments in the plugin's schema.
    """

    def decorated(cls: type[T]) -> type[T]:
        hints, inherited = cls.__annotations__, base.__annotations__
        own = [name for name in hints if name not in inherited]
        names = [*own, *(name for name in hints if name not in own)]
        required = cast("frozenset[str]", vars(cls)["__required_keys__"])
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter(name, keyword, annotation=hints[name], default=inspect.Parameter.empty if name in required else None)
            for name in names
        ]
        setattr(cls, "__signature__", inspect.Signature(parameters))  # noqa: B010 - a TypedDict declares no such attribute
        setattr(cls, "__described_by__", base)  # noqa: B010
        return cls

    return decorated


def check_options(base: type, given: Mapping[str, object], what: str) -> None:
    """Refuse keywords that the `TypedDict` doesn't have, and values of the wrong type.

    Raises:
        UnknownArgument: there is one.
    """
    _check_names(what, list(base.__annotations__), (), given)
    _check_types(what, _checks_of(base), given)


def options_in(base: type[T], given: Mapping[str, object]) -> T:
    """Return those of some arguments that are options of the `TypedDict` named, so far as they are said."""
    return cast("T", {name: given[name] for name in base.__annotations__ if given.get(name) is not None})


def reason_in(text: str | None) -> str | None:
    """Return a reason without the space around it; None where nothing is said, or only space."""
    return (text or "").strip() or None


def coerce(cls: type[T], value: object, what: str) -> T:
    """Return `value` as a `cls`: as it is, or made from a dict with the class's own argument names.

    Args:
        cls: a class made by `args_class`.
        value: an object of that class, or a mapping.
        what: the argument's name in the caller's words, for the message.

    Raises:
        UnknownArgument: the value is neither, or holds a name that `cls` lacks.
    """
    if is_typeddict(cls):
        if not isinstance(value, Mapping):
            raise UnknownArgument(f"{what} takes {cls.__name__}(...) or a dict of its arguments, not {type(value).__name__}.")
        arguments = cast("Mapping[str, object]", value)
        _check_names(cls.__name__, list(inspect.signature(cls).parameters), sorted(vars(cls)["__required_keys__"]), arguments)
        _check_types(cls.__name__, _checks_of(cls), arguments)
        return cast("T", dict(arguments))
    if isinstance(value, cls):
        return value
    if isinstance(value, Mapping):
        return cls(**cast("Mapping[str, Any]", value))
    raise UnknownArgument(f"{what} takes {cls.__name__} or a dict of its arguments, not {type(value).__name__}.")


def coerce_all(cls: type[T], values: object, what: str) -> list[T]:
    """Return each of a list's values as a `cls` (see `coerce`); nothing given is an empty list."""
    return [coerce(cls, value, what) for value in cast("list[object]", values or [])]
