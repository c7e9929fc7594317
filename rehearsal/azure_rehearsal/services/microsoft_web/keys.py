"""The keys of sites: of functions and their host, of publishing, of static sites."""

from __future__ import annotations

from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.keys import key_of_account, with_right

from .config import SLOT, site_of

__all__ = ["KEY_FUNCTIONS"]

_STATIC = "azure-native:web:StaticSite"


def _function_key(record: Record, name: str) -> str:
    """56 characters of URL-safe base64, as recorded in 2023 (Azure/azure-powershell, Functions)."""
    return key_of_account(record, f"function {name}", 40, "url")


def _kind(record: Record) -> str:
    return "Microsoft.Web/sites/slots" if record.token == SLOT else "Microsoft.Web/sites"


def host_keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST host/default/listkeys: recorded in 2023; an app without code has a master key and the function key "default" already."""
    record = site_of(cloud, args)
    cloud.authorise(record.id, f"{_kind(record)}/host/listkeys/action")
    return {"masterKey": _function_key(record, "master"), "functionKeys": {"default": _function_key(record, "default")}, "systemKeys": {}}


def function_keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST functions/NAME/listkeys: the key "default" of a function; functions come with an app's code, which isn't here, so any name will do."""
    record, name = site_of(cloud, args), text(args, "functionName") or ""
    cloud.authorise(record.id, f"{_kind(record)}/functions/listkeys/action")
    site = text(record.outputs, "name") or ""
    return {
        "id": f"{record.id}/functions/{name}",
        "name": f"{site}/{name}",
        "type": f"{_kind(record)}/functions",
        "properties": {"default": _function_key(record, name)},
    }


def publishing_credentials(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST config/publishingcredentials/list: learn.microsoft.com/azure/app-service/deploy-configure-credentials (user $SITE, 60 characters)."""
    record = site_of(cloud, args)
    cloud.authorise(record.id, f"{_kind(record)}/config/list/action")
    site = (text(record.outputs, "name") or "").replace("/", "__")
    user, password = f"${site}", key_of_account(record, "publishing", 45, "letters")
    host = (text(record.outputs, "defaultHostName") or "").replace(".azurewebsites.", ".scm.azurewebsites.")
    return {
        "id": f"{record.id}/config/publishingcredentials",
        "name": "publishingcredentials",
        "type": f"{_kind(record)}/config",
        "publishingUserName": user,
        "publishingPassword": password,
        "scmUri": f"https://{user}:{password}@{host}",
    }


def static_site_secrets(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST listSecrets: learn.microsoft.com/azure/static-web-apps/deployment-token-management; the token is named apiKey."""
    record = with_right(cloud, _STATIC, args, "listsecrets/action")
    token = f"{key_of_account(record, 'token', 32, 'hex')}-{key_of_account(record, 'place', 18, 'hex')}"
    return {"id": f"{record.id}/secrets", "name": "secrets", "type": "Microsoft.Web/staticSites/secrets", "properties": {"apiKey": token}}


KEY_FUNCTIONS = {
    "azure-native:web:listWebAppHostKeys": host_keys,
    "azure-native:web:listWebAppHostKeysSlot": host_keys,
    "azure-native:web:listWebAppFunctionKeys": function_keys,
    "azure-native:web:listWebAppFunctionKeysSlot": function_keys,
    "azure-native:web:listWebAppPublishingCredentials": publishing_credentials,
    "azure-native:web:listWebAppPublishingCredentialsSlot": publishing_credentials,
    "azure-native:web:listStaticSiteSecrets": static_site_secrets,
}
