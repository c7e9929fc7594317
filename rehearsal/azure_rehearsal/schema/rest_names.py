"""Where ARM's JSON and azure-native's properties differ by more than flattening, as data.

azure-native names a property as its specification's `x-ms-client-name` says, so a few differ from the JSON. Found by
comparing each described type with the models of the `azure-mgmt-*` packages, which carry both names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["ENVELOPE", "INSIDE", "RENAMED"]

ENVELOPE: Final = frozenset(
    {
        "id",
        "name",
        "type",
        "location",
        "tags",
        "sku",
        "kind",
        "identity",
        "zones",
        "plan",
        "managedBy",
        "extendedLocation",
        "systemData",
        "etag",
    }
)
"""What stands beside `properties`: Azure's common resource envelope, learn.microsoft.com/azure/templates."""

INSIDE: Final[Mapping[str, frozenset[str]]] = {
    # learn.microsoft.com/rest/api/redis/redis/create: the SKU of a cache is a property like others
    "azure-native:redis:Redis": frozenset({"sku"}),
    # learn.microsoft.com/rest/api/appservice/web-apps/get: the SKU of the plan, as a read-only property
    "azure-native:web:WebApp": frozenset({"sku"}),
    "azure-native:web:WebAppSlot": frozenset({"sku"}),
}
"""Of which type what stands in `properties` although others have it in the envelope."""

# (module of the token, class of the SDK without "Args" and "Response") -> azure-native's name -> JSON's name
RENAMED: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    # learn.microsoft.com/rest/api/storagerp/storage-accounts/create
    ("storage", "StorageAccount"): {
        "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
        "enableNfsV3": "isNfsV3Enabled",
        "networkRuleSet": "networkAcls",
    },
    ("storage", "Encryption"): {"encryptionIdentity": "identity", "keyVaultProperties": "keyvaultproperties"},
    ("storage", "EncryptionIdentity"): {
        "encryptionUserAssignedIdentity": "userAssignedIdentity",
        "encryptionFederatedIdentityClientId": "federatedIdentityClientId",
    },
    ("storage", "KeyVaultProperties"): {"keyName": "keyname", "keyVersion": "keyversion", "keyVaultUri": "keyvaulturi"},
    ("storage", "VirtualNetworkRule"): {"virtualNetworkResourceId": "id"},
    ("storage", "IPRule"): {"iPAddressOrRange": "value"},
    # learn.microsoft.com/rest/api/authorization/role-definitions/create-or-update
    ("authorization", "RoleDefinition"): {"roleType": "type"},
}
