"""The end of a program's body: after it, nothing can be contributed to an app's settings.

Where a stack runs, it registers its outputs once the body, an asynchronous main function included, has ended. A component
that a plugin constructs has no stack, and the stack of `pulumi.runtime.set_mocks` registers its outputs before the body
begins: there the body has ended at the first turn of the event loop outside of a synchronous function of Pulumi. Such a
function (`get_client_config()`, `register_resource_transform`) turns the loop in the middle of the body.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any, cast

import pulumi.runtime
from pulumi.runtime import settings as runtime_settings
from pulumi.runtime.stack import _wait_for_pending_rpcs, run_in_stack  # pyright: ignore[reportPrivateUsage]
from pulumi.runtime.sync_await import _sync_await  # pyright: ignore[reportPrivateUsage]

from pulumi_azure_connect.errors import SettingsSealed

_PUMP = _sync_await.__code__
# The functions of Pulumi that turn the loop for a program which called them. Others (a test's own runner) are the loop.
_SYNCHRONOUS = frozenset({pulumi.runtime.invoke.__code__.co_filename, run_in_stack.__code__.co_filename})
_FIRST_POLL_SECONDS, _LONGEST_POLL_SECONDS = 0.005, 0.5

_WAITS_FOR_ITSELF = (
    "The program waits, in its body, for what is known only after the body's end: an app's `ready`, `connections`, `scripts`, "
    "`exceptions`, `external_grants` or `api`, or something that depends on one of them. Neither could begin. Export such an output, "
    "or pass it on as an argument, instead of awaiting it or asking a synchronous function with it."
)


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        yield frame
        frame = frame.f_back


def _synchronous() -> Iterator[FrameType]:
    """Return the frames that turn the loop for a synchronous function, of whatever thread asks."""
    for frame in _frames():
        caller = frame.f_back
        if frame.f_code is _PUMP and caller is not None and caller.f_code.co_filename in _SYNCHRONOUS:
            yield frame


def task_code(task: "asyncio.Task[Any]") -> CodeType | None:
    """Return the code of what a task runs."""
    return getattr(task.get_coro(), "cr_code", None)


def _main_task() -> "asyncio.Task[Any] | None":
    """Return the task that runs the body: Pulumi's own, or else the one that asks."""
    try:
        tasks = asyncio.all_tasks()
    except RuntimeError:
        return None  # no event loop runs: a program's body outside of Pulumi's own runner, as in a test module
    return next((task for task in tasks if task_code(task) is run_in_stack.__code__), None) or asyncio.current_task()


