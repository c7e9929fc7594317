"""GET, HEAD, PUT, PATCH and DELETE of any resource, by its id: what all types have in common."""

from __future__ import annotations

from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, fill
from azure_rehearsal.core.errors import AzureError, resource_not_found
from azure_rehearsal.core.plain import child, clone, table
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema.rest_bodies import to_body, to_inputs
from azure_rehearsal.services import ResourceType, match_type
from azure_rehearsal.services.microsoft_keyvault.service import VAULT

from .absent import absent
from .versions import known_versions
from .wire import Answer, Request, etag_of

__all__ = ["METHODS", "body_of", "canonical_id", "find", "patch", "shown"]

_UNDELETABLE: Final = frozenset({"azure-native:keyvault:Secret", "azure-native:keyvault:Key"})  # by ARM; the vault itself deletes them
_NETWORK: Final = "azure-native:web:WebAppSwiftVirtualNetworkConnection"


def canonical_id(cloud: Cloud, resource_id: str) -> str:
    """The id in the spelling of its type ("resourceGroups", not "resourcegroups"); as it is where the type is unknown."""
    found = match_type(resource_id)
    if found is None:
        return resource_id
    kind, keys = found
    return fill(kind.path, {"subscriptionId": cloud.subscription_id, **keys}) or resource_id


def shown(cloud: Cloud, record: Record) -> bool:
    """Whether ARM knows it as a resource: single access policies and files in storage are the provider's own ideas, and no API version
    has them; the directory isn't ARM's.
    """
    kind = cloud.type_of(record.token)
    return record.id.startswith("/") and kind.token.startswith("azure-native:") and bool(known_versions(kind.token))


def find(cloud: Cloud, resource_id: str) -> Record:
    """The record of an id. Raises ARM's "not found" otherwise."""
    record = cloud.state.get(resource_id)
    if record is not None and shown(cloud, record):
        return record
    raise absent(resource_id)


def body_of(cloud: Cloud, record: Record) -> JsonDict | None:
    """What ARM answers for a record, if the caller may read it; None: it is gone."""
    kind = cloud.type_of(record.token)
    found = cloud.read(record.token, record.id)
    if found is None:
        return None
    outputs = found.outputs
    if record.made_by_azure:  # nobody wrote it: it is what it was made as
        outputs = {**{key: clone(one) for key, one in record.inputs.items() if key not in kind.path_inputs}, **outputs}
    return to_body(record.token, record.id, outputs)


def _get(cloud: Cloud, request: Request) -> Answer:
    record = find(cloud, request.path)
    kind = cloud.type_of(record.token)
    if kind.read_action.endswith("/list/action"):
        # learn.microsoft.com/rest/api/appservice/web-apps/list-application-settings: what holds secrets is listed by POST
        raise AzureError("MethodNotAllowed", "The requested resource does not support http method 'GET'.", 405)
    body = body_of(cloud, record)
    if body is None:
        raise resource_not_found(kind.kind, "/".join(ArmId.parse(record.id).names), ArmId.parse(record.id).group)
    tag = etag_of(body)
    if request.headers.get("if-none-match") in {tag, "*"}:
        return Answer(304, None, {"etag": tag})
    return Answer(200, body, {"etag": tag})


def _head(cloud: Cloud, request: Request) -> Answer:
    record = cloud.state.get(request.path)
    if record is None or not shown(cloud, record):
        return Answer(absent(request.path).status)
    cloud.authorise(record.id, f"{cloud.type_of(record.token).action or cloud.type_of(record.token).kind}/read")
    return Answer(204)


def _require_match(cloud: Cloud, request: Request, record: Record | None) -> None:
    """If-Match and If-None-Match of a write: learn.microsoft.com/rest/api/azure (conditional requests)."""
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is None and unwanted is None:
        return
    tag = None if record is None else etag_of(body_of(cloud, record))
    if (wanted is not None and (tag is None or wanted not in {"*", tag})) or (unwanted == "*" and tag is not None):
        raise AzureError("PreconditionFailed", "The condition specified using HTTP conditional header(s) is not met.", 412)


