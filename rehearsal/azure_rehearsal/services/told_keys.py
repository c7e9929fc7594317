"""Functions that tell keys and secrets of services whose types are data or generic."""

from __future__ import annotations

from urllib.parse import quote

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import clone, tables, text
from azure_rehearsal.core.resource_type import Cloud, Invoke, Service
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.shared.keys import key_of_account, require_local_auth, with_right
from azure_rehearsal.services.shared.messaging import policy_keys

__all__ = ["APP_FUNCTIONS", "LOGIC_FUNCTIONS", "SERVICES", "STORAGE_FUNCTIONS"]

_IOT_HUB = "azure-native:iothub:IotHubResource"
# The policies that a hub is made with: learn.microsoft.com/azure/iot-hub/authenticate-authorize-sas
_IOT_POLICIES = {
    "iothubowner": "RegistryWrite, ServiceConnect, DeviceConnect",
    "service": "ServiceConnect",
    "device": "DeviceConnect",
    "registryRead": "RegistryRead",
    "registryReadWrite": "RegistryWrite",
}
_WORKFLOW = "azure-native:logic:Workflow"


# -- Azure Container Apps --------------------------------------------------------------------------------------------------


def _app_secrets(token: str, verb: str) -> Invoke:
    """The secrets that an app or job was given: learn.microsoft.com/rest/api/resource-manager/containerapps (List Secrets)."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, token, args, f"{verb}/action")
        given = tables(record.inputs, "configuration", "secrets")
        secrets: list[JsonValue] = [{key: clone(value) for key, value in one.items() if value is not None} for one in given]
        return {"value": secrets}

    return call


# -- IoT Hub ---------------------------------------------------------------------------------------------------------------


def _iot_policies(cloud: Cloud, args: JsonDict) -> list[JsonDict]:
    record = with_right(cloud, _IOT_HUB, args, "listkeys/action")
    require_local_auth(record)
    given = {text(one, "keyName") or "": text(one, "rights") or "" for one in tables(record.inputs, "properties", "authorizationPolicies")}
    return [
        {
            "keyName": name,
            "primaryKey": key_of_account(record, f"{name} 1", 32),
            "secondaryKey": key_of_account(record, f"{name} 2", 32),
            "rights": rights,
        }
        for name, rights in (given or _IOT_POLICIES).items()
    ]


def _iot_keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST listkeys: learn.microsoft.com/rest/api/iothub/iot-hub-resource/list-keys."""
    return {"value": [*_iot_policies(cloud, args)]}


