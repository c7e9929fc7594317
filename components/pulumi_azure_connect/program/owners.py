"""Which resource of the program an output belongs to.

Pulumi keeps a way from an output to its resource only once the resource is deployed. Until then the program's resources
are remembered as they are registered; those from before the first component are looked for once.
"""

import asyncio
import gc
from collections.abc import Iterable
from typing import Any, cast
from weakref import WeakKeyDictionary, WeakSet

import pulumi

_STACK = "pulumi:pulumi:Stack"


def data_of(output: object) -> "asyncio.Future[Any] | None":
    """Return the future behind an output; Pulumi has one for value, secretness and resources."""
    return cast("dict[str, Any]", getattr(output, "__dict__", {})).get("_data")


class Owners:
    """The resources of one program run, found by their outputs."""

    def __init__(self) -> None:
        self._new: list[pulumi.Resource] = []
        self._all: WeakSet[pulumi.Resource] = WeakSet()
        self._by_id: dict[int, tuple[object, pulumi.CustomResource]] = {}
        self._by_data: dict[int, tuple[object, pulumi.Resource]] = {}
        self._parents: WeakKeyDictionary[pulumi.Resource, pulumi.Resource | None] = WeakKeyDictionary()
        self._looked = False

    def see(self, resource: pulumi.Resource, parent: pulumi.Resource | None) -> None:
        """Remember a resource that is about to be registered, and what it lies under."""
        self._new.append(resource)
        self._parents[resource] = None if parent is None or parent.pulumi_resource_type == _STACK else parent

    def of_id(self, output: object) -> pulumi.CustomResource | None:
        """Return the resource whose id is this very output; None for a text made of it."""
        data = data_of(output)
        if data is None or isinstance(data, asyncio.Task):
            return None  # what `apply` makes is a task, what Pulumi resolves itself is not
        if data.done():
            return None if data.cancelled() or data.exception() is not None else _of_id(data.result().resources, output)
        self._remember()
        if id(data) not in self._by_id:
            self._look()
        return self._by_id[id(data)][1] if id(data) in self._by_id else None

    def of_output(self, output: object) -> pulumi.Resource | None:
        """Return the resource that has this very output; None where that can't be told."""
        data = data_of(output)
        if data is None:
            return None
        self.refresh(thoroughly=True)
        found = self.of_data(data)
        if found is None and data.done() and not data.cancelled() and data.exception() is None:
            resources = cast("Iterable[pulumi.Resource]", data.result().resources)
            return next((resource for resource in resources if any(value is output for value in vars(resource).values())), None)
        return found

    def refresh(self, *, thoroughly: bool = False) -> None:
        """Take up the resources that were registered since the last call.

        Thoroughly: also children of components that were there before the first look.
        """
        self._remember()
        if thoroughly:
            self._look()

    def of_data(self, data: object) -> pulumi.Resource | None:
        """Return the known resource that has an output with this future behind it."""
        known = self._by_data.get(id(data))
        return None if known is None else known[1]

    def path(self, resource: pulumi.Resource) -> list[pulumi.Resource]:
        """Return a resource and all that it lies under, from the inside out, without the stack."""
        path = [resource]
        while (parent := self._parent(path[-1])) is not None and parent not in path:
            path.append(parent)
        return path

    def _parent(self, resource: pulumi.Resource) -> pulumi.Resource | None:
        if resource not in self._parents:
            self.refresh(thoroughly=True)
            for parent in list(self._all):
                for child in _children(parent):
                    self._parents[child] = None if parent.pulumi_resource_type == _STACK else parent
        return self._parents.setdefault(resource, None)

    def _remember(self) -> None:
        new, self._new = self._new, []
        for resource in new:
            if "urn" in vars(resource):
                self._add(resource)
            else:  # its constructor has not come so far
                self._new.append(resource)

    def _add(self, resource: pulumi.Resource) -> None:
        self._all.add(resource)
        for output in _own_outputs(resource):
            pending = data_of(output)
            if pending is not None and not pending.done():
                self._by_data[id(pending)] = (pending, resource)
        data = data_of(vars(resource).get("id"))
        if data is not None and not data.done():
            self._by_id[id(data)] = (data, cast("pulumi.CustomResource", resource))

    def _look(self) -> None:
        """Look for unseen resources: among all objects once, later among children of known resources."""
        if self._looked:
            found: list[Any] = [child for one in list(self._all) for child in _children(one)]
        else:
            self._looked = True
            found = [one for one in gc.get_objects() if issubclass(type(one), pulumi.Resource)]
        while found:
            resource = found.pop()
            if resource not in self._all and "urn" in vars(resource):
                self._add(resource)
                found.extend(_children(resource))


def _children(resource: pulumi.Resource) -> list[pulumi.Resource]:
    return list(resource._childResources)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _own_outputs(resource: pulumi.Resource) -> list[object]:
    """Return the outputs that Pulumi resolves itself; a component's are made of other outputs."""
    if isinstance(resource, pulumi.ComponentResource) and not resource._remote:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        return [vars(resource).get("urn")]
    return [value for value in list(vars(resource).values()) if isinstance(value, pulumi.Output)]


def _of_id(resources: Iterable[pulumi.Resource], output: object) -> pulumi.CustomResource | None:
    found = (one for one in resources if isinstance(one, pulumi.CustomResource))
    return next((one for one in found if vars(one).get("id") is output), None)
