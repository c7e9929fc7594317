"""Who is asking. Doors that know their callers by a token say so here; everybody else asks as the deployer."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from .state import Principal

__all__ = ["asking", "current"]

_asking: ContextVar[Principal | None] = ContextVar("asking", default=None)


def current() -> Principal | None:
    """The principal on whose behalf the present thread or task calls; None: nobody said so."""
    return _asking.get()


@contextmanager
def asking(principal: Principal) -> Generator[None]:
    """Within, the cloud is asked on behalf of this principal."""
    token = _asking.set(principal)
    try:
        yield
    finally:
        _asking.reset(token)
