"""`config/web` of a site or slot: its configuration, read and written apart from the site itself."""

from __future__ import annotations

from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import clone, table
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

from .resources import find, patch
from .wire import Answer, Request, Route, route

__all__ = ["ROUTES"]

_SITE: Final = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web/sites/{name}"
_END: Final = "/config/web"

# What a new site has: both of the newest recordings agree (tests/fidelity/recordings/web: web-config-web-defaults-2024.json of 2024-06-21
# and web-container-acr-config-2025.json of 2025-02-20), or the only one that shows it.
_DEFAULTS: Final[JsonDict] = {
    "numberOfWorkers": 1,
    "defaultDocuments": [
        "Default.htm",
        "Default.html",
        "Default.asp",
        "index.htm",
        "index.html",
        "iisstart.htm",
        "default.aspx",
        "index.php",
    ],
    "netFrameworkVersion": "v4.0",
    "phpVersion": "",
    "pythonVersion": "",
    "nodeVersion": "",
    "powerShellVersion": "",
    "linuxFxVersion": "",
    "windowsConfiguredStacks": [],
    "acrUseManagedIdentityCreds": False,
    "httpLoggingEnabled": False,
    "logsDirectorySizeLimit": 35,
    "scmType": "None",
    "use32BitWorkerProcess": True,
    "webSocketsEnabled": False,
    "alwaysOn": False,
    "appCommandLine": "",
    "managedPipelineMode": "Integrated",
    "loadBalancing": "LeastRequests",
    "experiments": {"rampUpRules": []},
    "vnetName": "",
    "vnetRouteAllEnabled": False,
    "vnetPrivatePortsCount": 0,
    "siteAuthEnabled": False,
    "localMySqlEnabled": False,
    "ipSecurityRestrictions": [
        {"ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all", "description": "Allow all access"}
    ],
    "scmIpSecurityRestrictions": [
        {"ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all", "description": "Allow all access"}
    ],
    "scmIpSecurityRestrictionsUseMain": False,
    "http20Enabled": False,
    "minTlsVersion": "1.2",
    "scmMinTlsVersion": "1.2",
    "ftpsState": "FtpsOnly",
    "preWarmedInstanceCount": 0,
    "elasticWebAppScaleLimit": 0,
    "minimumElasticInstanceCount": 1,
    "azureStorageAccounts": {},
    "http20ProxyFlag": 0,
}
_APART: Final = frozenset({"appSettings", "connectionStrings", "metadata"})  # listed by POST elsewhere; recorded as null here


def _site(cloud: Cloud, request: Request) -> Record:
    return find(cloud, request.path[: -len(_END)])


def _answer(site: Record, resource_id: str, kind: str) -> Answer:
    own = {key: value for key, value in table(site.outputs, "siteConfig").items() if key not in _APART and value is not None}
    properties: JsonDict = {**clone(_DEFAULTS), **clone(own)}
    return Answer(200, {"id": resource_id, "name": "/".join(ArmId.parse(site.id).names), "type": kind, "properties": properties})


def _read(cloud: Cloud, request: Request) -> Answer:
    """GET: with the id of its own, and the site's name."""
    site = _site(cloud, request)
    kind = ArmId.parse(site.id).kind
    cloud.authorise(site.id, f"{kind}/config/read")
    return _answer(site, site.id + _END, f"{kind}/config")


def _write(cloud: Cloud, request: Request) -> Answer:
    """PUT and PATCH alike change what they name and keep the rest; they answer 200 with the site's own id and type (recorded)."""
    site = _site(cloud, request)
    kind = ArmId.parse(site.id).kind
    patch(cloud, site, {"properties": {"siteConfig": table(request.body, "properties")}}, f"{kind}/config/write")
    return _answer(find(cloud, site.id), site.id, kind)


ROUTES: Final[tuple[Route, ...]] = tuple(
    one
    for site in (_SITE, _SITE + "/slots/{slot}")
    for one in (
        route("GET", site + _END, _read),
        route("PUT", site + _END, _write, writes=True),
        route("PATCH", site + _END, _write, writes=True),
    )
)
