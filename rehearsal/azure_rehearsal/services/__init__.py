"""The services of the simulated Azure: one module an ARM namespace, listed here and nowhere else."""

from __future__ import annotations

import re
from functools import cache

from azure_access import graph_roles
from azure_rehearsal.core.arm_ids import ArmId, parameters
from azure_rehearsal.core.resource_type import Behaviour, Decide, Invoke, NameRule, Refuse, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services import (
    microsoft_app,
    microsoft_appconfiguration,
    microsoft_cache,
    microsoft_cdn,
    microsoft_cognitiveservices,
    microsoft_communication,
    microsoft_compute,
    microsoft_containerinstance,
    microsoft_containerregistry,
    microsoft_containerservice,
    microsoft_eventgrid,
    microsoft_eventhub,
    microsoft_insights,
    microsoft_kusto,
    microsoft_logic,
    microsoft_managedidentity,
    microsoft_maps,
    microsoft_search,
    microsoft_servicebus,
    microsoft_signalrservice,
    microsoft_storage,
    refusals,
    told_keys,
)
from azure_rehearsal.services.entra import service as azuread
from azure_rehearsal.services.generic.functions import generic_function
from azure_rehearsal.services.generic.ids import arm_kind, known_templates
from azure_rehearsal.services.generic.types import generic_type, id_is_guessed
from azure_rehearsal.services.microsoft_authorization import service as microsoft_authorization
from azure_rehearsal.services.microsoft_dbformysql import service as microsoft_dbformysql
from azure_rehearsal.services.microsoft_dbforpostgresql import service as microsoft_dbforpostgresql
from azure_rehearsal.services.microsoft_documentdb import service as microsoft_documentdb
from azure_rehearsal.services.microsoft_keyvault import service as microsoft_keyvault
from azure_rehearsal.services.microsoft_network import service as microsoft_network
from azure_rehearsal.services.microsoft_resources import service as microsoft_resources
from azure_rehearsal.services.microsoft_sql import service as microsoft_sql

from .microsoft_web import service as microsoft_web
from .refusals.addresses import refuse_ranges
from .refusals.global_names import refuse_taken
from .refusals.tags import refuse_tags
from .shared.places import refuse_place

__all__ = [
    "SERVICES",
    "TRACKED",
    "Behaviour",
    "Decide",
    "Invoke",
    "NameRule",
    "ResourceType",
    "Service",
    "Write",
    "canonical",
    "find_decider",
    "find_invoke",
    "find_type",
    "graph_permissions",
    "id_fits",
    "id_is_guessed",
    "kind_of_id",
    "match_type",
    "refuse",
]

SERVICES: tuple[Service, ...] = (
    microsoft_resources.SERVICE,
    microsoft_authorization.SERVICE,
    microsoft_managedidentity.SERVICE,
    microsoft_storage.SERVICE,
    microsoft_keyvault.SERVICE,
    microsoft_web.SERVICE,
    microsoft_sql.SERVICE,
    microsoft_cognitiveservices.SERVICE,
    microsoft_insights.SERVICE,
    microsoft_network.SERVICE,
    microsoft_documentdb.SERVICE,
    microsoft_cache.SERVICE,
    microsoft_kusto.SERVICE,
    microsoft_dbforpostgresql.SERVICE,
    microsoft_dbformysql.SERVICE,
    microsoft_appconfiguration.SERVICE,
    microsoft_eventhub.SERVICE,
    microsoft_servicebus.SERVICE,
    microsoft_signalrservice.SERVICE,
    microsoft_search.SERVICE,
    microsoft_containerregistry.SERVICE,
    microsoft_containerservice.SERVICE,
    microsoft_eventgrid.SERVICE,
    microsoft_maps.SERVICE,
    microsoft_communication.SERVICE,
    azuread.SERVICE,
    microsoft_app.SERVICE,
    microsoft_containerinstance.SERVICE,
    microsoft_compute.SERVICE,
    microsoft_cdn.SERVICE,
    microsoft_logic.SERVICE,
    *told_keys.SERVICES,
)

_TYPES = {one.token: one for service in SERVICES for one in service.types}
_INVOKES = {token: call for service in SERVICES for token, call in service.invokes.items()}
_REFUSALS: dict[str, tuple[Refuse, ...]] = {}
for _rules in (*(rules for service in SERVICES for rules in service.refusals), *refusals.ALL):
    for _token, _refuse in _rules.by_token.items():
        _REFUSALS[_token] = (*_REFUSALS.get(_token, ()), *_refuse)
