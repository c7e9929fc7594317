"""The configuration of a site or slot: each part comes with the site, is replaced whole, and is reset by a delete."""

# ruff: noqa: ARG002 - hooks and functions share one signature

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import bad_request, parent_not_found, resource_not_found
from azure_rehearsal.core.plain import clone, flag, table, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.microsoft_web import references

__all__ = ["CONFIG_TYPES", "SITE", "SLOT", "list_settings", "list_settings_slot", "refuse_names", "site_of"]

SITE = "azure-native:web:WebApp"
SLOT = "azure-native:web:WebAppSlot"
_PATH = GROUP + "/providers/Microsoft.Web/sites/{name}"


def site_of(cloud: Cloud, args: JsonDict) -> Record:
    """The site or slot that arguments name. Raises ResourceNotFound."""
    token = SLOT if text(args, "slot") else SITE
    record = cloud.state.get(cloud.id_of(token, args) or "")
    if record is None:
        name = "/".join(one for one in (text(args, "name"), text(args, "slot")) if one)
        raise resource_not_found("Microsoft.Web/sites", name, text(args, "resourceGroupName"))
    return record


def _holder(cloud: Cloud, config_id: str) -> Record:
    site_id = ArmId.parse(config_id).parent() or ""
    record = cloud.state.get(site_id)
    if record is None:
        raise parent_not_found("/".join(ArmId.parse(site_id).names))
    return record


def refuse_names(names: Iterable[str], *, linux: bool) -> None:
    """Linux apps take letters, digits, periods and underscores: learn.microsoft.com/azure/app-service/configure-common."""
    for name in names:
        if not name or (linux and not re.fullmatch(r"[A-Za-z0-9._]+", name)):
            raise bad_request(
                f"App setting name '{name}' is not allowed: names can only contain letters, numbers (0-9), periods "
                '("."), and underscores ("_").'
            )


class _Config(Behaviour):
    """A part of a site's configuration; a write of it makes the app restart and fetch its references."""

    def written(self, write: Write, record: Record) -> None:
        references.fetch(write.cloud, _holder(write.cloud, record.id).id)


class _AppSettings(_Config):
    def refuse(self, write: Write) -> None:
        site = _holder(write.cloud, write.id)
        refuse_names(table(write.inputs, "properties"), linux=flag(site.private, "linux") is True)

    def fill(self, write: Write) -> None:
        settings: JsonDict = {key: value for key, value in table(write.inputs, "properties").items() if value is not None}
        _holder(write.cloud, write.id).private["appSettings"] = settings
        write.outputs["properties"] = clone(settings)

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        return {**clone(record.outputs), "properties": clone(table(_holder(cloud, record.id).private, "appSettings"))}

    def inputs_now(self, cloud: Cloud, record: Record, inputs: JsonDict) -> JsonDict:
        return {**clone(record.inputs), "properties": clone(table(_holder(cloud, record.id).private, "appSettings"))}


class _ConnectionStrings(_Config):
    def fill(self, write: Write) -> None:
        strings = clone(table(write.inputs, "properties"))
        _holder(write.cloud, write.id).private["connectionStrings"] = strings
        write.outputs["properties"] = clone(strings)

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        live = table(_holder(cloud, record.id).private, "connectionStrings")
        return {**clone(record.outputs), "properties": clone(live)}

    def inputs_now(self, cloud: Cloud, record: Record, inputs: JsonDict) -> JsonDict:
        live = table(_holder(cloud, record.id).private, "connectionStrings")
        return {**clone(record.inputs), "properties": clone(live)}


def list_settings(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST config/appsettings/list. Reader may not call it: it is an action."""
    record = site_of(cloud, {**args, "slot": None})
    return _listed(cloud, record)


def list_settings_slot(cloud: Cloud, args: JsonDict) -> JsonDict:
    """The same of a slot."""
    return _listed(cloud, site_of(cloud, args))


def _listed(cloud: Cloud, record: Record) -> JsonDict:
    kind = "sites/slots" if record.token == SLOT else "sites"
    cloud.authorise(record.id, f"Microsoft.Web/{kind}/config/list/action")
    return {
        "id": f"{record.id}/config/appsettings",
        "name": "appsettings",
        "type": "Microsoft.Web/sites/config",
        "properties": clone(table(record.private, "appSettings")),
    }


def _pair(
    token: str,
    tail: str,
    behaviour: Behaviour,
    *,
    default: Mapping[str, object] | None = None,
    singleton: bool = False,
    slots: bool = True,
    listed: bool = False,
) -> tuple[ResourceType, ...]:
    """The type for sites and its twin for slots. azure-native keeps defaults of some slot twins to itself: singletons."""
    kind = tail.split("/", maxsplit=1)[0]
    common = {"lock": True, "behaviour": behaviour, "default": default}
    site = ResourceType(
        token=f"azure-native:web:{token}",
        kind=f"Microsoft.Web/sites/{kind}",
        path=f"{_PATH}/{tail}",
        read_action="Microsoft.Web/sites/config/list/action" if listed else "",
        singleton=singleton,
        **common,  # type: ignore[arg-type]
    )
    slot = ResourceType(
        token=f"azure-native:web:{token}Slot",
        kind=f"Microsoft.Web/sites/slots/{kind}",
        path=f"{_PATH}/slots/{{slot}}/{tail}",
        read_action="Microsoft.Web/sites/slots/config/list/action" if listed else "",
        singleton=True,
        **common,  # type: ignore[arg-type]
    )
    return (site, slot) if slots else (site,)


# Which parts exist and what their first state is: provider/pkg/openapi/defaults/defaultResourcesState.go; a part without a
# delete in ARM that isn't listed there is a singleton, which a create takes over in any state.
CONFIG_TYPES: tuple[ResourceType, ...] = (
    *_pair("WebAppApplicationSettings", "config/appsettings", _AppSettings(), singleton=True, listed=True),
    *_pair("WebAppConnectionStrings", "config/connectionstrings", _ConnectionStrings(), singleton=True, listed=True),
    *_pair("WebAppAzureStorageAccounts", "config/azurestorageaccounts", _Config(), singleton=True, listed=True),
    *_pair("WebAppMetadata", "config/metadata", _Config(), singleton=True),
    *_pair("WebAppAuthSettings", "config/authsettings", _Config(), default={"enabled": False}),
    *_pair("WebAppAuthSettingsV2", "config/authsettingsV2", _Config(), singleton=True),
    *_pair("WebAppDiagnosticLogsConfiguration", "config/logs", _Config(), default={}),
    *_pair("WebAppSlotConfigurationNames", "config/slotConfigNames", _Config(), default={}, slots=False),
    *_pair("WebAppFtpAllowed", "basicPublishingCredentialsPolicies/ftp", Behaviour(), default={"allow": True}),
    *_pair("WebAppScmAllowed", "basicPublishingCredentialsPolicies/scm", Behaviour(), default={"allow": True}),
    *_pair("WebAppSwiftVirtualNetworkConnection", "networkConfig/virtualNetwork", _Config(), default={"swiftSupported": True}),
)
