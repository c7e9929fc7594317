"""POST .../listKeys and its like: the functions that azure-native offers for a type are ARM's actions on it."""

from __future__ import annotations

from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.plain import text
from azure_rehearsal.services import SERVICES, match_type

from .absent import not_simulated
from .resources import find
from .wire import Answer, Request, Route, route

__all__ = ["ROUTES", "act"]

_FUNCTIONS: Final = {token.lower(): token for service in SERVICES for token in service.invokes}


def act(cloud: Cloud, request: Request) -> Answer:
    """POST of {resource id}/{action}: azure-native calls `listKeys` of a StorageAccount `listStorageAccountKeys`."""
    resource_id, _, action = request.path.rstrip("/").rpartition("/")
    found = match_type(resource_id)
    if found is not None and action.lower().startswith("list"):
        kind, keys = found
        module, name = kind.token.split(":")[1:]
        token = _FUNCTIONS.get(f"azure-native:{module}:list{name}{action[4:]}".lower())
        if token is not None:
            find(cloud, resource_id)
            return Answer(200, cloud.invoke(token, keys))
    raise not_simulated(f"the action '{action}' of '{resource_id}'")


def _storage_name(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/storagerp/storage-accounts/check-name-availability."""
    return _available(cloud, request, "azure-native:storage:StorageAccount", "AccountNameInvalid")


def _site_name(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/appservice/check-name-availability."""
    return _available(cloud, request, "azure-native:web:WebApp", "Invalid")


def _available(cloud: Cloud, request: Request, token: str, invalid: str) -> Answer:
    name, rule = (text(request.body, "name") or ""), cloud.type_of(token).name_rule
    if rule is not None and not rule.accepts(name):
        return Answer(200, {"nameAvailable": False, "reason": invalid, "message": f"{name} is not a valid name: {rule.words}."})
    taken = any(one.id.rpartition("/")[2].lower() == name.lower() for one in cloud.state.of(token))
    return Answer(
        200,
        {"nameAvailable": False, "reason": "AlreadyExists", "message": f"{name} is already taken."}
        if taken
        else {"nameAvailable": True, "reason": "", "message": ""},
    )


_PROVIDERS: Final = "/subscriptions/{subscription}/providers"

ROUTES: Final[tuple[Route, ...]] = (
    route("POST", _PROVIDERS + "/Microsoft.Storage/checkNameAvailability", _storage_name),
    route("POST", _PROVIDERS + "/Microsoft.Web/checknameavailability", _site_name),
)
