"""
What waits for an app to be ready. The app's settings wait for its targets, so such a target could never begin.

Pulumi would hang without a word. Told beforehand are: the app in `depends_on`, its `ready` among the properties, what
`apply` makes of `ready`, and resources that take an output of one which waits.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, cast

import pulumi

from pulumi_azure_connect.errors import TargetConflict

from .registry import Program

_MARK = "_azure_connect_ready_of"


def marked(output: pulumi.Output[Any], app: Hashable) -> pulumi.Output[Any]:
    """Mark an output, and whatever `apply` makes of it, as known only once `app` is ready."""
    plain_apply = cast("Callable[..., pulumi.Output[Any]]", output.apply)

    def apply(function: Callable[[Any], Any], run_with_unknowns: bool = False) -> pulumi.Output[Any]:
        return marked(plain_apply(function, run_with_unknowns), app)

    vars(output).update({_MARK: app, "apply": apply})
    return output


def _outputs(value: object) -> Iterator[pulumi.Output[Any]]:
    if value is None or isinstance(value, str):
        return
    if isinstance(value, pulumi.Output):
        yield cast("pulumi.Output[Any]", value)
    elif isinstance(value, dict):
        for part in cast("dict[str, object]", value).values():
            yield from _outputs(part)
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            yield from _outputs(part)


class Waits:
    """Which resources of a program wait for which apps."""

    def __init__(self) -> None:
        self._of: dict[pulumi.Resource, set[Hashable]] = {}
        try:
            pulumi.runtime.register_stack_transformation(self._see)
        except Exception:  # noqa: BLE001 - Pulumi raises a bare Exception where there is no stack, as in a remote component
            return

    def _see(self, args: pulumi.ResourceTransformationArgs) -> None:
        found = self._apps(args.props)
        depends_on: Any = args.opts.depends_on or []
        listed = cast("list[object]", depends_on if isinstance(depends_on, list | tuple) else [depends_on])
        for needed in listed:
            found |= {needed} if isinstance(needed, pulumi.ComponentResource) else self._apps(needed)
        if found:
            self._of[args.resource] = found

    def _apps(self, value: object) -> set[Hashable]:
        if isinstance(value, pulumi.Resource):
            return set(self._of.get(value, set()))
        apps: set[Hashable] = set()
        for output in _outputs(value):
            if _MARK in vars(output):
                apps.add(vars(output)[_MARK])
            for resource, waited in self._of.items():
                if any(output is own for own in vars(resource).values()):
                    apps |= waited
        return apps

    def wait_for(self, value: object, app: Hashable) -> bool:
        """Tell whether a resource or an output is known to wait for an app."""
        return app in self._apps(value)


def watch(program: Program) -> Waits:
    """Take notice of all resources that the program registers from now on."""
    return program.once(("waits",), Waits)


def refuse_waiting(program: Program, value: object, app: Hashable, giver: str, owner: str) -> None:
    """
    Refuse what waits for the very app that is to wait for it.

    Raises:
        TargetConflict: it does.
    """
    if watch(program).wait_for(value, app):
        raise TargetConflict(
            f"{giver} waits for {owner} to be ready, and the app's settings wait for it: neither could begin. Don't let it depend on "
            f"{owner} or its `ready`; depend on what of the app is really needed, such as its principal_id or app_id."
        )
