"""An output that the simulation leaves out is an error where it is read, and never a silent None.

Pulumi resolves a missing output to a known None, whereupon its dependants compute with it. The SDK says which outputs are always there; inside a run
(and nowhere else) reading one of these that is missing raises MissingOutput. An output given as None on purpose stays None.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import pulumi
from pulumi.runtime import rpc

from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.types import Field

__all__ = ["Given", "MissingOutput", "strict_outputs"]


class MissingOutput(LookupError):
    """The program read an output that a real Azure would give and the simulated one doesn't."""


@dataclass
class Given:
    """What was left out on purpose: (type token, logical name, wire name of the output)."""

    as_none: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])


_given: ContextVar[Given | None] = ContextVar("azure_rehearsal_given", default=None)


@contextmanager
def strict_outputs(given: Given) -> Generator[None]:
    """Within this context (and the tasks started in it) a missing output raises."""
    _install()
    token = _given.set(given)
    try:
        yield
    finally:
        _given.reset(token)


@cache
def _by_python_name(cls: type) -> dict[str, Field]:
    return {item.python_name: item for item in schema.class_fields(cls).values()}


def _caller() -> str:
    """The name of the function that called our caller."""
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    return frame.f_code.co_name if frame else ""


@cache
def _install() -> None:
    """Put our readings around Pulumi's, once. Outside of `strict_outputs` they only pass through."""
    plain_get = cast("Callable[[object, str], Any]", pulumi.get)  # pyright: ignore[reportUnknownMemberType]
    plain_transfer = cast("Callable[..., dict[str, Any]]", rpc.transfer_properties)
    plain_resolve = cast("Callable[..., None]", rpc.resolve_properties)

    def get(self: object, name: str) -> Any:
        value = plain_get(self, name)
        # Generated code also copies results field by field; only a property's own getter bears the property's name.
        if value is None and _given.get() is not None and _caller() == name:
            field = _by_python_name(type(self)).get(name)
            if field is not None and field.required:
                raise MissingOutput(_message(f"{type(self).__name__}.{name}", field))
        return value

    def resolve(resolvers: dict[str, Any], all_properties: Mapping[str, Any], *rest: Any, **options: Any) -> None:
        given = _given.get()
        if given is not None and not rpc.settings.is_dry_run():
            resolvers = _fail_missing(resolvers, all_properties, given)
        plain_resolve(resolvers, all_properties, *rest, **options)

    def transfer(resource: pulumi.Resource, *rest: Any) -> dict[str, Any]:
        resolvers = plain_transfer(resource, *rest)
        if _given.get() is not None:
            for python_name in resolvers:
                # Pulumi would fail the run for any output that failed, read or not. Registrations are waited for by themselves.
                resource.__dict__[python_name]._untrack()  # noqa: SLF001
        return resolvers

    pulumi.get = get  # pyright: ignore[reportAttributeAccessIssue]
    rpc.transfer_properties = transfer  # pyright: ignore[reportAttributeAccessIssue]
    rpc.resolve_properties = resolve  # pyright: ignore[reportAttributeAccessIssue]


def _fail_missing(resolvers: dict[str, Any], all_properties: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """Fail the outputs that must be there and aren't; the rest is left to Pulumi."""
    kept = dict(resolvers)
    for python_name, resolver in resolvers.items():
        resource = cast("object", resolver.args[0])
        if python_name in all_properties or not isinstance(resource, pulumi.CustomResource):
            continue
        field = _by_python_name(type(resource)).get(python_name)
        token, name = cast("str", getattr(resource, "_type")), cast("str", getattr(resource, "_name"))  # noqa: B009
        if field is None or not field.required or (token, name, field.name) in given.as_none:
            continue
        del kept[python_name]
        _fail(resource, python_name, resolver, MissingOutput(_message(f"{token} {name!r}: output {field.name!r}", field)))
    return kept


def _fail(resource: pulumi.Resource, python_name: str, resolver: Callable[..., None], error: MissingOutput) -> None:
    """Fail one output so that only its readers notice."""
    data = cast("asyncio.Future[object]", resource.__dict__[python_name]._data)  # noqa: SLF001
    data.add_done_callback(_seen)
    resolver(None, False, False, None, error)


def _seen(data: asyncio.Future[object]) -> None:
    """An exception that was looked at isn't logged as lost."""
    if not data.cancelled():
        data.exception()


def _message(what: str, field: Field) -> str:
    return (
        f"{what} ({field.shape.text}) is always there on Azure, says the SDK, and the simulated Azure has no value for it. "
        f"Give one: outputs={{'<type token>': {{{field.name!r}: ...}}}}; None, if it may be absent."
    )
