"""The `connections` and `exceptions` that components tell of themselves, read from a checkpoint and validated.

The format is `connections.schema.json`, beside this file; any library may emit it.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, relevance

from azure_rehearsal.memory.checkpoint import name_of, resources_of

__all__ = [
    "Connection",
    "Declared",
    "ExceptionLine",
    "GrantLine",
    "Identity",
    "LocalAuth",
    "SecretLine",
    "SqlUser",
    "read_declared",
    "schema",
]


@dataclass(frozen=True)
class Identity:
    """Who asks: `kind` is "user-assigned" or "system-assigned"."""

    kind: str
    principal_id: str
    client_id: str | None = None
    resource_id: str | None = None


@dataclass(frozen=True)
class GrantLine:
    """By which right; `external` where somebody else grants it."""

    kind: str
    scope: str
    role: str | None = None
    role_definition_id: str | None = None
    external: bool = False


@dataclass(frozen=True)
class SecretLine:
    """A setting that is a reference to a vault's secret."""

    setting: str
    vault: str
    secret: str
    version: str | None = None


@dataclass(frozen=True)
class SqlUser:
    """A database user that a script must make, because ARM can't. `drop` is the script that removes it again."""

    server: str
    database_id: str
    user: str
    script: str
    drop: str | None = None
    kind: str = "sql-user"


@dataclass(frozen=True)
class LocalAuth:
    """Which property of which type of resource says that keys don't work, and by which value."""

    type: str
    property: str
    off: bool | str


@dataclass(frozen=True)
class Connection:
    """One line: an app (or its slot), what it is connected to, and how."""

    app: str
    app_id: str
    name: str
    target: str
    auth: str
    slot: str | None = None
    target_id: str | None = None
    identity: Identity | None = None
    access: str | None = None
    grant: GrantLine | None = None
    settings: tuple[str, ...] = ()
    secrets: tuple[SecretLine, ...] = ()
    because: str | None = None
    pending: SqlUser | None = None
    local_auth: LocalAuth | None = None

    @property
    def where(self) -> str:
        """App, and slot where it is one: `shop`, `shop/staging`."""
        return f"{self.app}/{self.slot}" if self.slot else self.app


@dataclass(frozen=True)
class ExceptionLine:
    """Something less secure than the default, and why."""

    app: str
    what: str
    because: str
    slot: str | None = None
    place: str | None = None


@dataclass
class Declared:
    """What the components of a stack tell; `found` says whether any of them tells anything at all."""

    connections: list[Connection] = field(default_factory=list[Connection])
    exceptions: list[ExceptionLine] = field(default_factory=list[ExceptionLine])
    problems: list[str] = field(default_factory=list[str])
    found: bool = False


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON schema of the two outputs."""
    return json.loads((importlib.resources.files("azure_rehearsal.report") / "connections.schema.json").read_text(encoding="utf-8"))


@functools.cache
def _validator(definition: str) -> Draft202012Validator:
    return Draft202012Validator({**schema()["$defs"][definition], "$defs": schema()["$defs"]})


def read_declared(checkpoint: Mapping[str, Any]) -> Declared:
    """Every `connections` and `exceptions` of the components in a checkpoint.

    What isn't valid becomes a problem, with the component and the place named, and is left out.
    """
    declared = Declared()
    for resource in resources_of(checkpoint):
        if resource.get("custom") or resource["type"] == "pulumi:pulumi:Stack":
            continue
        outputs: dict[str, Any] = resource.get("outputs") or {}
        name = name_of(resource["urn"])
        for item in _items(outputs, "connections", "connection", name, declared):
            line = _connection(item)
            if line not in declared.connections:
                declared.connections.append(line)
        for item in _items(outputs, "exceptions", "exception", name, declared):
            exception = ExceptionLine(item["app"], item["what"], item["because"], item.get("slot"), item.get("place"))
            if exception not in declared.exceptions:
                declared.exceptions.append(exception)
    return declared


def _items(outputs: Mapping[str, Any], key: str, definition: str, component: str, declared: Declared) -> Iterator[dict[str, Any]]:
    items = outputs.get(key)
    if items is None:
        return
    declared.found = True
    if not isinstance(items, list):
        declared.problems.append(f"component '{component}': output '{key}' must be a list of plain data, and not secret")
        return
    for at, item in enumerate(cast("list[Any]", items)):
        faults = cast("list[ValidationError]", list(_validator(definition).iter_errors(item)))  # pyright: ignore[reportUnknownMemberType]
        if not faults:
            yield item
            continue
        fault = _deepest(max(faults, key=relevance))
        place = "".join(f".{step}" if isinstance(step, str) else f"[{step}]" for step in fault.absolute_path)
        declared.problems.append(f"component '{component}': {key}[{at}]{place} is not as documented: {_short(fault.message)}")


def _deepest(fault: ValidationError) -> ValidationError:
    """Of alternatives that all fail, the fault of the one that was meant: "null or an object" fails for the object's sake."""
    inner = [one for one in fault.context or [] if one.validator != "type"]
    return _deepest(inner[0]) if inner else fault


def _short(message: str) -> str:
    """A validator's message may quote a whole value; a person needs the beginning."""
    return message if len(message) <= 200 else message[:197] + "..."


def _connection(item: Mapping[str, Any]) -> Connection:
    identity, grant, pending = item.get("identity"), item.get("grant"), item.get("pending")
    local_auth = item.get("localAuth")
    return Connection(
        app=item["app"],
        app_id=item["appId"],
        name=item["connection"],
        target=item["target"],
        auth=item["auth"],
        slot=item.get("slot"),
        target_id=item.get("targetId"),
        identity=identity and Identity(identity["kind"], identity["principalId"], identity.get("clientId"), identity.get("resourceId")),
        access=item.get("access"),
        grant=grant
        and GrantLine(grant["kind"], grant["scope"], grant.get("role"), grant.get("roleDefinitionId"), bool(grant.get("external"))),
        settings=tuple(item.get("settings") or ()),
        secrets=tuple(SecretLine(one["setting"], one["vault"], one["secret"], one.get("version")) for one in item.get("secrets") or ()),
        because=item.get("because"),
        pending=pending
        and SqlUser(pending["server"], pending["databaseId"], pending["user"], pending["script"], pending.get("drop"), pending["kind"]),
        local_auth=local_auth and LocalAuth(local_auth["type"], local_auth["property"], local_auth["off"]),
    )
