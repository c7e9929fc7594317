"""The way between the provider door and the simulated Azure: a network that loses answers, and an Azure that is busy.

On a calm day it only lets overlapping writes wait for each other, for whether Azure refuses them is a matter of luck.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core import errors
from azure_rehearsal.core.answers import Created, Read
from azure_rehearsal.core.errors import AzureError, HalfWay, NoAnswer
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.memory.checkpoint import name_of, token_of
from azure_rehearsal.memory.journal import Journal

from .chance import Chance
from .durations import typical
from .retries import policy_for
from .settings import Trouble
from .timeline import Timeline

__all__ = ["Network"]

Answer = TypeVar("Answer")

# Services that now and then do something of their own with a resource, and the code with which they then refuse a write: for both the
# provider's threads say so (pull requests #3653 and #4497 of pulumi/pulumi-azure-native).
_BUSY_BY_ITSELF: Final = {
    "microsoft.network": "AnotherOperationInProgress",
    "microsoft.storage": "StorageAccountOperationInProgress",
}

# The provider changes the web apps of one plan one after the other, its retries included (pull request #4458 of the same).
_IN_TURN: Final = {"azure-native:web:WebApp": "serverFarmId"}


@dataclass(frozen=True)
class _Request:
    """What the engine asks of a resource. `id`: its ARM id where it can be known."""

    operation: str
    urn: str
    id: str
    kind: str

    @property
    def token(self) -> str:
        return token_of(self.urn)

    @property
    def words(self) -> str:
        return f"{self.kind} '{name_of(self.urn)}' ({self.operation})"


class Network:
    """Carries requests for the provider door. `troubles` says in sentences what happened on the way."""

    def __init__(
        self, cloud: Cloud, journal: Journal, trouble: Trouble | None = None, chance: Chance | None = None, timeline: Timeline | None = None
    ) -> None:
        self.trouble = trouble or Trouble()
        self.timeline = timeline or Timeline(cloud.clock, self.trouble.seconds_per_second)
        self.troubles: list[str] = []
        self.begun: float | None = None
        self.ended: float | None = None
        self._cloud = cloud
        self._journal = journal
        self._chance = chance or Chance(0)
        self._lock = threading.Lock()
        self._asking = threading.local()

    @property
    def makespan(self) -> float:
        """Simulated seconds from the first change's begin to the last one's end."""
        return 0.0 if self.begun is None or self.ended is None else self.ended - self.begun

    def tell(self, sentence: str) -> None:
        """Adds to the troubles."""
        with self._lock:
            self.troubles.append(sentence)

    # -- requests ---------------------------------------------------------------------------------------------------

    def create(self, urn: str, inputs: JsonDict) -> Created:
        """Looks whether it exists, then puts it, as the provider does: only the PUT is repeated."""
        token = token_of(urn)
        id = self._cloud.id_of(token, inputs) or ""
        request = self._request("create", urn, id)
        made: list[Created] = []

        def put() -> Created:
            if not made:
                made.append(self._cloud.create(token, inputs))
            else:
                id = str(made[0].id)
                made[0] = Created(id, self._cloud.update(token, id, inputs, inputs))
            return made[0]

        try:
            return self._change(request, inputs, put)
        except HalfWay:
            raise  # the provider tells the engine what it made
        except AzureError:
            if made:  # the provider won't create what is there, nor does the engine know of it: repair takes it back
                self._journal.note(urn, str(made[0].id), (), fresh=True)
            raise

    def update(self, urn: str, id: str, old: JsonDict, new: JsonDict) -> JsonDict:
        """Changes it in place."""
        token = token_of(urn)
        return self._change(self._request("update", urn, id), new, lambda: self._cloud.update(token, id, old, new))

    def delete(self, urn: str, id: str, inputs: JsonDict) -> None:
        """Deletes it; a repetition finds it gone, which is fine."""
        token = token_of(urn)
        self._change(self._request("delete", urn, id), inputs, lambda: self._cloud.delete(token, id, inputs))

    def read(self, urn: str, id: str, inputs: JsonDict | None) -> Read | None:
        """What stands there; None: it is gone."""
        token = token_of(urn)
        request = self._request("read", urn, id)
        with self.timeline.working():
            return self._patiently(request, lambda: self._cloud.read(token, id, inputs))

    def _request(self, operation: str, urn: str, id: str) -> _Request:
        token = token_of(urn)
        kind = self._cloud.type_of(token).kind
        return _Request(operation, urn, id, token.rpartition(":")[2] if token.startswith("azuread:") else kind)

    # -- on the way ---------------------------------------------------------------------------------------------------

    def _change(self, request: _Request, inputs: JsonDict, effect: Callable[[], Answer]) -> Answer:
        lock = self._cloud.lock_key(request.token, request.id) if request.id else None

        def once() -> Answer:
            if lock and self.timeline.is_taken(lock) and self._happens(self.trouble.conflicts, "overlap", request):
                raise errors.operation_in_progress(request.id)
            with self.timeline.alone(lock):
                self._meet_own_work(request)
                if request.operation == "delete":
                    self._stop_half_way(request)
                self._asking.urn = request.urn
                answer = effect()
                if request.operation != "delete":
                    self._stop_half_way(request)
                self._take_time(request)
                return answer

        with self._span(), self.timeline.alone(self._turn(request, inputs)):
            return self._patiently(request, once)

    def _patiently(self, request: _Request, once: Callable[[], Answer]) -> Answer:
        """Sends a request, again and again where the provider would."""
        policy = policy_for(request.token, request.operation)
        tried = 0
        while True:
            tried += 1
            try:
                self._throttle(request)
                answer = once()
                self._lose(request)
            except AzureError as error:
                wait = policy.wait(tried, error, request.operation, self._draw("jitter", request))
                if self.timeline.over or wait is None:
                    if not isinstance(error, HalfWay) and (tried > 1 or _is_trouble(error)):
                        self.tell(f"{_short(error)} for {request.words}: given up after {_times(tried)}.")
                    raise
                self.tell(f"{_short(error)} for {request.words}: tried again after {wait:.0f} s.")
                self.timeline.sleep(wait)
            else:
                return answer

    def _throttle(self, request: _Request) -> None:
        """Sources of the words: learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling, and for the
        directory learn.microsoft.com/graph/throttling.
        """
        if not self._happens(self.trouble.throttled, "throttled", request):
            return
        seconds = max(round(self._chance.between(self.trouble.retry_after, "retry after", request.urn, request.operation)), 1)
        if request.token.startswith("azuread:"):
            raise AzureError("TooManyRequests", "Please retry again later.", 429, retryable=True, retry_after=float(seconds))
        verb = "reads" if request.operation == "read" else "deletes" if request.operation == "delete" else "writes"
        raise AzureError(
            "SubscriptionRequestsThrottled",
            f"Number of '{verb}' requests for subscription '{self._cloud.subscription_id}' actor '{self._cloud.caller.object_id}' exceeded. Please try again "
            f"after '{seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.",
            429,
            retryable=True,
            retry_after=float(seconds),
        )

    def _meet_own_work(self, request: _Request) -> None:
        code = _BUSY_BY_ITSELF.get(request.kind.partition("/")[0].lower())
        if code is not None and self._happens(self.trouble.conflicts, "own work", request):
            raise AzureError(code, f"Another operation on '{name_of(request.urn)}' or a dependent resource is in progress.", 409)

    def _stop_half_way(self, request: _Request) -> None:
        """A long-running operation that Azure accepted fails later: what it made is there, what it was to delete still is.

        The provider hears of it while it polls, with status 200 (azcore's runtime/poller.go), so its retries have no part in it.
        """
        usual = typical(request.kind)
        if not usual.long_running or not self._happens(self.trouble.half_way, "half way", request):
            return
        if self.trouble.durations:
            self.timeline.sleep(usual.seconds[request.operation] / 2)
        self._cloud.mark_failed(request.id)
        self.tell(f"{request.words} was accepted and failed half-way.")
        raise HalfWay("InternalServerError", f"The {request.operation} of '{name_of(request.urn)}' was accepted and failed later.", 200)

    def _take_time(self, request: _Request) -> None:
        if self.trouble.durations:
            self.timeline.sleep(typical(request.kind).seconds[request.operation])
        if request.operation == "create" and request.token.startswith("azuread:"):
            # azuread waits until it finds what it made (internal/helpers/consistency of hashicorp/terraform-provider-azuread)
            self.timeline.sleep(self.delay("directory", ""))

    def delay(self, kind: str, _id: str) -> float:
        """How long the effect of what is being asked for waits: "grant", "policy" or "directory". Ids have luck in them, so URNs decide."""
        span: tuple[float, float] = getattr(self.trouble, f"{kind}_delay")
        return self._chance.between(span, f"{kind} delay", getattr(self._asking, "urn", ""))

    def _lose(self, request: _Request) -> None:
        if self._happens(self.trouble.lost_responses, "lost", request):
            raise NoAnswer("", f"the answer to the {request.operation} of '{name_of(request.urn)}' was lost: connection reset by peer", 0)

    def _turn(self, request: _Request, inputs: JsonDict) -> Hashable:
        shared = _IN_TURN.get(request.token)
        plan = text(inputs, shared) if shared else None
        return ("in turn", plan.lower()) if plan else None

    @contextmanager
    def _span(self) -> Generator[None]:
        with self.timeline.working():
            with self._lock:
                self.begun = self.timeline.now if self.begun is None else self.begun
            try:
                yield
            finally:
                with self._lock:
                    self.ended = self.timeline.now

    def _happens(self, chance: float, kind: str, request: _Request) -> bool:
        return self._chance.happens(chance, kind, request.urn, request.operation)

    def _draw(self, kind: str, request: _Request) -> float:
        return self._chance.draw(kind, request.urn, request.operation)


def _is_trouble(error: AzureError) -> bool:
    return isinstance(error, NoAnswer) or error.status in (409, 429)


def _short(error: AzureError) -> str:
    return "No answer" if isinstance(error, NoAnswer) else f"{error.status} {error.code}"


def _times(tried: int) -> str:
    return "the first time" if tried == 1 else f"{tried} times"
