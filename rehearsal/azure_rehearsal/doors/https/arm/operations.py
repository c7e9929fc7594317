"""Long-running operations: the cloud is done at once, its clients have to ask again all the same, as with Azure.

Source: learn.microsoft.com/azure/azure-resource-manager/management/async-operations. Which write is answered how: `styles`.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from dataclasses import dataclass
from typing import Final

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict, JsonValue

from .styles import Style
from .wire import Answer, Request

__all__ = ["Operations"]

_KEPT: Final = 1000
_KINDS: Final = {"azure-asyncoperation": "operationstatuses", "location": "operationresults"}


@dataclass
class _Pending:
    left: int
    final: Answer
    style: Style
    path: str
    began: str


@dataclass
class _Young:
    left: int
    style: Style


class Operations:
    """The operations that clients still ask about. `polls`: how often they hear "not yet"; `retry_after`: seconds between."""

    def __init__(self, *, polls: int = 1, retry_after: float = 1.0) -> None:
        self.polls = polls
        self._retry_after = retry_after
        self._pending: dict[str, _Pending] = {}
        self._young: dict[str, _Young] = {}
        self._lock = threading.Lock()

    def wait_header(self) -> dict[str, str]:
        """Whole seconds as Azure says them; less than one in milliseconds."""
        if self._retry_after >= 1:
            return {"retry-after": str(round(self._retry_after))}
        return {"x-ms-retry-after-ms": str(round(self._retry_after * 1000))}

    def begin(self, style: Style, request: Request, final: Answer, *, stood: bool = False) -> Answer:
        """What to answer to a request whose outcome is `final`. `stood`: the resource was there before."""
        status = style.stood if stood else style.new
        if self.polls < 1 or not style.waits or (stood and not style.again):
            return Answer(status if status != 202 else final.status, final.body, final.headers)
        if style.state:
            with self._lock:
                self._young[request.path.lower()] = _Young(self.polls, style)
        if not style.headers:
            return Answer(status, _young(final.body, style), {**final.headers, **self.wait_header()})
        number, now = str(uuid.uuid4()), dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self._lock:
            self._pending[number] = _Pending(self.polls, final, style, request.path.lower(), now)
            for old in list(self._pending)[:-_KEPT]:
                del self._pending[old]
        scope = "/".join(request.path.split("/")[:3])
        places = {
            header: f"{request.base}{scope}/providers/Microsoft.Rehearsal/{_KINDS[header]}/{number}?api-version={request.version}"
            for header in style.headers
        }
        return Answer(status, _first(style, final, now), {**places, **self.wait_header()})

    def ask(self, kind: str, number: str, request: Request) -> Answer:
        """An answer to somebody who asks how an operation goes."""
        with self._lock:
            pending = self._pending.get(number)
            if pending is None:
                raise AzureError("OperationNotFound", f"The operation '{number}' was not found.", 404)
            waiting = pending.left > 0
            pending.left -= 1
            if not waiting:
                self._young.pop(pending.path, None)
        if kind.lower() == "operationstatuses":
            status: JsonDict = {
                "id": request.path,
                "name": number,
                "status": "InProgress" if waiting else "Succeeded",
                "startTime": pending.began,
            }
            return Answer(200, status, self.wait_header() if waiting else {})
        if waiting:
            return Answer(202, None, {"location": f"{request.base}{request.path}?api-version={request.version}", **self.wait_header()})
        return Answer(200 if pending.final.body is not None else pending.style.ended, pending.final.body)

    def seen(self, path: str, body: object) -> Answer | None:
        """What a GET of a resource answers that isn't ready yet; None: it is as it is."""
        with self._lock:
            young = self._young.get(path.lower())
            if young is None:
                return None
            young.left -= 1
            if young.left < 0:
                del self._young[path.lower()]
                return None
        return Answer(200, _young(body, young.style), self.wait_header())


def _first(style: Style, final: Answer, now: str) -> JsonValue:
    if style.bare:
        return None
    if style.operation:
        return {"operation": style.operation, "startTime": now}
    if style.says:
        return {"status": style.says}
    return _young(final.body, style) if style.state else final.body


def _young(body: object, style: Style) -> JsonDict:
    """A resource's body as long as it isn't ready."""
    whole: JsonDict = dict(body) if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownArgumentType]
    inner = whole.get("properties")
    state: JsonDict = {"provisioningState": style.state, **({"status": style.state} if style.status else {})}
    return {**whole, "properties": {**(inner if isinstance(inner, dict) else {}), **state}}
