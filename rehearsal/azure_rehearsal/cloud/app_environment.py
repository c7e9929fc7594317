"""The environment variables of an app on App Service: its settings as it sees them, and what the platform adds.

Sources: learn.microsoft.com/azure/app-service/reference-app-settings (prefixes, WEBSITE_*), .../configure-common (names on Linux).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import flag, table, text

from .cloud import Cloud

__all__ = ["AppEnvironment", "app_environment"]

_PREFIXES: Final[Mapping[str, str]] = {
    "sqlserver": "SQLCONNSTR_",
    "sqlazure": "SQLAZURECONNSTR_",
    "mysql": "MYSQLCONNSTR_",
    "postgresql": "POSTGRESQLCONNSTR_",
    "custom": "CUSTOMCONNSTR_",
    "servicebus": "SERVICEBUSCONNSTR_",
    "eventhub": "EVENTHUBCONNSTR_",
    "notificationhub": "NOTIFICATIONHUBCONNSTR_",
    "docdb": "DOCDBCONNSTR_",
    "rediscache": "REDISCACHECONNSTR_",
}


@dataclass(frozen=True)
class AppEnvironment:
    """`variables`: what the app's process is started with. `unresolved`: setting -> why its reference isn't resolved; the app
    sees the reference's own text there, as on App Service.
    """

    variables: dict[str, str] = field(repr=False)
    unresolved: dict[str, str]


def app_environment(cloud: Cloud, site_id: str) -> AppEnvironment:
    """The environment of a site or slot. Raises LookupError where there is none of that id."""
    views = cloud.site_settings(site_id)
    site = cloud.state.get(site_id)
    if site is None:
        raise LookupError(f"there is no site or slot '{site_id}'")
    linux = flag(site.private, "linux") is True
    kinds = table(site.private, "connectionStrings")
    variables: dict[str, str] = {}
    for view in views:
        name = view.name.replace(".", "_") if linux else view.name
        if view.connection_string:
            kind = (text(kinds, view.name, "type") or "Custom").lower()
            variables[_PREFIXES.get(kind, _PREFIXES["custom"]) + name] = view.value
        else:
            variables[name] = view.value
            variables[f"APPSETTING_{name}"] = view.value
    arm = ArmId.parse(site.id)
    variables |= {
        "WEBSITE_SITE_NAME": arm.names[0],
        "WEBSITE_HOSTNAME": text(site.outputs, "defaultHostName") or "",
        "WEBSITE_RESOURCE_GROUP": arm.group or "",
        "WEBSITE_OWNER_NAME": f"{arm.subscription}+{arm.group}",
        "WEBSITE_SLOT_NAME": arm.names[1] if len(arm.names) > 1 else "Production",
        "WEBSITE_INSTANCE_ID": "rehearsal",
    }
    bad = {view.name: f"{one.status}: {one.detail}" for view in views if (one := view.reference) and one.status != "Resolved"}
    return AppEnvironment(variables, bad)
