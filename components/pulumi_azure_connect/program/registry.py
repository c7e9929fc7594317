"""What one run of a Pulumi program has registered so far, across all its components.

Azure knows one grant for (scope, principal, role), one access policy for (vault, principal), and refuses overlapping
writes to one vault. None of that can be kept inside a single component.
"""

import hashlib
from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import settings as runtime_settings

from .body import Body
from .owners import Owners
from .waits import Waits

T = TypeVar("T")


class WriteChain:
    """Resources which Azure refuses to write at the same time, each made dependent on the one before."""

    def __init__(self) -> None:
        self._last: pulumi.Resource | None = None

    @property
    def tail(self) -> list[pulumi.Resource]:
        """What the next link has to wait for."""
        return [] if self._last is None else [self._last]

    def link(self, resource: pulumi.Resource) -> None:
        """Make `resource` the one that the next link waits for."""
        self._last = resource


@dataclass(frozen=True)
class _Numbered:
    """Key of a thing that has a number for a name."""

    kind: str
    thing: Hashable


@dataclass
class Program:
    """The registry of one program run.

    Keys are known before ids are: a resource's identity, or a literal id.
    """

    _made: dict[Hashable, object] = field(default_factory=dict)
    _chains: dict[Hashable, WriteChain] = field(default_factory=dict)
    _written: dict[Hashable, tuple[Hashable, str]] = field(default_factory=dict)
    _names: dict[Hashable, bool] = field(default_factory=dict)
    _outputs: dict[int, tuple[object, Hashable]] = field(default_factory=dict)
    _owners: Owners = field(default_factory=Owners)

    def __post_init__(self) -> None:
        self.waits = Waits(self._owners)
        self.body = Body(self.waits.reaches)
        self.body.before_the_end(self.waits.refuse_circles)

    def end_for(self) -> Body:
        """Return the end that a new component waits for: of the body, or after that of the loop's turn."""
        return Body(self.waits.reaches, has_stack=False) if self.body.ended else self.body

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` made at the first call with this key."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    @contextmanager
    def undone_if_refused(self) -> Generator[None]:
        """Forget what was noted in here if it raises: a caller that goes on finds the program as it was."""
        restore = self._restore()
        try:
            yield
        except BaseException:
            restore()
            raise

    @contextmanager
    def undone(self) -> Generator[None]:
        """Forget what was noted in here: for checks that go through everything and make nothing."""
        restore = self._restore()
        try:
            yield
        finally:
            restore()

    def _restore(self) -> Callable[[], None]:
        kept = [(known, dict(known)) for known in (self._made, self._chains, self._written, self._names, self._outputs)]

        def restore() -> None:
            for known, before in kept:
                known.clear()
                cast("dict[Any, Any]", known).update(before)

        return restore

    def number(self, kind: str, key: Hashable) -> int:
        """Number the things of one kind that have no name yet, from 1, in the order they are met."""
        numbered = sum(1 for one in self._made if isinstance(one, _Numbered) and one.kind == kind)
        return self.once(_Numbered(kind, key), lambda: numbered + 1)

    def take_name(self, kind: str, parent: pulumi.Resource | None, name: str) -> bool:
        """Take a name for a resource of that kind under that parent; False where another resource has it."""
        taken = (kind, parent, name)
        return taken not in self._names and not self._names.setdefault(taken, False)

    def place_of(self, resource: pulumi.Resource) -> str | None:
        """Return a text that tells a resource below a component from others of its name, or None."""
        path = [f"{above.pulumi_resource_type}::{above.pulumi_resource_name}" for above in self._owners.path(resource)]
        if len(path) == 1:
            return None
        return hashlib.sha256("\n".join(path).encode()).hexdigest()[:6]

    def chain(self, key: Hashable) -> WriteChain:
        """Return the chain of writes to the thing that `key` stands for."""
        return self._chains.setdefault(key, WriteChain())

    def name_output(self, output: object, key: Hashable) -> None:
        """Remember that this very output is the id of what `key` stands for."""
        self._outputs[id(output)] = (output, key)

    def key_of(self, value: object) -> Hashable | None:
        """Return the key that `name_output` remembered for this very output."""
        known = self._outputs.get(id(value))
        return None if known is None else known[1]

    def key_of_output(self, value: object) -> Hashable:
        """Return a key for an id: a literal one in lower case, otherwise one for this very output."""
        if isinstance(value, str):
            return value.lower()
        key = self.key_of(value) or id(value)
        self.name_output(value, key)  # keeps the output alive, so that its identity is not used again
        return key

    def owner_of(self, output: object) -> pulumi.CustomResource | None:
        """Return the program's resource whose id is this very output; None for a text made of an id.

        What is named after the resource keeps its name, whichever connection comes first.
        """
        return self._owners.of_id(output)

    def resource_of(self, output: object) -> pulumi.Resource | None:
        """Return the resource that has this very output, such as an identity's `principal_id`."""
        return self._owners.of_output(output)

    def claim(self, ids: Hashable, key: Hashable, giver: str) -> str | None:
        """Note that the thing with these ids is registered under `key`.

        Returns:
            The other giver, where the same ids were claimed under another key; None where all is well.
        """
        owner, other = self._written.setdefault(ids, (key, giver))
        return None if owner == key else other


# A program run has one set of Pulumi's settings, and with it one keeper of its calls to the engine: in every way that a program
# can be run (engine, mocks, remote construct), also where two programs have one monitor or one root resource.
_programs: WeakKeyDictionary[Any, Program] = WeakKeyDictionary()


def current() -> Program:
    """Return the registry of the program run that the caller is part of."""
    run = cast("Any", runtime_settings._get_rpc_manager())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if run not in _programs:
        _programs[run] = Program()
    return _programs[run]
