"""What waits for what in a program: a circle is refused in words, where Pulumi would hang.

An app's settings wait for its targets, grants and secrets, and what tells of the app (`ready`, `connections`, `scripts`)
waits for the settings. A resource waits for the outputs among its properties, for `depends_on` and for its parent; an
output that is not done yet waits for what its coroutine holds, whatever made it: `apply`, `all`, `concat`, `json_dumps`.
"""

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Hashable, Iterable, Iterator
from types import FrameType, FunctionType
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import TargetConflict

from . import outputs as own_outputs
from .body import task_code
from .owners import Owners, data_of

NEEDS = own_outputs.NEEDS
# Whose coroutines hold nothing that they don't wait for.
_OUTPUTS = frozenset({cast("Any", pulumi.Output).apply.__code__.co_filename, own_outputs.as_output.__code__.co_filename})

Node = Any
"""A resource that is to be registered, a future, or a coroutine."""


def _pending(value: object) -> Iterator[Node]:
    """Return what nested inputs wait for."""
    if value is None or isinstance(value, str | int | float):
        return
    if isinstance(value, pulumi.Output):
        data = data_of(cast("object", value))
        if data is not None and not data.done():
            yield data
    elif isinstance(value, asyncio.Future):
        if not value.done():
            yield cast("Node", value)
    elif isinstance(value, Coroutine):
        yield cast("Node", value)
    else:
        for part in _parts(value):
            yield from _pending(part)


def _parts(value: object) -> list[object]:
    """Return the parts of a container of inputs, and the work behind a part of one of our outputs."""
    if isinstance(value, own_outputs.Part):
        return [value.work]
    if isinstance(value, FunctionType) and value.__code__.co_filename in _OUTPUTS:
        # What Pulumi itself does with a nested dict later on holds the values.
        return [cell.cell_contents for cell in value.__closure__ or ()]
    if isinstance(value, dict):
        return list(cast("dict[object, object]", value).values())
    if isinstance(value, list | tuple | set):
        return list(cast("list[object]", value))
    return list(vars(value).values()) if getattr(type(value), "_pulumi_input_type", False) else []


def _of_frame(frame: FrameType, *, started: bool) -> Iterator[Node]:
    held = frame.f_locals
    needs = held.get(NEEDS)
    if callable(needs):
        yield from _needed(needs())
    elif frame.f_code.co_filename in _OUTPUTS:
        yield from _pending({name: value for name, value in held.items() if not isinstance(value, pulumi.Resource)})
    elif not started:
        # Somebody's own coroutine: an output that it was given is probably awaited. Later it tells itself.
        for value in held.values():
            if isinstance(value, pulumi.Output | asyncio.Future):
                yield from _pending(cast("object", value))


def _of_coroutine(coroutine: object) -> Iterator[Node]:
    while isinstance(coroutine, Coroutine):
        frame: FrameType | None = getattr(cast("Any", coroutine), "cr_frame", None)
        if frame is None:
            return
        yield from _of_frame(frame, started=inspect.getcoroutinestate(cast("Any", coroutine)) != inspect.CORO_CREATED)
        coroutine = getattr(cast("Any", coroutine), "cr_await", None)


def _of_future(future: "asyncio.Future[Any]") -> Iterator[Node]:
    for name in ("_fut_waiter", "_children"):  # what a task awaits now, and what `asyncio.gather` gathers
        waited: Any = getattr(future, name, None)
        yield from _pending(waited)
    if isinstance(future, asyncio.Task):
        yield from _of_coroutine(cast("Any", future).get_coro())


def _needed(value: object) -> Iterator[Node]:
    """Return what a list of resources and inputs waits for; a component stands for all that is in it."""
    if isinstance(value, pulumi.Resource):
        yield from _expanded(value)
    elif isinstance(value, list | tuple | set):
        for part in list(cast("list[object]", value)):
            yield from _needed(part)
    else:
        yield from _pending(value)


def _expanded(resource: pulumi.Resource) -> Iterator[pulumi.Resource]:
    yield resource
    if isinstance(resource, pulumi.ComponentResource) and not resource._remote:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        for child in list(resource._childResources):  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            yield from _expanded(child)


def _called(resource: pulumi.Resource) -> str:
    return f"{resource.pulumi_resource_type.rpartition(':')[2]} {resource.pulumi_resource_name!r}"