_DECIDERS = {service.namespace.lower(): service.decide for service in SERVICES if service.decide is not None}
TRACKED = frozenset(one.kind for one in _TYPES.values() if not one.comes_with_parent)
"""The ARM types that must exist before anything is made inside them."""

_OPTIONAL = re.compile(r"/\{\w+\?\}")
_VERSION = re.compile(r"^(azure-native:\w+)/v[0-9]+\w*:")
_BRIDGED = re.compile(r"^(azuread:index):(\w)(\w*)$")


def canonical(token: str) -> str:
    """One spelling of a token: azure-native's without API version, azuread's with the file part that its SDK sends."""
    return _BRIDGED.sub(lambda m: f"{m[1]}/{m[2].lower()}{m[3]}:{m[2]}{m[3]}", _VERSION.sub(r"\1:", token))


def match_type(resource_id: str) -> tuple[ResourceType, JsonDict] | None:
    """The described type whose ids look like this one, with the inputs that the id holds."""
    for kind in _TYPES.values():
        found = _pattern(kind.path).fullmatch(resource_id.rstrip("/"))
        if found:
            return kind, {name: found[at] for at, name in enumerate(parameters(kind.path), start=1) if name != "subscriptionId"}
    return None


def kind_of_id(resource_id: str) -> tuple[ResourceType, JsonDict] | None:
    """As `match_type`, for types that no module describes, too: those of whose ids Azure's own templates are known."""
    found = match_type(resource_id)
    if found is not None:
        return found
    for token in _tokens_by_kind().get(ArmId.parse(resource_id).kind.lower(), ()):
        kind = find_type(token)
        names = _pattern(kind.path).fullmatch(resource_id.rstrip("/")) if kind else None
        if kind and names:
            return kind, {name: names[at] for at, name in enumerate(parameters(kind.path), start=1) if name != "subscriptionId"}
    return None


@cache
def _tokens_by_kind() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for token, template in known_templates().items():
        found.setdefault(arm_kind(template).lower(), []).append(token)
    return found


def id_fits(kind: ResourceType, resource_id: str) -> bool:
    """Whether an id looks as those of a type do, with or without what its path calls optional."""
    shapes = {_OPTIONAL.sub(some, kind.path) for some in ("", "/{some}", "/{some}/{more}")}
    return any(_pattern(path).fullmatch(resource_id.rstrip("/")) for path in shapes)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """A single segment for each name in braces, but any length of path for a scope: what stands first, whatever it is called."""
    parts = re.split(r"\{([^}]+)\}", path)  # text, name, text, name, ...
    names = ["(.+)" if name == "scope" or (at == 0 and parts[0] == "/") else "([^/]+)" for at, name in enumerate(parts[1::2])]
    return re.compile("".join(re.escape(text) + name for text, name in zip(parts[::2], [*names, ""], strict=True)), re.IGNORECASE)


def find_type(token: str) -> ResourceType | None:
    """The type of a token; a generic one where no module describes it; None where the SDK doesn't have it either."""
    name = canonical(token)
    return _TYPES.get(name) or generic_type(name)


def find_invoke(token: str) -> Invoke | None:
    """The function of a token: as a service describes it, else a generic one; None where the SDK doesn't have it either."""
    name = canonical(token)
    return _INVOKES.get(name) or generic_function(name, find_type)


def refuse(write: Write) -> None:
    """Raise AzureError where Azure would say no to a write: by what holds for every type, by the rules of its own, by its behaviour."""
    for rule in (refuse_place, refuse_tags, refuse_taken):
        rule(write)
    for rule in _REFUSALS.get(write.type.token, ()):
        rule(write)
    write.type.behaviour.refuse(write)
    refuse_ranges(write)  # last: some types say it in words of their own


def find_decider(resource_id: str) -> Decide | None:
    """Who answers for a resource's data, where its service has rights of its own; None where Azure's roles decide."""
    return _DECIDERS.get((ArmId.parse(resource_id).namespace or "").lower())


def graph_permissions() -> frozenset[str]:
    """Microsoft Graph's application permissions, by name."""
    return frozenset(graph_roles())
