"""Microsoft.CognitiveServices: Azure AI accounts, their keys, and their soft delete of 48 hours."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.errors import AzureError, bad_request, resource_not_found
from azure_rehearsal.core.name_rules import NameRule, any_name, specification
from azure_rehearsal.core.plain import child, clone, flag, set_default, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import key_of_account

__all__ = ["SERVICE"]

ACCOUNT = "azure-native:cognitiveservices:Account"
_PATH = GROUP + "/providers/Microsoft.CognitiveServices/accounts/{accountName}"
_RETENTION = 48 * 3600.0


class _Account(Behaviour):
    """Sources: learn.microsoft.com/azure/ai-services/recover-purge-resources and .../cognitive-services-custom-subdomains."""

    def refuse(self, write: Write) -> None:
        domain = (text(write.inputs, "properties", "customSubDomainName") or "").lower()
        for other in write.cloud.state.of(ACCOUNT):
            taken = (text(other.inputs, "properties", "customSubDomainName") or "").lower()
            if domain and taken == domain and key_of(other.id) != key_of(write.id):
                raise AzureError(
                    "CustomDomainInUse",
                    f"Please pick a different name. The subdomain name '{domain}' is not available as it's already used by a resource.",
                    409,
                )
        if write.creating and self._ghost(write) and flag(write.inputs, "properties", "restore") is not True:
            raise AzureError(
                "FlagMustBeSetForRestore",
                f"An existing resource with ID '{write.id}' has been soft-deleted. To restore the resource, you must "
                "specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please "
                "purge it first.",
                409,
            )

    @staticmethod
    def _ghost(write: Write) -> bool:
        ghost = write.cloud.state.deleted.get(key_of(write.id))
        until = ghost.private.get("purgeAt") if ghost else None
        return isinstance(until, (int, float)) and write.cloud.clock.now < until

    def fill(self, write: Write) -> None:
        apply_identity(write)
        properties = child(write.outputs, "properties")
        domain = text(properties, "customSubDomainName")
        place = (text(write.inputs, "location") or "").replace(" ", "").lower()
        properties.pop("restore", None)
        properties.update(
            {
                "endpoint": f"https://{domain}.cognitiveservices.azure.com/" if domain else f"https://{place}.api.cognitive.microsoft.com/",
                "provisioningState": "Succeeded",
                "isMigrated": False,
                "dateCreated": write.cloud.clock.iso(),
            }
        )
        set_default(properties, "publicNetworkAccess", "Enabled")
        write.private.setdefault("keySeed", write.cloud.new_guid("key " + write.id))
        write.outputs["etag"] = f'"{write.cloud.new_guid(write.id)}"'

    def written(self, write: Write, record: Record) -> None:
        write.cloud.state.deleted.pop(key_of(record.id), None)

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)
        record.private["purgeAt"] = cloud.clock.now + _RETENTION
        cloud.state.deleted[key_of(record.id)] = record


class _Deployment(Behaviour):
    def fill(self, write: Write) -> None:
        child(write.outputs, "properties")["provisioningState"] = "Succeeded"
        write.outputs["etag"] = f'"{write.cloud.new_guid(write.id)}"'


def _account(cloud: Cloud, args: JsonDict) -> Record:
    record = cloud.state.get(cloud.id_of(ACCOUNT, args) or "")
    if record is None:
        name = text(args, "accountName") or ""
        raise resource_not_found("Microsoft.CognitiveServices/accounts", name, text(args, "resourceGroupName"))
    return record


def _keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    """POST listKeys; refused where local authentication is off."""
    record = _account(cloud, args)
    cloud.authorise(record.id, "Microsoft.CognitiveServices/accounts/listKeys/action")
    if flag(record.inputs, "properties", "disableLocalAuth"):
        raise bad_request("Failed to list key. disableLocalAuth is set to be true")
    return {f"key{at}": key_of_account(record, at, 16, "hex") for at in (1, 2)}


def _get(cloud: Cloud, args: JsonDict) -> JsonDict:
    record = _account(cloud, args)
    cloud.authorise(record.id, "Microsoft.CognitiveServices/accounts/read")
    return {**clone(record.outputs), "id": record.id}


SERVICE = Service(
    "Microsoft.CognitiveServices",
    (
        ResourceType(
            token=ACCOUNT,
            kind="Microsoft.CognitiveServices/accounts",
            path=_PATH,
            name="accountName",
            name_rule=NameRule(r"[A-Za-z0-9][A-Za-z0-9_.-]{1,63}", "2-64 letters, digits, . _ -, the first no sign"),
            replaces=frozenset({"location", "kind"}),
            location=True,
            behaviour=_Account(),
        ),
        ResourceType(
            token="azure-native:cognitiveservices:Deployment",
            kind="Microsoft.CognitiveServices/accounts/deployments",
            path=_PATH + "/deployments/{deploymentName}",
            name="deploymentName",
            name_rule=any_name(specification("Microsoft.CognitiveServices/accounts/deployments", "2026-07-01")),
            behaviour=_Deployment(),
        ),
        ResourceType(
            token="azure-native:cognitiveservices:Project",
            kind="Microsoft.CognitiveServices/accounts/projects",
            path=_PATH + "/projects/{projectName}",
            name="projectName",
            name_rule=NameRule(
                r"[A-Za-z0-9][A-Za-z0-9_.-]{1,63}",
                "2-64 letters, digits, . _ -, beginning with a letter or digit",
                source=specification("Microsoft.CognitiveServices/accounts/projects", "2026-07-01"),
            ),
            location=True,
            behaviour=_Deployment(),
        ),
    ),
    {"azure-native:cognitiveservices:listAccountKeys": _keys, "azure-native:cognitiveservices:getAccount": _get},
)
