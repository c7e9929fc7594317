"""Microsoft.Storage: accounts, containers, queues, tables and shares."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from azure_rehearsal.core.errors import bad_request, resource_not_found
from azure_rehearsal.core.name_rules import PAGE, GlobalName, NameRule, only
from azure_rehearsal.core.plain import flag, set_default, table, tables, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.identity import apply_identity, drop_identity
from azure_rehearsal.services.shared.keys import key_of_account
from azure_rehearsal.services.shared.network_gate import Firewall
from azure_rehearsal.services.shared.plain_resource import PlainResource
from azure_rehearsal.services.told_keys import STORAGE_FUNCTIONS

if TYPE_CHECKING:
    from azure_rehearsal.core.state import Record

__all__ = ["SERVICE"]

ACCOUNT = "azure-native:storage:StorageAccount"
_PATH = GROUP + "/providers/Microsoft.Storage/storageAccounts/{accountName}"
_SERVICES = {"blob": "blob", "dfs": "dfs", "file": "file", "queue": "queue", "table": "table", "web": "z6.web"}


# learn.microsoft.com/azure/storage/common/storage-network-security and .../storage-private-endpoints (an endpoint for each service);
# code and words: learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
_FIREWALL = Firewall(
    noun="storage account",
    code="AuthorizationFailure",
    words="This request is not authorized to perform this operation.",
    rules=("networkRuleSet",),
    public=("publicNetworkAccess",),
    address="iPAddressOrRange",
    subnet="virtualNetworkResourceId",
    doors={"blobServices": "blob", "fileServices": "file", "queueServices": "queue", "tableServices": "table", "staticWebsite": "blob"},
)


class _Account(Behaviour):
    def refuse(self, write: Write) -> None:
        if not all(_public_range(text(one, "iPAddressOrRange") or "") for one in tables(write.inputs, "networkRuleSet", "ipRules")):
            # learn.microsoft.com/azure/storage/common/storage-network-security (public addresses, no /31, no /32), and for the words
            # github.com/Azure/azure-service-operator/issues/3647
            raise bad_request(
                "Values for request parameters are invalid: networkAcls.ipRule[*].value. For more information, see - "
                "https://aka.ms/storagenetworkruleset",
                "InvalidValuesForRequestParameters",
            )

    def fill(self, write: Write) -> None:
        name, outputs = write.arm.name, write.outputs
        apply_identity(write)
        sku = dict(table(outputs, "sku"))
        sku["tier"] = (text(sku, "name") or "").partition("_")[0]
        outputs.update(
            {
                "sku": sku,
                "primaryEndpoints": {kind: f"https://{name}.{host}.core.windows.net/" for kind, host in _SERVICES.items()},
                "primaryLocation": text(outputs, "location"),
                "provisioningState": "Succeeded",
                "statusOfPrimary": "available",
                "creationTime": text(write.previous.outputs if write.previous else {}, "creationTime") or write.cloud.clock.iso(),
                "privateEndpointConnections": [],
            }
        )
        # learn.microsoft.com/rest/api/storagerp/storage-accounts/create: the defaults of these
        set_default(outputs, "enableHttpsTrafficOnly", True)
        set_default(outputs, "minimumTlsVersion", "TLS1_0")
        set_default(outputs, "accessTier", "Hot")
        set_default(outputs, "allowBlobPublicAccess", False)
        write.private.setdefault("keySeed", write.cloud.new_guid("key " + write.id))

    def deleted(self, cloud: Cloud, record: Record) -> None:
        drop_identity(cloud, record)


def _public_range(given: str) -> bool:
    """Whether an ip rule takes it: an IPv4 address of the public internet, or a range of at least four."""
    try:
        found = ipaddress.IPv4Network(given, strict=False)
    except ValueError:
        return False
    private = any(found.overlaps(ipaddress.IPv4Network(one)) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
    return not private and ("/" not in given or found.prefixlen <= 30)


class _Part(Behaviour):
    def fill(self, write: Write) -> None:
        write.outputs.update({"etag": f'"{write.cloud.new_guid(write.id)[:8]}"'})


class _Table(_Part):
    def fill(self, write: Write) -> None:
        super().fill(write)
        write.outputs["tableName"] = write.arm.name


class _Container(_Part):
    def fill(self, write: Write) -> None:
        super().fill(write)
        set_default(write.outputs, "publicAccess", "None")
        write.outputs.update({"hasImmutabilityPolicy": False, "hasLegalHold": False, "leaseState": "Available", "leaseStatus": "Unlocked"})


def account_keys(record: Record) -> list[str]:
    """The two keys of an account: made up, stable, of the shape of real ones (64 bytes, base64)."""
    return [key_of_account(record, at) for at in (1, 2)]


def _keys(cloud: Cloud, args: JsonDict) -> JsonDict:
    name, group = text(args, "accountName") or "", text(args, "resourceGroupName") or ""
    record = cloud.state.get(cloud.id_of(ACCOUNT, {"accountName": name, "resourceGroupName": group}) or "")
    if record is None:
        raise resource_not_found("Microsoft.Storage/storageAccounts", name, group)
    cloud.authorise(record.id, "Microsoft.Storage/storageAccounts/listKeys/action")
    return {
        "keys": [
            {"keyName": f"key{at}", "value": key, "permissions": "FULL", "creationTime": record.outputs["creationTime"]}
            for at, key in enumerate(account_keys(record), start=1)
        ]
    }


def shared_keys_work(record: Record) -> bool:
    """Whether the account still accepts its keys (`allowSharedKeyAccess`; null is true)."""
    return flag(record.inputs, "allowSharedKeyAccess") is not False


def _part(token: str, kind: str, name: str, words: NameRule, behaviour: Behaviour) -> ResourceType:
    service, part = kind.split("/")
    return ResourceType(
        token=f"azure-native:storage:{token}",
        kind=f"Microsoft.Storage/storageAccounts/{kind}",
        path=f"{_PATH}/{service}/default/{part}/{{{name}}}",
        name=name,
        name_rule=words,
        behaviour=behaviour,
    )


# learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
_DASHED = NameRule(r"[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]", "3-63 small letters, digits and single hyphens inside")
# learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata: besides, $root, $web and $logs
_CONTAINER = NameRule(rf"\$root|\$web|\$logs|{_DASHED.pattern}", f"{_DASHED.words}, or $root, $web or $logs")

SERVICE = Service(
    "Microsoft.Storage",
    (
        ResourceType(
            token=ACCOUNT,
            kind="Microsoft.Storage/storageAccounts",
            path=_PATH,
            name="accountName",
            global_name=GlobalName("StorageAccountAlreadyTaken", "The storage account named {name} is already taken."),
            name_rule=NameRule(r"[a-z0-9]{3,24}", "3-24 small letters and digits"),
            replaces=frozenset({"location", "isHnsEnabled"}),
            location=True,
            behaviour=_Account(),
            firewall=_FIREWALL,
        ),
        _part("BlobContainer", "blobServices/containers", "containerName", _CONTAINER, _Container()),
        _part("Queue", "queueServices/queues", "queueName", _DASHED, _Part()),
        _part(
            "Table",
            "tableServices/tables",
            "tableName",
            NameRule(r"[A-Za-z][A-Za-z0-9]{2,62}", "3-63 letters and digits, a letter first"),
            _Table(),
        ),
        _part("FileShare", "fileServices/shares", "shareName", _DASHED, _Part()),
        # provider/pkg/resources/customresources/custom_storage.go
        ResourceType(
            token="azure-native:storage:Blob",
            kind="Microsoft.Storage/storageAccounts/blobServices/containers/blobs",
            path=GROUP
            + "/providers/Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}/blobs/{blobName}",
            name="blobName",
            name_rule=NameRule(r"(?s).{1,1024}", "1-1024 characters"),
            replaces=frozenset({"source", "contentType", "contentMd5", "type"}),
            behaviour=PlainResource(
                outputs=lambda write: {
                    "url": f"https://{text(write.inputs, 'accountName')}.blob.core.windows.net/{text(write.inputs, 'containerName')}/{write.arm.name}"
                },
                defaults={"type": "Block", "accessTier": "Hot", "metadata": {}},
                data=True,
            ),
        ),
        # provider/pkg/resources/customresources/custom_storage.go
        ResourceType(
            token="azure-native:storage:StorageAccountStaticWebsite",
            kind="Microsoft.Storage/storageAccounts/staticWebsite",
            path=GROUP + "/providers/Microsoft.Storage/storageAccounts/{accountName}/staticWebsite",
            behaviour=PlainResource(
                outputs=lambda _: {"containerName": "$web"},
                makes={"azure-native:storage:BlobContainer": {"containerName": "$web"}},
                data=True,
            ),
        ),
        # learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview
        ResourceType(
            token="azure-native:storage:ManagementPolicy",
            kind="Microsoft.Storage/storageAccounts/managementPolicies",
            path=GROUP + "/providers/Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}",
            name="managementPolicyName",
            name_rule=only("default", PAGE),
            behaviour=PlainResource(outputs=lambda write: {"lastModifiedTime": write.cloud.clock.iso()}),
        ),
    ),
    {"azure-native:storage:listStorageAccountKeys": _keys, **STORAGE_FUNCTIONS},
)
