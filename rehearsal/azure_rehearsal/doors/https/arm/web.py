"""Microsoft.Web behind ARM, beyond plain resources: settings that are listed by POST, references, starting, stopping and swapping."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.answers import SettingView
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import bad_request, resource_not_found
from azure_rehearsal.core.plain import flag, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonValue
from azure_rehearsal.services.microsoft_web.config import SITE

from .absent import not_simulated
from .lists import paged
from .resources import body_of, find
from .wire import Answer, Request, Route, route

__all__ = ["ROUTES"]

_SITE: Final = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web/sites/{name}"
_BOTH: Final = (_SITE, _SITE + "/slots/{slot}")
_CLAIM: Final = {"systemassigned": "SystemAssigned"}


def _site(cloud: Cloud, request: Request) -> Record:
    slot = request.names.get("slot")
    parts = request.path.split("/")
    return find(cloud, "/".join(parts[: parts.index(request.names["name"]) + (3 if slot else 1)]))


def _kind(record: Record) -> str:
    return "Microsoft.Web/sites" if record.token == SITE else "Microsoft.Web/sites/slots"


def _listed(cloud: Cloud, request: Request) -> Answer:
    """POST .../config/{part}/list: an action of its own, which Reader doesn't have."""
    site = _site(cloud, request)
    cloud.authorise(site.id, f"{_kind(site)}/config/list/action")
    return Answer(200, body_of(cloud, find(cloud, f"{site.id}/config/{request.names['part']}")))


def _references(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/appservice/web-apps/get-app-settings-key-vault-references."""
    site, strings = _site(cloud, request), request.names["part"].lower() == "connectionstrings"
    cloud.authorise(site.id, f"{_kind(site)}/config/read")
    views = [one for one in cloud.site_settings(site.id) if one.reference is not None and one.connection_string == strings]
    wanted = request.names.get("key")
    if wanted is None:
        return paged([_reference(site, one, request) for one in views], request)
    found = next((one for one in views if one.name.lower() == wanted.lower()), None)
    if found is None:
        arm = ArmId.parse(site.id)
        raise resource_not_found(f"{_kind(site)}/config", "/".join((*arm.names, wanted)), arm.group)
    return Answer(200, _reference(site, found, request))


def _reference(site: Record, view: SettingView, request: Request) -> JsonValue:
    status = view.reference
    assert status is not None
    identity = status.identity or ""
    return {
        "id": f"{site.id}/config/configreferences/{request.names['part']}/{view.name}",
        "name": view.name,
        "type": f"{_kind(site)}/config",
        "properties": {
            "reference": view.raw,
            "status": status.status,
            "vaultName": status.vault,
            "secretName": status.secret,
            "secretVersion": status.version,
            "identityType": {"type": _CLAIM.get(identity.lower(), "UserAssigned")},
            "details": status.detail,
            "source": "KeyVault",
        },
    }


def _refresh(cloud: Cloud, request: Request) -> Answer:
    site = _site(cloud, request)
    cloud.authorise(site.id, f"{_kind(site)}/config/write")
    cloud.refresh_references(site.id)
    return _references(cloud, replace(request, names={**request.names, "part": "appsettings"}))


def _switch(cloud: Cloud, request: Request) -> Answer:
    """Start, stop and restart; what restarts fetches its references anew."""
    site, verb = _site(cloud, request), request.names["verb"].lower()
    if verb not in _STATES:
        raise not_simulated(f"the action '{verb}' of '{site.id}'")
    cloud.authorise(site.id, f"{_kind(site)}/{verb}/action")
    site.outputs["state"] = _STATES[verb]
    if verb != "stop":
        cloud.refresh_references(site.id)
    return Answer(200)


def _swap(cloud: Cloud, request: Request) -> Answer:
    """learn.microsoft.com/rest/api/appservice/web-apps/swap-slot and .../swap-slot-with-production."""
    target = text(request.body, "targetSlot")
    if not target:
        raise bad_request("The request body must have targetSlot, the name of the slot to swap with.")
    cloud.swap_slots(_site(cloud, request).id, target, preserve_vnet=flag(request.body, "preserveVnet") is not False)
    return Answer(200)


_STATES: Final = {"start": "Running", "restart": "Running", "stop": "Stopped"}

ROUTES: Final[tuple[Route, ...]] = tuple(
    one
    for site in _BOTH
    for one in (
        route("POST", site + "/config/configreferences/appsettings/refresh", _refresh, writes=True),
        route("POST", site + "/config/{part}/list", _listed),
        route("GET", site + "/config/authsettingsV2/list", lambda cloud, request: _listed(cloud, _with_part(request, "authsettingsV2"))),
        # to look at a reference may fetch it, once a day
        route("GET", site + "/config/configreferences/{part}", _references, writes=True),
        route("GET", site + "/config/configreferences/{part}/{key}", _references, writes=True),
        route("POST", site + "/slotsswap", _swap, writes=True),
        route("POST", site + "/{verb}", _switch, writes=True),
    )
)


def _with_part(request: Request, part: str) -> Request:
    return replace(request, names={**request.names, "part": part})