class Body:
    """The body of one program run, and whether it came to its end.

    Pulumi sends what a program has registered also when the program raises half-way. What was to be the union of
    everything that the body contributes must then not be written: it would erase what the rest would have said again.

    Args:
        waits_for: whether a future can only be done once one of others is; see `Waits.reaches`.
        has_stack: False for what is made after the body's end, inside an `apply`: it ends at the loop's next turn.
    """

    def __init__(self, waits_for: "Callable[[asyncio.Future[Any], set[asyncio.Future[None]]], bool]", *, has_stack: bool = True) -> None:
        self.failure: BaseException | None = None
        """What the body raised, once it did."""
        self.ended = False
        self._waits_for = waits_for
        self._waiting: set[asyncio.Future[None]] = set()
        self._poll_seconds = _FIRST_POLL_SECONDS
        self._timer: asyncio.TimerHandle | None = None
        self._checks: list[Callable[[], None]] = []
        self._main = _main_task()
        # A component may be constructed inside of somebody else's synchronous function.
        self._depth = sum(1 for _ in _synchronous())
        root: Any = runtime_settings.get_root_resource()
        # Pulumi's own note that a stack has registered its outputs; where a later version has none, turns are counted.
        self._by_stack = has_stack and getattr(root, "_outputs_registered", None) is False
        if self._by_stack:
            self._watch(root)

    def _watch(self, root: Any) -> None:
        def ending(plain: Callable[..., Any]) -> Callable[..., Any]:
            def end(*args: Any, **kwargs: Any) -> Any:
                try:
                    return plain(*args, **kwargs)
                finally:
                    # This is done in a `finally` around the body: an exception on its way is seen here.
                    self._end(sys.exc_info()[1])

            return end

        root.register_outputs = ending(root.register_outputs)
        # Calls the former; fails before it where an export can't be turned into plain data.
        root._finish = ending(root._finish)  # noqa: SLF001

    def before_the_end(self, check: Callable[[], None]) -> None:
        """Have something checked when the body has ended, before anything that waited for it goes on."""
        self._checks.append(check)

    def _end(self, failure: BaseException | None = None) -> None:
        if self.ended:
            return
        self.ended = True
        if isinstance(failure, SystemExit) and not failure.code:
            failure = None  # `sys.exit()` ends a program in good order
        if failure is None:
            try:
                for check in self._checks:
                    check()
            except Exception as refused:  # noqa: BLE001 - raised where the body's end is awaited
                failure = refused
        self.failure = failure
        if self._timer is not None:
            self._timer.cancel()
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def passed(self) -> None:
        """Wait until the body has ended.

        Raises:
            BaseException: what the body raised, if it did: the contributions are not complete then.
        """
        if not self.ended and not self._by_stack and not self._inside_synchronous():
            self._end()
        if not self.ended:
            loop = asyncio.get_running_loop()
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiter)
            if self._timer is None:
                self._timer = loop.call_later(self._poll_seconds, self._poll, loop)
            await waiter
        raise_failure(self.failure)

    def _inside_synchronous(self) -> bool:
        return sum(1 for _ in _synchronous()) > self._depth

    def _poll(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look now and then, while the loop turns before the body has ended, whether the body can go on."""
        if not self._by_stack and not self._inside_synchronous():
            self._end()
            return
        self._let_transforms_pass()
        if any(self._waits_for(one, self._waiting) for one in self._awaited()):
            self._end(SettingsSealed(_WAITS_FOR_ITSELF))
        else:
            self._poll_seconds = min(2 * self._poll_seconds, _LONGEST_POLL_SECONDS)
            self._timer = loop.call_later(self._poll_seconds, self._poll, loop)

    def _let_transforms_pass(self) -> None:
        """Let `register_resource_transform` go on once it waits for nothing but what the body's end releases.

        It waits for all that was registered before, so that the transform doesn't see it.
        """
        for frame in _synchronous():
            gathered: Any = frame.f_locals.get("fut")
            if not _for_transforms(frame) or not isinstance(gathered, asyncio.Future) or gathered.done():
                continue
            pending: list[asyncio.Future[Any]] = [one for one in getattr(cast("Any", gathered), "_children", ()) if not one.done()]
            if pending and all(self._waits_for(one, self._waiting) for one in pending):
                cast("asyncio.Future[list[object]]", gathered).set_result([])

    def _awaited(self) -> "Iterator[asyncio.Future[Any]]":
        """Return what the body waits for: in a synchronous function, or by `await`."""
        for frame in _synchronous():
            future: Any = frame.f_locals.get("fut")
            if isinstance(future, asyncio.Future) and not future.done() and not _for_transforms(frame):
                yield cast("asyncio.Future[Any]", future)
        if self._by_stack and self._main is not None and not self._main.done():
            yield self._main


def _for_transforms(frame: FrameType) -> bool:
    return frame.f_back is not None and frame.f_back.f_code is _wait_for_pending_rpcs.__code__


def raise_failure(failure: BaseException | None) -> None:
    """Raise the exception that ended a body or a constructor early, unchanged.

    Raises:
        BaseException: the failure; SettingsSealed in place of one that would end the event loop.
    """
    if failure is None:
        return
    if isinstance(failure, Exception):
        raise failure
    raise SettingsSealed(f"The program was stopped by {type(failure).__name__}, so no settings are written.") from failure