def _iot_key(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST IotHubKeys/NAME/listkeys: one policy."""
    wanted = text(args, "keyName") or ""
    for policy in _iot_policies(cloud, args):
        if policy["keyName"] == wanted:
            return policy
    raise AzureError("404135", f"The shared access policy {wanted} was not found in the IoT hub.", 404)


# -- Azure Automation ------------------------------------------------------------------------------------------------------


def _automation_keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST listKeys: learn.microsoft.com/rest/api/automation/keys/list-by-automation-account, 64 bytes each."""
    record = with_right(cloud, "azure-native:automation:AutomationAccount", args, "listKeys/action")
    return {"keys": [{"keyName": name, "permissions": "Full", "value": key_of_account(record, name)} for name in ("Primary", "Secondary")]}


# -- Logic Apps ------------------------------------------------------------------------------------------------------------


def _callback_url(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST listCallbackUrl: learn.microsoft.com/rest/api/logic/workflow-triggers/list-callback-url has the form of the address."""
    record = with_right(cloud, _WORKFLOW, args, "triggers/listCallbackUrl/action")
    trigger = text(args, "triggerName") or ""
    place = (text(record.inputs, "location") or cloud.options.location).replace(" ", "").lower()
    workflow = key_of_account(record, "access endpoint", 16, "hex")
    base = f"https://prod-00.{place}.logic.azure.com/workflows/{workflow}/triggers/{trigger}/paths/invoke"
    signature = key_of_account(record, f"trigger {trigger}", 32, "url").rstrip("=")
    permission = f"/triggers/{trigger}/run"
    return {
        "value": f"{base}?api-version=2016-10-01&sp={quote(permission, safe='')}&sv=1.0&sig={signature}",
        "method": "POST",
        "basePath": base,
        "queries": {"apiVersion": "2016-10-01", "sp": permission, "sv": "1.0", "sig": signature},
    }


# -- SAS of storage accounts -----------------------------------------------------------------------------------------------


def _sas(answer: str, verb: str, parts: tuple[tuple[str, str], ...]) -> Invoke:
    """A shared access signature with what was asked for; `parts`: its parameters and the arguments that fill them.

    Form: learn.microsoft.com/rest/api/storageservices/create-account-sas and create-service-sas.
    """

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, "azure-native:storage:StorageAccount", args, f"{verb}/action")
        asked = [(name, value) for name, given in parts if (value := text(args, given))]
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in [("sv", "2015-04-05"), *asked])
        signature = key_of_account(record, f"sas {query}", 32)
        return {answer: f"{query}&sig={quote(signature, safe='')}"}

    return call


_COMMON = (("sp", "permissions"), ("st", "sharedAccessStartTime"), ("se", "sharedAccessExpiryTime"), ("sip", "iPAddressOrRange"))
_ACCOUNT_SAS = (("ss", "services"), ("srt", "resourceTypes"), *_COMMON, ("spr", "protocols"))
_SERVICE_SAS = (("sr", "resource"), *_COMMON, ("spr", "protocols"), ("si", "identifier"))

_RELAY = "azure-native:relay:"
_HUBS = "azure-native:notificationhubs:"
# learn.microsoft.com/azure/notification-hubs/notification-hubs-push-notification-security: the policies of a new hub
_HUB_POLICIES = frozenset({"DefaultListenSharedAccessSignature", "DefaultFullSharedAccessSignature"})

APP_FUNCTIONS = {
    "azure-native:app:listContainerAppSecrets": _app_secrets("azure-native:app:ContainerApp", "listSecrets"),
    "azure-native:app:listJobSecrets": _app_secrets("azure-native:app:Job", "listSecrets"),
}
LOGIC_FUNCTIONS = {"azure-native:logic:listWorkflowTriggerCallbackUrl": _callback_url}
STORAGE_FUNCTIONS = {
    "azure-native:storage:listStorageAccountSAS": _sas("accountSasToken", "listAccountSas", _ACCOUNT_SAS),
    "azure-native:storage:listStorageAccountServiceSAS": _sas("serviceSasToken", "listServiceSas", _SERVICE_SAS),
}
SERVICES = (
    Service(
        "Microsoft.Devices",
        (),
        {
            "azure-native:iothub:listIotHubResourceKeys": _iot_keys,
            "azure-native:iothub:listIotHubResourceKeysForKeyName": _iot_key,
        },
    ),
    Service("Microsoft.Automation", (), {"azure-native:automation:listKeyByAutomationAccount": _automation_keys}),
    Service(
        "Microsoft.Relay",
        (),
        {
            f"{_RELAY}listNamespaceKeys": policy_keys(f"{_RELAY}Namespace"),
            f"{_RELAY}listHybridConnectionKeys": policy_keys(f"{_RELAY}HybridConnection"),
            f"{_RELAY}listWCFRelayKeys": policy_keys(f"{_RELAY}WCFRelay"),
        },
    ),
    Service(
        "Microsoft.NotificationHubs",
        (),
        {
            f"{_HUBS}listNamespaceKeys": policy_keys(f"{_HUBS}Namespace"),
            f"{_HUBS}listNotificationHubKeys": policy_keys(f"{_HUBS}NotificationHub", defaults=_HUB_POLICIES),
        },
    ),
)
"""Services of which nothing but these functions is described."""
