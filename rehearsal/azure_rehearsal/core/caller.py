"""Who is asking, and in which subscription. Doors that know say so here; everybody else asks as the deployer, in the cloud's own subscription."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from .state import Principal

__all__ = ["asking", "current", "in_subscription", "subscription"]

_asking: ContextVar[Principal | None] = ContextVar("asking", default=None)
_subscription: ContextVar[str | None] = ContextVar("subscription", default=None)


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


def subscription() -> str | None:
    """The subscription that the present call is about; None: nobody said so."""
    return _subscription.get()


@contextmanager
def in_subscription(subscription_id: str | None) -> Generator[None]:
    """Within, what names no subscription is in this one."""
    token = _subscription.set(subscription_id)
    try:
        yield
    finally:
        _subscription.reset(token)
