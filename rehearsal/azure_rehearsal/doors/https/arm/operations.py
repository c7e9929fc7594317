"""Long-running operations: the cloud is done at once, its clients have to ask again all the same, as with Azure.

Source: learn.microsoft.com/azure/azure-resource-manager/management/async-operations. Which operation answers how is the
services' own; the table says so for those that we know.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass
from typing import Final, Literal

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict

from .wire import Answer, Request

__all__ = ["STYLES", "Operations", "Style"]

Style = Literal["location", "async", "state"]

# (method, ARM type in lower case) -> how the operation is waited for
STYLES: Final[dict[tuple[str, str], Style]] = {
    # learn.microsoft.com/rest/api/appservice: 202 Accepted
    ("PUT", "microsoft.web/serverfarms"): "location",
    ("PUT", "microsoft.web/sites"): "location",
    ("PUT", "microsoft.web/sites/slots"): "location",
    ("POST", "microsoft.web/sites/slotsswap"): "location",
    ("POST", "microsoft.web/sites/slots/slotsswap"): "location",
    # learn.microsoft.com/rest/api/storagerp/storage-accounts/create: 202 with Location, without a body
    ("PUT", "microsoft.storage/storageaccounts"): "location",
    # learn.microsoft.com/rest/api/keyvault/keyvault/vaults/create-or-update: provisioningState RegisteringDns, then Succeeded
    ("PUT", "microsoft.keyvault/vaults"): "state",
    # learn.microsoft.com/rest/api/resources: 201 with Azure-AsyncOperation; a group's delete 202 with Location
    ("PUT", "microsoft.resources/deployments"): "async",
    ("DELETE", "microsoft.resources/resourcegroups"): "location",
    # learn.microsoft.com/rest/api/sql: 202 with Azure-AsyncOperation
    ("PUT", "microsoft.sql/servers"): "async",
    ("PUT", "microsoft.sql/servers/databases"): "async",
    ("POST", "microsoft.keyvault/locations/deletedvaults/purge"): "location",
}

_KEPT: Final = 1000


@dataclass
class _Pending:
    left: int
    final: Answer


class Operations:
    """The operations that clients still ask about. `polls`: how often they hear "not yet"; `retry_after`: seconds between."""

    def __init__(self, *, polls: int = 1, retry_after: float = 1.0) -> None:
        self.polls = polls
        self._retry_after = retry_after
        self._pending: dict[str, _Pending] = {}
        self._young: dict[str, int] = {}
        self._lock = threading.Lock()

    def wait_header(self) -> dict[str, str]:
        """Whole seconds as Azure says them; less than one in milliseconds."""
        if self._retry_after >= 1:
            return {"retry-after": str(round(self._retry_after))}
        return {"x-ms-retry-after-ms": str(round(self._retry_after * 1000))}

    def begin(self, style: Style | None, request: Request, final: Answer) -> Answer:
        """What to answer to a request whose outcome is `final`."""
        if style is None or self.polls < 1:
            return final
        if style == "state":
            with self._lock:
                self._young[request.path.lower()] = self.polls
            return Answer(final.status, young(final.body), {**final.headers, **self.wait_header()})
        number = str(uuid.uuid4())
        with self._lock:
            self._pending[number] = _Pending(self.polls, final)
            for old in list(self._pending)[:-_KEPT]:
                del self._pending[old]
        kind = "operationstatuses" if style == "async" else "operationresults"
        scope = "/".join(request.path.split("/")[:3])
        url = f"{request.base}{scope}/providers/Microsoft.Rehearsal/{kind}/{number}?api-version={request.version}"
        if style == "async":
            return Answer(201 if final.status == 201 else 202, final.body, {"azure-asyncoperation": url, **self.wait_header()})
        return Answer(202, None, {"location": url, **self.wait_header()})

    def ask(self, kind: str, number: str, request: Request) -> Answer:
        """An answer to somebody who asks how an operation goes."""
        with self._lock:
            pending = self._pending.get(number)
            if pending is None:
                raise AzureError("OperationNotFound", f"The operation '{number}' was not found.", 404)
            waiting = pending.left > 0
            pending.left -= 1
        if kind.lower() == "operationstatuses":
            status: JsonDict = {"id": request.path, "name": number, "status": "InProgress" if waiting else "Succeeded"}
            return Answer(200, status, self.wait_header() if waiting else {})
        if waiting:
            return Answer(202, None, {"location": f"{request.base}{request.path}?api-version={request.version}", **self.wait_header()})
        return Answer(200 if pending.final.body is not None else 204, pending.final.body)

    def is_young(self, path: str) -> bool:
        """Whether a resource that says by its own state how far it is isn't ready yet."""
        with self._lock:
            left = self._young.get(path.lower(), 0)
            if left > 0:
                self._young[path.lower()] = left - 1
            return left > 0


def young(body: object) -> JsonDict:
    """A resource's body as long as it isn't ready."""
    whole: JsonDict = dict(body) if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownArgumentType]
    inner = whole.get("properties")
    return {**whole, "properties": {**(inner if isinstance(inner, dict) else {}), "provisioningState": "RegisteringDns"}}
