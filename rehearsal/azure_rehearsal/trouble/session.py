"""One operation of the engine under trouble: its network, and the moment in which the engine dies."""

from __future__ import annotations

import threading
from collections.abc import Callable

from pulumi.automation import EngineEvent

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import NoAnswer
from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.memory.checkpoint import name_of, token_of
from azure_rehearsal.memory.journal import Journal

from .chance import Chance
from .meddling import meddle
from .network import Network
from .settings import Trouble

__all__ = ["Session"]


class Session:
    """Troubles of one operation.

    Args:
        trouble: which, and how often.
        seed: what repeats them.
        cloud: the simulated Azure.
        journal: counts the operations, so that the next one has other luck; with the same journal at the beginning, the same troubles come.
        kill: ends the engine at once and returns when it is dead.
    """

    def __init__(self, trouble: Trouble, seed: int, cloud: Cloud, journal: Journal, kill: Callable[[], None]) -> None:
        journal.operations += 1
        self.chance = Chance(seed, journal.operations)
        self.network = Network(cloud, journal, trouble, self.chance)
        self._cloud, self._usual_delays, cloud.delays = cloud, cloud.delays, self.network.delay
        self._journal = journal
        self._trouble = trouble
        self._kill = kill
        self._changes = 0
        self._doomed: str | None = None
        self._lock = threading.Lock()

    def around(self, hooks: Hooks) -> Hooks:
        """The hooks, and after them the engine's death, before Azure is asked or when it has answered."""

        def before(operation: str, urn: str, id: str) -> None:
            hooks.before(operation, urn, id)
            self._before(operation, urn)

        def done(operation: str, urn: str, id: str) -> None:
            hooks.done(operation, urn, id)
            if self._doomed == urn:
                self._die(operation, urn, "when Azure had done it")

        return Hooks(before=before, done=done)

    def listening(self, listener: Callable[[EngineEvent], None] | None) -> Callable[[EngineEvent], None]:
        """The listener to the engine's events, which show that the engine hasn't asked for everything yet."""

        def hear(event: EngineEvent) -> None:
            self.network.timeline.stir()
            if listener is not None:
                listener(event)

        return hear

    def meddle(self) -> list[str]:
        """Changes and deletes resources behind the engine's back."""
        return meddle(self._cloud, self._journal, self._trouble, self.chance)

    def _before(self, operation: str, urn: str) -> None:
        with self._lock:
            self._changes += 1
            if self._changes != self._trouble.kill_at:
                return
        if self.chance.happens(0.5, "kill first"):
            self._die(operation, urn, "before Azure was asked")
            raise NoAnswer("", "the engine is dead", 0)
        self._doomed = urn

    def finish(self) -> None:
        """Lets what is still under way come to its end: Azure goes on without the engine."""
        self.network.timeline.finish()
        self._cloud.delays = self._usual_delays

    def _die(self, operation: str, urn: str, moment: str) -> None:
        kind = f"{token_of(urn)} '{name_of(urn)}'"
        self.network.tell(f"The engine was killed at change {self._trouble.kill_at}, {kind} ({operation}), {moment}.")
        self._kill()
        self.network.timeline.hurry()
