"""Wait for a program's outputs in batches, where the Pulumi SDK waits for one at a time.

At its end, a Python program waits for all its outputs: `wait_for_rpcs` of `pulumi/runtime/stack.py` asks asyncio for the next one that
completes, looks at it, and asks again with all the others. Each question costs time in proportion to the outputs that are left, so that the
whole grows with their square: read in the SDK's source, measured in `docs/performance.md`.

Here the first output is waited for as before. Then those that complete within a moment are taken along. The moment grows with the number of
outputs, so that asking stays a small part of it. An output that fails or is cancelled ends the wait, as before or a moment later.

The file stands in two distributions, neither of which may import the other; a test compares the copies.
"""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import types
from collections.abc import Iterable
from typing import Any, Final

from pulumi.runtime import stack

__all__ = ["batch_waits", "batched"]

# SHA-256 of the source of each `wait_for_rpcs` that was read and tried: of pulumi 3.271.0 and 3.272.0.
KNOWN: Final = frozenset({"c0f9027f85ad09255ded0a1908033b490f76d303a3e40b50d3cf47a69265469d"})

_SDK: Final[Any] = stack  # its `asyncio` isn't for users, and so has no type
_LEAST_SECONDS: Final = 0.05
_SECONDS_PER_OUTPUT: Final = 2e-5  # asking asyncio takes about a tenth of it


async def _wait(tasks: Iterable[asyncio.Future[Any]], **options: Any) -> tuple[set[Any], set[Any]]:
    """`asyncio.wait`, which takes along what completes in a moment after the first."""
    done, pending = await asyncio.wait(tasks, **options)
    if options != {"return_when": asyncio.FIRST_COMPLETED} or not pending or any(_failed(task) for task in done):
        return done, pending
    moment = _LEAST_SECONDS + _SECONDS_PER_OUTPUT * len(pending)
    more, pending = await asyncio.wait(pending, timeout=moment, return_when=asyncio.FIRST_EXCEPTION)
    return done | more, pending


def _failed(task: asyncio.Future[Any]) -> bool:
    return task.cancelled() or task.exception() is not None


def batched() -> bool:
    """Whether this process's Pulumi SDK waits in batches already."""
    return _SDK.asyncio.wait is _wait


def batch_waits() -> bool:
    """Let this process's Pulumi SDK wait in batches; returns whether it does now.

    It gives the one module that waits an `asyncio` whose `wait` is the one above. That is done only where the source of `wait_for_rpcs` is
    known, letter by letter. Any other is left alone.
    """
    if batched():
        return True
    try:
        source = inspect.getsource(_SDK.wait_for_rpcs)
    except (OSError, TypeError):
        return False
    if hashlib.sha256(source.encode()).hexdigest() not in KNOWN:
        return False
    own = types.ModuleType("asyncio", "asyncio, with a `wait` that takes along what completes in a moment after the first.")
    own.__dict__.update({name: value for name, value in vars(asyncio).items() if not name.startswith("__")}, wait=_wait)
    _SDK.asyncio = own
    return True
