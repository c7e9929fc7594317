"""Functions that no service module describes: `get*` of what exists answers with its state, `list*` with plausible keys.

Rights: ARM asks for the resource's `/read`, and for `/list*/action` where keys are told
(learn.microsoft.com/azure/role-based-access-control/resource-provider-operations).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, resource_not_found
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Cloud, Invoke, ResourceType
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.schema import types as schema
from azure_rehearsal.services.shared.keys import require_local_auth
from azure_rehearsal.services.shared.plausible import fill_in

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["generic_function"]

_VERB = re.compile(r"^(get|list)(.+)$")
_WITH = re.compile(r"With(Secrets|Keys)$")
_SECRETS = re.compile(r"(Keys?|Credentials?|Secrets|ConnectionStrings?)$")  # of a get* that isn't of a type: it lists keys, too


def generic_function(token: str, find: Callable[[str], ResourceType | None]) -> Invoke | None:
    """An answer for a function of the installed SDK; None where it has none of that name. `find`: a type by token."""
    if not token.startswith("azure-native:"):
        return None
    try:
        schema.describe_function(token)
    except schema.UnknownToken:
        return None
    name = token.rpartition(":")[2]
    verb = _VERB.match(name)
    if verb is None:
        return _refused(token)
    itself = find(f"{token.rpartition(':')[0]}:{_WITH.sub('', verb[2])}") if verb[1] == "list" else None
    if itself is not None:
        return _reading_all(token, itself)
    listed = verb[1] == "list" or (_SECRETS.search(name) and find(f"{token.rpartition(':')[0]}:{verb[2]}") is None)
    return _listing(token, verb[2], find) if listed else _reading(token, verb[2], find)


def _refused(token: str) -> Invoke:
    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        del cloud, args
        raise AzureError(
            "",
            f"the simulated Azure has no answer for the function '{token}'. It answers get* of resources that are in it, and list*Keys. Make "
            "the call conditional, or give its result to the program by configuration",
            0,
        )

    return call


def _reading(token: str, rest: str, find: Callable[[str], ResourceType | None]) -> Invoke:
    kind = find(f"{token.rpartition(':')[0]}:{rest}")
    if kind is None:
        return _refused(token)

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = _standing(cloud, kind, args)
        cloud.authorise(record.id, kind.read_action or f"{kind.action or kind.kind}/read")
        found = cloud.type_of(record.token).behaviour.read(cloud, record) or {}
        known = {key: value for key, value in found.items() if key in schema.describe_function(token).outputs}
        return {**fill_in(schema.describe_function(token).gives, {**known, "id": record.id}, record.id)}

    return call


def _reading_all(token: str, kind: ResourceType) -> Invoke:
    """A function `list` and the name of a type reads that resource, secrets included: POST config/connectionstrings/list, for one."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        resource_id = cloud.id_of(kind.token, args) or ""
        record = cloud.state.get(resource_id)
        above = cloud.state.get(ArmId.parse(resource_id).parent() or "")
        if record is None and (above is None or not kind.comes_with_parent):
            raise resource_not_found(kind.kind, ArmId.parse(resource_id).name, text(args, "resourceGroupName"))
        cloud.authorise(resource_id, kind.read_action if "/list" in kind.read_action else f"{kind.action or kind.kind}/list/action")
        found = (kind.behaviour.read(cloud, record) if record is not None else None) or {"properties": {}}
        gives = schema.describe_function(token).gives
        place: JsonDict = {"id": resource_id, "name": ArmId.parse(resource_id).name, "type": kind.kind}
        given: JsonDict = record.inputs if record is not None else {}
        known: JsonDict = {key: value for key, value in {**given, **found, **place}.items() if key in gives.fields and value is not None}
        nothing = not known.keys() - place.keys()  # what nobody gave is made up
        return fill_in(gives, known, resource_id, missing=nothing, lists=nothing)

    return call


def _listing(token: str, rest: str, find: Callable[[str], ResourceType | None]) -> Invoke:
    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        kind = _holder(token, rest, frozenset(name for name, value in args.items() if value is not None), find)
        if kind is None:
            return _refused(token)(cloud, args)
        record = _standing(cloud, kind, args)
        verb = rest.removeprefix(kind.token.rpartition(":")[2]) or "Keys"
        cloud.authorise(record.id, f"{kind.kind}/list{verb}/action")
        if _SECRETS.search(token):
            require_local_auth(record)
        return fill_in(schema.describe_function(token).gives, {}, record.id, lists=True)

    return call


@cache
def _holder(token: str, rest: str, given: frozenset[str], find: Callable[[str], ResourceType | None]) -> ResourceType | None:
    """The type of the same module whose id these arguments make, preferring one that the function's name tells."""
    module = token.split(":")[1]
    found: list[tuple[int, bool, str, ResourceType]] = []
    for other in schema.tokens("azure-native"):
        if other.split(":")[1] != module:
            continue
        kind = find(other)
        if kind is not None and kind.path_inputs and set(kind.path_inputs) <= given:
            name = other.rpartition(":")[2]
            found.append((len(kind.path_inputs), rest.startswith(name), other, kind))
    return max(found, key=lambda one: (one[1], one[0], one[2]), default=(0, False, "", None))[3]


def _standing(cloud: Cloud, kind: ResourceType, args: JsonDict) -> Record:
    resource_id = cloud.id_of(kind.token, args) or ""
    record = cloud.state.get(resource_id)
    if record is None:
        group = args.get("resourceGroupName")
        raise resource_not_found(kind.kind, ArmId.parse(resource_id).name, group if isinstance(group, str) else None)
    return record
