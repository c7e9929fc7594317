"""Key Vault keys: made once through ARM, never changed there, deleted through the vault's data plane.

Sources: learn.microsoft.com/rest/api/keyvault/keyvault/keys/create-if-not-exist (an existing key is answered as it is),
learn.microsoft.com/azure/key-vault/keys/about-keys (defaults), and the azure-native provider's custom_keyvault.go (deletes).
"""

# ruff: noqa: ARG002 - hooks share one signature

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.plain import child, clone, set_default, table, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.microsoft_keyvault.secrets import refuse_deleted, require_delete, soft_delete

__all__ = ["KEY", "KEY_TYPE"]

KEY = "azure-native:keyvault:Key"
_OPERATIONS: dict[str, tuple[str, ...]] = {
    "RSA": ("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"),
    "EC": ("sign", "verify"),
}


class _Key(Behaviour):
    deletes_otherwise = True

    def refuse(self, write: Write) -> None:
        refuse_deleted(write, "Key")

    def fill(self, write: Write) -> None:
        if write.previous is not None:  # what is there is answered, and nothing of it changes, not even tags
            write.inputs, write.outputs = clone(write.previous.inputs), clone(write.previous.outputs)
            return
        now = int(write.cloud.clock.now)
        version = write.cloud.new_guid(write.id).replace("-", "")
        write.private["versions"] = [JsonDict(id=version, created=now)]
        uri = f"https://{write.arm.names[0]}.vault.azure.net/keys/{write.arm.name}"
        given = table(write.inputs, "properties")
        write.outputs.update({key: clone(value) for key, value in given.items() if key != "attributes"})
        write.outputs.update({"keyUri": uri, "keyUriWithVersion": f"{uri}/{version}"})
        kind = (text(given, "kty") or "").partition("-")[0]
        operations: list[JsonValue] = [*_OPERATIONS.get(kind, ())]
        set_default(write.outputs, "keyOps", operations)
        if kind == "RSA":
            set_default(write.outputs, "keySize", 2048)
        if kind == "EC":
            set_default(write.outputs, "curveName", "P-256")
        attributes = child(write.outputs, "attributes")
        attributes.update(clone(table(given, "attributes")))
        set_default(attributes, "enabled", True)
        attributes.update({"created": now, "updated": now, "recoveryLevel": _recovery(write)})
        holder = write.cloud.state.get(write.arm.top())
        write.outputs["location"] = text(holder.outputs, "location") if holder else None

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        require_delete(cloud, record, "keys")

    def deleted(self, cloud: Cloud, record: Record) -> None:
        soft_delete(cloud, record)


def _recovery(write: Write) -> str:
    holder = write.cloud.state.get(write.arm.top())
    protected = holder is not None and table(holder.inputs, "properties").get("enablePurgeProtection") is True
    return "Recoverable" if protected else "Recoverable+Purgeable"


KEY_TYPE = ResourceType(
    token=KEY,
    kind="Microsoft.KeyVault/vaults/keys",
    path=GROUP + "/providers/Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}",
    name="keyName",
    # learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers
    name_rule=NameRule(r"[A-Za-z0-9-]{1,127}", "1-127 letters, digits and hyphens"),
    replaces=frozenset({"properties"}),
    lock=True,
    behaviour=_Key(),
)