def _standing(cloud: Cloud, resource_id: str) -> Record | None:
    record = cloud.state.get(resource_id)
    return record if record is not None and shown(cloud, record) else None


def _put(cloud: Cloud, request: Request) -> Answer:
    before = _standing(cloud, request.path)
    _require_match(cloud, request, before)
    made = cloud.put(canonical_id(cloud, request.path), request.body)
    kind = cloud.type_of(find(cloud, made).token)
    return _answer(cloud, made, 200 if before is not None or kind.comes_with_parent else 201)


def _answer(cloud: Cloud, resource_id: str, status: int) -> Answer:
    record = find(cloud, resource_id)
    body = body_of(cloud, record)
    properties = table(body or {}, "properties")
    if status == 201 and cloud.type_of(record.token).kind.lower() in _TOLD_WHEN_DELETED:  # who made it is told later (recorded there, too)
        later: JsonDict = {**properties, "createdBy": None}
        body = JsonDict({**(body or {}), "properties": later})
    return Answer(status, body, {"etag": etag_of(body)})


def _patch(cloud: Cloud, request: Request) -> Answer:
    record = find(cloud, request.path)
    _require_match(cloud, request, record)
    kind = cloud.type_of(record.token)
    patch(cloud, record, request.body, f"{kind.action or kind.kind}/write")
    return _answer(cloud, record.id, 200)


def patch(cloud: Cloud, record: Record, body: JsonDict, action: str) -> None:
    """Change what a body names, and keep the rest. `action`: what the caller must be allowed to do."""
    kind = cloud.type_of(record.token)
    changes = to_inputs(record.token, body)
    now = cloud.read(record.token, record.id)
    merged = _merged(now.inputs if now else record.inputs, changes)
    if "tags" in changes:  # tags are replaced as a whole: learn.microsoft.com/rest/api/resources (tags of a PATCH)
        merged["tags"] = changes["tags"]
    _keep_separate(kind, record, changes, merged)
    cloud.apply(kind, record.id, merged, action=action)


def _merged(old: JsonDict, new: JsonDict) -> JsonDict:
    """RFC 7396: objects are merged, null takes away, everything else replaces."""
    merged = clone(old)
    for key, value in new.items():
        current = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(current, dict):
            merged[key] = _merged(current, value)
        else:
            merged[key] = clone(value)
    return merged


def _keep_separate(kind: ResourceType, record: Record, changes: JsonDict, merged: JsonDict) -> None:
    """What is written apart from its resource, too, isn't reset by a patch that says nothing of it."""
    if kind.token == VAULT and "accessPolicies" not in table(changes, "properties"):
        properties = child(merged, "properties")
        properties["accessPolicies"] = clone(record.private.get("policies", []))
    for key in ("appSettings", "connectionStrings"):
        config = merged.get("siteConfig")
        if kind.kind.startswith("Microsoft.Web/sites") and isinstance(config, dict) and key not in table(changes, "siteConfig"):
            config.pop(key, None)


def _delete(cloud: Cloud, request: Request) -> Answer:
    record = _standing(cloud, request.path)
    if record is None:
        if match_type(request.path) is None:
            raise absent(request.path)
        return Answer(204)
    kind = cloud.type_of(record.token)
    if record.token in _UNDELETABLE or (kind.comes_with_parent and not record.token.startswith(_NETWORK)):
        raise AzureError("MethodNotAllowed", "The requested resource does not support http method 'DELETE'.", 405)
    _require_match(cloud, request, record)
    body = body_of(cloud, record) if kind.kind.lower() in _TOLD_WHEN_DELETED else None
    cloud.delete(record.token, record.id, record.inputs)
    return Answer(200, body)


# Recorded (tests/fidelity/recordings/authorization): DELETE answers with what was deleted
_TOLD_WHEN_DELETED: Final = frozenset({"microsoft.authorization/roleassignments", "microsoft.authorization/roledefinitions"})

METHODS: Final = {"GET": _get, "HEAD": _head, "PUT": _put, "PATCH": _patch, "DELETE": _delete}
