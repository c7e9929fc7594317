"""Swapping two slots: what goes along with the code, and what stays with the slot.

Sources: learn.microsoft.com/azure/app-service/deploy-staging-slots (What happens during a swap; Which settings are swapped), and
learn.microsoft.com/azure/azure-functions/functions-app-settings (WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS). What neither names stays.
"""

from __future__ import annotations

from collections.abc import Callable

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError, bad_request
from azure_rehearsal.core.plain import child, table, texts
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.microsoft_web import references

from .config import SITE

__all__ = ["PRODUCTION", "swap"]

PRODUCTION = "production"
"""What the app itself is called as a slot."""

# Of a site's configuration: the language stack with its start command, bitness, web sockets, handler and path mappings, mounts.
_MOVES = frozenset(
    {
        "netFrameworkVersion",
        "javaVersion",
        "javaContainer",
        "javaContainerVersion",
        "phpVersion",
        "pythonVersion",
        "nodeVersion",
        "powerShellVersion",
        "linuxFxVersion",
        "windowsFxVersion",
        "appCommandLine",
        "use32BitWorkerProcess",
        "webSocketsEnabled",
        "handlerMappings",
        "virtualApplications",
    }
)
# These stay unless every slot says that they don't: protocols, IP restrictions, Always On, diagnostic logs, CORS.
_MOVES_IF_TOLD = frozenset(
    {
        "minTlsVersion",
        "minTlsCipherSuite",
        "scmMinTlsVersion",
        "ipSecurityRestrictions",
        "ipSecurityRestrictionsDefaultAction",
        "scmIpSecurityRestrictions",
        "scmIpSecurityRestrictionsDefaultAction",
        "scmIpSecurityRestrictionsUseMain",
        "alwaysOn",
        "httpLoggingEnabled",
        "detailedErrorLoggingEnabled",
        "requestTracingEnabled",
        "cors",
    }
)
_SITE_MOVES_IF_TOLD = frozenset({"httpsOnly", "clientCertEnabled", "clientCertMode", "clientCertExclusionPaths"})
# What a part of the configuration is, not what it says.
_ADDRESS = frozenset({"name", "resourceGroupName", "slot", "type", "azureApiVersion", "systemData"})
_NETWORK = frozenset({"virtualNetworkSubnetId"})
_OVERRIDE = "WEBSITE_OVERRIDE_PRESERVE_DEFAULT_STICKY_SLOT_SETTINGS"
_OVERRIDE_VERSIONS = "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS"
_DIAGNOSTICS = frozenset(
    {"website_httplogging_retention_days", "diagnostics_azureblobretentionindays", "diagnostics_azureblobretentiondays"}
)

Names = Callable[[str], bool]


def swap(cloud: Cloud, site_id: str, target_slot: str, *, preserve_vnet: bool = True) -> None:
    """Exchange a site or slot with another slot of its app, and have both fetch their references anew.

    Args:
        cloud: the simulated Azure.
        site_id: the ARM id of the app (which is then the production slot) or of a slot.
        target_slot: the other slot's name, or "production".
        preserve_vnet: whether the integration with a virtual network stays with the slot.

    Raises:
        AzureError: there is no such site or slot, both are the same, or the caller may not.
    """
    app_id = ArmId.parse(site_id).top()
    app, one = _slot(cloud, app_id, PRODUCTION), _slot(cloud, app_id, _name(site_id))
    kind = "sites" if one.token == SITE else "sites/slots"
    cloud.authorise(one.id, f"Microsoft.Web/{kind}/slotsswap/Action")
    other = _slot(cloud, app_id, target_slot)
    if one is other:
        # No page has the words of this one; these are those of its other refusals: microsoft/azure-pipelines-tasks#5566.
        words = f"the source and the target are both the '{_name(one.id)}' slot"
        raise bad_request(f"Cannot swap slots for site '{ArmId.parse(app_id).name}' because {words}.")
    _configuration(cloud, app, one, other, preserve_vnet=preserve_vnet)
    _settings(cloud, app, one, other)
    status: JsonDict = {"timestampUtc": cloud.clock.iso(), "sourceSlotName": _name(one.id), "destinationSlotName": _name(other.id)}
    for site in (one, other):
        site.outputs["slotSwapStatus"] = {**status}
        site.outputs["lastModifiedTimeUtc"] = cloud.clock.iso()
        references.fetch(cloud, site.id)


