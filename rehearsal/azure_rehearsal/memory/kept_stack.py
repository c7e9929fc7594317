"""A stack's simulated Azure and journal in this process, and how they get into the stack's folder: nothing of others is lost."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import Busy
from azure_rehearsal.core.values import JsonValue, get

from .dump import restore
from .journal import Journal
from .locks import Held, exclusive
from .store import Store
from .workdir import StackDir, Writer

__all__ = ["KeptStack"]

_POLL_SECONDS: Final = 0.1


class KeptStack:
    """One stack's memory. Read when it is first asked for, and again when another command has changed it since.

    A cloud that was put in from outside (`cloud = ...`) is never read again: this process owns it.
    """

    def __init__(self, directory: StackDir, options: Options | None = None) -> None:
        self.directory = directory
        self.store = Store(directory.cloud)
        self._options = options
        self._writer = Writer(self._write)
        self._memory: tuple[Cloud, Journal] | None = None
        self._given = False
        self._held = False

    # -- what is remembered --------------------------------------------------------------------------------------------

    @property
    def cloud(self) -> Cloud:
        """The simulated Azure, as it was left.

        Raises:
            ProjectProblem: what was kept can't be read.
        """
        return self._read()[0]

    @cloud.setter
    def cloud(self, cloud: Cloud) -> None:
        self._memory, self._given = (cloud, self.journal), True

    @property
    def journal(self) -> Journal:
        """Which resource got which id, and what of it is secret."""
        return self._read()[1]

    def _read(self) -> tuple[Cloud, Journal]:
        if self._memory is None:
            with contextlib.closing(self.store):
                cloud, journal = self._memory = restore(self.store, self._options)
                if self.store.stamp() is None:
                    self.store.assume({**cloud.changed(everything=True), **journal.changed(everything=True)})
        return self._memory

    def secret_inputs(self) -> Iterator[JsonValue]:
        """The secret values among the inputs of the stack's resources."""
        for id, paths in self.journal.secrets.items():
            record = self.cloud.state.get(id)
            if record is None:
                continue
            for path in paths:
                with contextlib.suppress(KeyError, IndexError):
                    yield get(record.inputs, path)

    def forget_stack(self, urns: str) -> None:
        """Takes out of the cloud, and of the journal, what the stack made whose URNs begin so, and what Azure made inside of it; nobody is asked."""
        journal, cloud = self.journal, self.cloud
        mine = {key_of(id): urn for urn, id in journal.ids.items() if urn.startswith(urns)}
        others = {key_of(id) for urn, id in journal.ids.items() if not urn.startswith(urns)}
        for key, urn in mine.items():
            for inner in cloud.state.within(key):
                if key_of(inner.id) not in others and not inner.private.get("seeded"):
                    cloud.forget(inner)
                    cloud.state.deleted.pop(key_of(inner.id), None)
            journal.forget(urn, journal.ids[urn])
        for key, gone in list(cloud.state.deleted.items()):
            arm = ArmId.parse(gone.id)
            if cloud.state.get(f"/subscriptions/{arm.subscription}/resourceGroups/{arm.group}") is None:
                cloud.state.deleted.pop(key, None)  # its group went, too: no other stack has it

    # -- keeping it ----------------------------------------------------------------------------------------------------

    def save(self, *, everything: bool = True) -> None:
        """Writes down what changed; without `everything`, only what is known to have changed, which is quicker.

        Raises:
            Busy: another command works on the stack, or changed the same meanwhile; nothing is written.
        """
        if self._held:
            self._writer.save(everything=everything)
        else:
            with self.alone():
                self._writer.save(everything=everything)

    @contextmanager
    def alone(self, patience: float = 0.0) -> Generator[None]:
        """The stack for this process alone, as the last command left it. Within, all of this object's operations may be called.

        Args:
            patience: the seconds to wait for a command that works on it.

        Raises:
            Busy: another command works on it.
        """
        if self._held:
            yield
            return
        with self.locked(patience):
            self._held = True
            try:
                self._catch_up()
                yield
            finally:
                self._held = False

    @contextmanager
    def locked(self, patience: float = 0.0) -> Generator[None]:
        """The stack's lock and nothing else: what is kept need not be readable. Raises Busy as `alone` does."""
        deadline = time.monotonic() + patience
        with contextlib.ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(exclusive(self.directory.lock))
                except Held:
                    if time.monotonic() > deadline:
                        raise Busy(
                            f"another azure-rehearsal works on stack '{self.directory.stack}' ({self.directory.root}): "
                            "`up` and the like until they end, `serve` until it is interrupted; wait for it, or end it"
                        ) from None
                    time.sleep(_POLL_SECONDS)
                else:
                    break
            yield

    def _catch_up(self) -> None:
        """What others saved since is read; what was changed here since is kept beside it."""
        if self._memory is None or not self.store.overtaken:
            return
        if self._given:
            with contextlib.closing(self.store):
                _, journal = restore(self.store, self._options)
            self._memory = (self._memory[0], journal)
        else:
            self._put(everything=True)
            self._memory = None

    def _write(self, everything: bool) -> None:
        self._put(everything=everything)
        if everything:
            self.store.close()

    def _put(self, *, everything: bool) -> None:
        # The cloud first: an entry of the journal without its resource means nothing, a resource without its entry would be lost.
        cloud, journal = self._read()
        self.directory.own.mkdir(parents=True, exist_ok=True)
        self.store.save({**cloud.changed(everything=everything), **journal.changed(everything=everything)}, everything=everything)
