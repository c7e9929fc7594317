"""Lists: of any type in any scope, of all resources, of the subscription's own data; with filters and pages."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from azure_rehearsal.cloud import rights
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, is_within
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import at, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services import SERVICES, match_type

from .absent import not_simulated
from .resources import body_of, find, shown
from .versions import known_versions
from .wire import Answer, Request, Route, route

__all__ = ["PAGE", "ROUTES", "clauses", "collection", "collection_kind", "in_scope", "matches", "paged"]

PAGE: Final = 100

_KINDS: Final = {one.kind.lower(): one for service in SERVICES for one in service.types if one.token.startswith("azure-native:")}
_CLAUSE: Final = re.compile(r"(\w+(?:/\w+)*)\s+eq\s+(?:'((?:[^']|'')*)'|(true|false))", re.IGNORECASE)


def paged(items: Sequence[JsonValue], request: Request, size: int = PAGE) -> Answer:
    """One page, with a link to the next. The link holds everything; the server remembers nothing."""
    token = request.query.get("$skiptoken", "")
    begin = _offset(token) if token else 0
    asked = request.query.get("$top", "")
    size = min(size, int(asked)) if asked.isdigit() and int(asked) > 0 else size
    body: JsonDict = {"value": list(items[begin : begin + size])}
    if begin + size < len(items):
        following = base64.urlsafe_b64encode(str(begin + size).encode()).decode()
        body["nextLink"] = f"{request.base}{request.path}?{urlencode({**request.query, '$skiptoken': following})}"
    return Answer(200, body)


def _offset(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token.encode()))
    except ValueError as error:
        raise AzureError("InvalidSkipToken", "The provided skip token is invalid.", 400) from error


def clauses(request: Request) -> dict[str, str]:
    """The `name eq 'value'` parts of a $filter, names in lower case."""
    found: list[tuple[str, str, str]] = _CLAUSE.findall(request.query.get("$filter", ""))
    return {name.lower(): (quoted.replace("''", "'") or word).lower() for name, quoted, word in found}


def matches(body: JsonDict, wanted: dict[str, str]) -> bool:
    """Whether a resource fits the clauses that ARM offers for lists of resources."""
    tags = at(body, "tags")
    tag = str(tags.get(wanted.get("tagname", ""), "")) if isinstance(tags, dict) else ""
    return (
        all((text(body, key) or "").lower() == wanted[other] for other, key in _FIELDS.items() if other in wanted)
        and ("tagname" not in wanted or (isinstance(tags, dict) and wanted["tagname"] in {key.lower() for key in tags}))
        and ("tagvalue" not in wanted or tag.lower() == wanted["tagvalue"])
    )


_FIELDS: Final = {"resourcetype": "type", "name": "name", "location": "location"}


def collection_kind(path: str) -> str | None:
    """The ARM type that a path lists ("Microsoft.Web/sites"); None where the path isn't a list."""
    before, found, after = path.rpartition("/providers/")
    parts = [part for part in after.strip("/").split("/") if part]
    if not found or len(parts) < 2 or len(parts) % 2:
        return None
    return "/".join((parts[0], *parts[1::2])) if before or path.lower().startswith("/providers/") else None


def collection(cloud: Cloud, request: Request) -> list[JsonValue]:
    """The resources of one type within a scope or a parent, those that the caller may read."""
    wanted = (collection_kind(request.path) or "").lower()
    if wanted not in _KINDS and match_type(f"{request.path}/one") is None:
        raise not_simulated(f"lists of type '{collection_kind(request.path)}'")
    holder = _holder(request.path)
    if ArmId.parse(holder).names or "/resourcegroups/" in holder.lower():
        find(cloud, holder)
    found: list[JsonValue] = []
    for record in cloud.state.within(holder):
        kind = cloud.type_of(record.token)
        if kind.kind.lower() == wanted and shown(cloud, record) and _readable(cloud, record):
            found.append(body_of(cloud, record))
    if not found:
        _authorise_scope(cloud, holder, _KINDS[wanted].kind)
    return [one for one in found if one is not None]


def _holder(path: str) -> str:
    """What the list is a part of: the parent resource, or the scope."""
    before, _, after = path.rpartition("/providers/")
    inner = after.strip("/").split("/")
    return before if len(inner) == 2 else path.rstrip("/").rpartition("/")[0]