def _name(site_id: str) -> str:
    names = ArmId.parse(site_id).names
    return names[1] if len(names) > 1 else PRODUCTION


def _slot(cloud: Cloud, app_id: str, name: str) -> Record:
    """App Service's words for what it can't find are those of its plans: "Cannot find {kind} with name {name}."."""
    production = name.lower() == PRODUCTION
    record = cloud.state.get(app_id if production else f"{app_id}/slots/{name}")
    if record is None:
        app = ArmId.parse(app_id).name
        raise AzureError("NotFound", f"Cannot find Site with name {app if production else f'{app}({name})'}.", 404)
    return record


def _configuration(cloud: Cloud, app: Record, one: Record, other: Record, *, preserve_vnet: bool) -> None:
    told = all(_says_no(site, _OVERRIDE) for site in (one, other))  # of the slots that take part
    moves = _MOVES | (_MOVES_IF_TOLD if told else frozenset[str]())
    own = (_SITE_MOVES_IF_TOLD if told else frozenset[str]()) | (frozenset[str]() if preserve_vnet else _NETWORK)
    mounts = _sticky(cloud, app, "azureStorageConfigNames")
    for mine, theirs in ((one.inputs, other.inputs), (one.outputs, other.outputs)):
        _exchange(mine, theirs, stays=lambda name: name not in own)
        _exchange_in(mine, theirs, "siteConfig", stays=lambda name: name not in moves)
        _exchange_in(table(mine, "siteConfig"), table(theirs, "siteConfig"), "azureStorageAccounts", stays=mounts)
    mine, theirs = (_part(cloud, site, "config/azurestorageaccounts") for site in (one, other))
    for accounts, others in ((mine.inputs, theirs.inputs), (mine.outputs, theirs.outputs)):
        _exchange_in(accounts, others, "properties", stays=mounts)
    for part in ("config/metadata", *(["config/logs"] if told else []), *([] if preserve_vnet else ["networkConfig/virtualNetwork"])):
        mine, theirs = (_part(cloud, site, part) for site in (one, other))
        for content, others in ((mine.inputs, theirs.inputs), (mine.outputs, theirs.outputs)):
            _exchange(content, others, stays=lambda name: name in _ADDRESS)


def _settings(cloud: Cloud, app: Record, one: Record, other: Record) -> None:
    named = _sticky(cloud, app, "appSettingNames")
    versions_move = all(_says_no(site, _OVERRIDE_VERSIONS) for site in (one, other))

    def stays(name: str) -> bool:
        return named(name) or name.lower() in _DIAGNOSTICS or (name.upper().endswith("_EXTENSION_VERSION") and not versions_move)

    for key, rule in (("appSettings", stays), ("connectionStrings", _sticky(cloud, app, "connectionStringNames"))):
        _exchange(child(one.private, key), child(other.private, key), stays=rule)


def _sticky(cloud: Cloud, app: Record, key: str) -> Names:
    listed = _part(cloud, app, "config/slotConfigNames").inputs
    names = {name.lower() for name in texts(listed, key)}
    return lambda name: name.lower() in names


def _says_no(site: Record, setting: str) -> bool:
    found = {name.lower(): value for name, value in table(site.private, "appSettings").items()}.get(setting.lower())
    return isinstance(found, str) and found.lower() in {"0", "false"}


def _part(cloud: Cloud, site: Record, part: str) -> Record:
    """A part of a site's configuration; Azure makes each with the site."""
    record = cloud.state.get(f"{site.id}/{part}")
    if record is None:
        raise LookupError(f"'{site.id}' has no {part}")
    return record


def _exchange(one: JsonDict, other: JsonDict, *, stays: Names) -> None:
    mine = {name: one.pop(name) for name in list(one) if not stays(name)}
    one.update({name: other.pop(name) for name in list(other) if not stays(name)})
    other.update(mine)


def _exchange_in(one: JsonDict, other: JsonDict, key: str, *, stays: Names) -> None:
    """The same inside a table under a key, which isn't made where it would be empty."""
    mine, theirs = {**table(one, key)}, {**table(other, key)}
    _exchange(mine, theirs, stays=stays)
    for holder, content in ((one, mine), (other, theirs)):
        if content or key in holder:
            holder[key] = content
