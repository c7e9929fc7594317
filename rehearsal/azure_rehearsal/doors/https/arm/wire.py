"""Requests and answers of the HTTPS door as plain data, ARM's error envelope, and the routes by template."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import parameters
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.values import JsonDict, JsonValue

__all__ = ["Answer", "Handler", "Request", "Route", "etag_of", "refusal", "request_ids", "route"]


@dataclass(frozen=True)
class Request:
    """One request. `path` begins with "/" and isn't URL-encoded; names of `query` and `headers` are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    content: bytes = field(default=b"", repr=False)
    base: str = "https://localhost"
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def body(self) -> JsonDict:
        """The JSON object of the body; empty where there is none. Raises AzureError for anything else."""
        if not self.content.strip():
            return {}
        try:
            found: Any = json.loads(self.content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise AzureError("InvalidRequestContent", "The request content was invalid and could not be deserialized.", 400)
        return cast("JsonDict", found)

    @property
    def version(self) -> str:
        """The api-version; "" where the request has none."""
        return self.query.get("api-version", "")


@dataclass(frozen=True)
class Answer:
    """What goes back. `body` None: no content."""

    status: int
    body: JsonValue = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def with_headers(self, headers: Mapping[str, str]) -> Answer:
        """The same with some more headers."""
        return Answer(self.status, self.body, {**self.headers, **headers})

    def content(self) -> bytes:
        """The body as it is sent."""
        return b"" if self.body is None else json.dumps(self.body).encode()


Handler = Callable[[Cloud, Request], Answer]


@dataclass(frozen=True)
class Route:
    """An operation of ARM. `writes`: whether it may change the cloud."""

    method: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    handler: Handler
    writes: bool

    def match(self, request: Request) -> dict[str, str] | None:
        """The parts of the path in braces; None: another operation."""
        found = self.pattern.fullmatch(request.path) if self.method == request.method else None
        return None if found is None else dict(zip(self.names, found.groups(), strict=True))


def route(method: str, template: str, handler: Handler, *, writes: bool = False) -> Route:
    """A route for a path template: `{name}` is one segment, `{scope}` any number of them (none, too)."""
    parts = re.split(r"\{[^}]+\}", template)
    names = parameters(template)
    kinds = ["(.*?)" if name == "scope" else "([^/]+)" for name in names]
    text = "".join(re.escape(part) + kind for part, kind in zip(parts, [*kinds, ""], strict=True))
    return Route(method, re.compile(text, re.IGNORECASE), names, handler, writes)


_NOT_SIMULATED: Final = "NotSimulated"


def refusal(error: AzureError) -> Answer:
    """ARM's error envelope: learn.microsoft.com/rest/api/azure (error response). 409s that pass say when to come back."""
    if not error.code:  # only the simulation says so
        return Answer(error.status or 501, {"error": {"code": _NOT_SIMULATED, "message": error.message}})
    body: JsonDict = {"error": {"code": error.code, "message": error.message}}
    return Answer(error.status or 400, body, {"retry-after": "1"} if error.retryable else {})


def etag_of(body: JsonValue) -> str:
    """A strong entity tag: the same content has the same one."""
    return f'"{hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]}"'


def request_ids(request: Request) -> dict[str, str]:
    """The identifiers that ARM puts on each answer."""
    mine = str(uuid.uuid4())
    ids = {"x-ms-request-id": mine, "x-ms-correlation-request-id": request.headers.get("x-ms-correlation-request-id", mine)}
    asked = request.headers.get("x-ms-client-request-id")
    return {**ids, "x-ms-client-request-id": asked} if asked and request.headers.get("x-ms-return-client-request-id") == "true" else ids