def _authorise_scope(cloud: Cloud, holder: str, kind: str) -> None:
    if "/resourcegroups/" in holder.lower():
        cloud.authorise(holder, f"{kind}/read")


def _readable(cloud: Cloud, record: Record) -> bool:
    kind = cloud.type_of(record.token)
    action = kind.read_action or f"{kind.action or kind.kind}/read"
    return (
        not action.endswith("/list/action")
        and rights.decide(cloud, cloud.caller.object_id, action, record.id, data=False, origin=None).allowed
    )


# -- all resources, groups, the subscription ------------------------------------------------------------------------------

_GROUPS: Final = "azure-native:resources:ResourceGroup"


def _resources(cloud: Cloud, request: Request) -> Answer:
    scope = request.path.rpartition("/")[0]
    if "group" in request.names:
        find(cloud, scope)
    wanted = clauses(request)
    found: list[JsonValue] = []
    for record in cloud.state.within(scope):
        kind = cloud.type_of(record.token)
        if kind.location and record.token != _GROUPS and shown(cloud, record) and _readable(cloud, record):
            body = body_of(cloud, record)
            if body is not None and matches(body, wanted):
                found.append({key: one for key, one in body.items() if key != "properties"})
    return paged(found, request)


def _groups(cloud: Cloud, request: Request) -> Answer:
    wanted = clauses(request)
    bodies = [body_of(cloud, one) for one in cloud.state.of(_GROUPS) if _readable(cloud, one)]
    return paged([one for one in bodies if one is not None and matches(one, wanted)], request)


def _subscription(cloud: Cloud) -> JsonDict:
    return {
        "id": f"/subscriptions/{cloud.subscription_id}",
        "subscriptionId": cloud.subscription_id,
        "tenantId": cloud.tenant_id,
        "displayName": "Rehearsal",
        "state": "Enabled",
        "authorizationSource": "RoleBased",
    }


def _provider(namespace: str) -> JsonDict:
    types: list[JsonValue] = [
        {"resourceType": kind.kind.partition("/")[2], "apiVersions": list(reversed(known_versions(kind.token))), "locations": []}
        for kind in _KINDS.values()
        if kind.kind.partition("/")[0].lower() == namespace.lower()
    ]
    return {"namespace": namespace, "registrationState": "Registered", "resourceTypes": types}


def _providers(cloud: Cloud, request: Request) -> Answer:
    del cloud
    return paged([_provider(name) for name in sorted({kind.kind.partition("/")[0] for kind in _KINDS.values()})], request)


def _one_provider(cloud: Cloud, request: Request) -> Answer:
    del cloud
    names = {kind.kind.partition("/")[0].lower(): kind.kind.partition("/")[0] for kind in _KINDS.values()}
    name = names.get(request.names["namespace"].lower())
    if name is None:
        raise AzureError("InvalidResourceNamespace", f"The resource namespace '{request.names['namespace']}' is invalid.", 404)
    return Answer(200, _provider(name))


def _subscriptions(cloud: Cloud, request: Request) -> Answer:
    return paged([_subscription(cloud)], request)


def _one_subscription(cloud: Cloud, request: Request) -> Answer:
    del request
    return Answer(200, _subscription(cloud))


def _tenants(cloud: Cloud, request: Request) -> Answer:
    return paged([{"id": f"/tenants/{cloud.tenant_id}", "tenantId": cloud.tenant_id, "displayName": "Rehearsal"}], request)


_SUBSCRIPTION: Final = "/subscriptions/{subscription}"

ROUTES: Final[tuple[Route, ...]] = (
    route("GET", "/tenants", _tenants),
    route("GET", "/subscriptions", _subscriptions),
    route("GET", _SUBSCRIPTION, _one_subscription),
    route("GET", _SUBSCRIPTION + "/providers", _providers),
    route("GET", _SUBSCRIPTION + "/providers/{namespace}", _one_provider),
    route("GET", _SUBSCRIPTION + "/resources", _resources),
    route("GET", _SUBSCRIPTION + "/resourceGroups", _groups),
    route("GET", _SUBSCRIPTION + "/resourceGroups/{group}/resources", _resources),
)


def in_scope(resource_id: str, scope: str) -> bool:
    """Whether a resource lies within a scope, or the scope within it: what lists of role assignments show."""
    return is_within(resource_id, scope) or is_within(scope, resource_id)
