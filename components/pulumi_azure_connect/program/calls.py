"""Explains calls with arguments that the function doesn't have, instead of a bare TypeError."""

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from pulumi_azure_connect.errors import UnknownArgument, did_you_mean

P = ParamSpec("P")
R = TypeVar("R")


def explains_wrong_calls(remedy: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a method so that a call which doesn't fit its signature says how to call it.

    Args:
        remedy: how the call is written, a sentence.

    Returns:
        A decorator. The decorated method raises UnknownArgument for unknown, missing and surplus arguments.
    """

    def decorate(method: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(method)

        @functools.wraps(method)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                signature.bind(*args, **kwargs)
            except TypeError as fault:
                raise UnknownArgument(f"{_name_of(method)}: {fault}.{_hint(signature, kwargs)} {remedy}") from None
            return method(*args, **kwargs)

        return called

    return decorate


def _name_of(method: Callable[..., object]) -> str:
    return method.__qualname__.removesuffix(".__init__")


def _hint(signature: inspect.Signature, kwargs: dict[str, object]) -> str:
    unknown = [name for name in kwargs if name not in signature.parameters]
    return did_you_mean(unknown[0], [name for name in signature.parameters if name != "self"]) if unknown else ""