class Waits:
    """What the resources of a program wait for."""

    def __init__(self, owners: Owners) -> None:
        self._owners = owners
        self._args: dict[pulumi.Resource, pulumi.ResourceTransformationArgs] = {}
        self._marks: dict[int, tuple[Node, str]] = {}
        self._of_app: dict[Hashable, set[int]] = {}
        try:
            pulumi.runtime.register_stack_transformation(self._see)
        except Exception:  # noqa: BLE001 - Pulumi raises a bare Exception where there is no stack, as in a remote component
            return

    def _see(self, args: pulumi.ResourceTransformationArgs) -> None:
        self._owners.see(args.resource, args.opts.parent)
        self._args[args.resource] = args

    def mark(self, thing: "pulumi.Output[Any] | pulumi.Resource", app: Hashable, called: str) -> None:
        """Note that an output or a resource is there only once an app's settings are written."""
        node = thing if isinstance(thing, pulumi.Resource) else data_of(thing)
        self._marks[id(node)] = (node, called)
        self._of_app.setdefault(app, set()).add(id(node))

    def refuse(self, value: object, app: Hashable, giver: str, owner: str) -> None:
        """Refuse what waits for the very app that is to wait for it.

        Args:
            value: a resource or an input.
            app: whose settings would wait for it, as it was marked.
            giver: what the value is, for the message.
            owner: the app, for the message.

        Raises:
            TargetConflict: it does.
        """
        self._owners.refresh()
        path = _path(list(_needed(value)), self._steps, self._of_app.get(app, set()))
        if path is not None:
            raise TargetConflict(
                f"{giver} waits for {owner} to be ready, and the app's settings wait for it: neither could begin "
                f"({self._told(path)}). Don't let it depend on {owner} or its `ready`; depend on what of the app is really needed, "
                "such as its principal_id or app_id."
            )

    def refuse_circles(self) -> None:
        """Refuse a program whose apps wait for themselves.

        Raises:
            TargetConflict: they do.
        """
        self._owners.refresh(thoroughly=True)
        circle = _circle([node for node, _ in self._marks.values()], self._steps)
        if circle is not None:
            raise TargetConflict(
                f"These wait for each other, so none of them could begin: {self._told(circle)}. Take out one of these dependencies; "
                "depend on what of an app is really needed, such as its principal_id or app_id, instead of what is known once its "
                "settings are written (ready, connections, scripts, exceptions, external_grants)."
            )

    def reaches(self, future: "asyncio.Future[Any]", goal: "set[asyncio.Future[None]]") -> bool:
        """Tell whether a future that is awaited waits for one of others."""
        self._owners.refresh(thoroughly=True)
        awaited = list(_awaited_now(future))
        return _path(awaited, self._steps, {id(one) for one in goal}) is not None

    def _steps(self, node: Node) -> Iterator[Node]:
        if isinstance(node, pulumi.Resource):
            yield from self._of_resource(node)
        elif (owner := self._owners.of_data(node)) is not None:
            # A value that comes from a component waits for all that is in it.
            yield from _expanded(owner)
        elif isinstance(node, asyncio.Future):
            yield from _of_future(cast("asyncio.Future[Any]", node))
        else:
            yield from _of_coroutine(node)

    def _of_resource(self, resource: pulumi.Resource) -> Iterator[Node]:
        urn = data_of(vars(resource).get("urn"))
        args = self._args.get(resource)
        if args is None or (urn is not None and urn.done()):
            return
        yield from _pending(args.props)
        yield from _needed(args.opts.depends_on)
        for needed in (args.opts.parent, args.opts.provider, args.opts.deleted_with):
            if isinstance(needed, pulumi.Resource):
                yield needed

    def _told(self, path: Iterable[Node]) -> str:
        words: list[str] = []
        for node in path:
            if id(node) in self._marks:
                words.append(self._marks[id(node)][1])
            elif isinstance(node, pulumi.Resource):
                words.append(_called(node))
        distinct = [word for index, word in enumerate(words) if index == 0 or word != words[index - 1]]
        return " waits for ".join(distinct)


def _awaited_now(future: "asyncio.Future[Any]") -> Iterator[Node]:
    """Return what a program's own task awaits now.

    Of several of which any is enough, only if all of them are still to come.
    """
    code = task_code(cast("Any", future)) if isinstance(future, asyncio.Task) else None
    if code is None or code.co_filename in _OUTPUTS:
        yield future
        return
    waited: Any = getattr(future, "_fut_waiter", None)
    if not isinstance(waited, asyncio.Future):
        return
    for one in _gathered(cast("Any", future).get_coro()) or [cast("asyncio.Future[Any]", waited)]:
        yield from _awaited_now(one)


def _gathered(coroutine: object) -> "list[asyncio.Future[Any]]":
    """Return what `asyncio.wait` or a task group waits for; nothing if the first of several is enough."""
    while isinstance(coroutine, Coroutine):
        frame: FrameType | None = getattr(cast("Any", coroutine), "cr_frame", None)
        held = {} if frame is None else frame.f_locals
        if frame is not None and frame.f_code is asyncio.tasks._wait.__code__:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue, reportUnknownMemberType]
            tasks: list[asyncio.Future[Any]] = [one for one in held["fs"] if not one.done()]
            return tasks if len(tasks) == 1 or held["return_when"] == asyncio.ALL_COMPLETED else []
        if isinstance(held.get("self"), asyncio.TaskGroup):
            return [one for one in getattr(held["self"], "_tasks", ()) if not one.done()]
        coroutine = getattr(cast("Any", coroutine), "cr_await", None)
    return []


def _path(starts: list[Node], steps: Callable[[Node], Iterator[Node]], goal: set[int]) -> list[Node] | None:
    """Return the nodes from a start to one of the goals."""
    before: dict[int, tuple[Node, Node | None]] = {id(start): (start, None) for start in starts}
    waiting = list(starts)
    while waiting:
        node = waiting.pop(0)
        if id(node) in goal:
            path: list[Node] = []
            while node is not None:
                node, previous = before[id(node)]
                path.insert(0, node)
                node = previous
            return path
        for step in steps(node):
            if id(step) not in before:
                before[id(step)] = (step, node)
                waiting.append(step)
    return None


def _circle(starts: list[Node], steps: Callable[[Node], Iterator[Node]]) -> list[Node] | None:
    """Return the nodes of a circle that can be reached from a start, its first again at the end."""
    done: dict[int, Node] = {}  # keeps them alive, so that no identity is used again
    for start in starts:
        path: list[Node] = []
        on_path: dict[int, int] = {}
        open_: list[Iterator[Node]] = [iter([start])]
        while open_:
            node = next(open_[-1], None)
            if node is None:
                open_.pop()
                if path:
                    finished = path.pop()
                    del on_path[id(finished)]
                    done[id(finished)] = finished
                continue
            if id(node) in on_path:
                return [*path[on_path[id(node)] :], node]
            if id(node) not in done:
                on_path[id(node)] = len(path)
                path.append(node)
                open_.append(steps(node))
    return None
