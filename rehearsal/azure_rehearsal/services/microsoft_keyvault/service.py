"""Microsoft.KeyVault: vaults with soft delete, access policies, secrets with versions, and keys.

Sources of the refusals: learn.microsoft.com/azure/key-vault/general/soft-delete-overview and .../common-error-codes, and the
azure-native provider's custom_keyvault.go and custom_keyvault_accesspolicy.go.
"""

# ruff: noqa: ARG002 - hooks and functions share one signature

from __future__ import annotations

from azure_rehearsal.core.arm_ids import ArmId, is_within, key_of
from azure_rehearsal.core.errors import AzureError, already_exists, bad_request, resource_not_found
from azure_rehearsal.core.name_rules import GlobalName, NameRule
from azure_rehearsal.core.plain import child, clone, entries, flag, set_default, table, tables, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Service, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.microsoft_keyvault import keys as vault_keys
from azure_rehearsal.services.microsoft_keyvault import secrets
from azure_rehearsal.services.shared.network_gate import Firewall

__all__ = ["POLICY", "SERVICE", "VAULT", "purge", "soft_deleted"]

VAULT = "azure-native:keyvault:Vault"
POLICY = "azure-native:keyvault:AccessPolicy"
_PATH = GROUP + "/providers/Microsoft.KeyVault/vaults/{vaultName}"


_FIREWALL = Firewall(
    noun="vault",
    code="ForbiddenByFirewall",
    words="Client address is not authorized and caller is not a trusted service. Client address: {address}",
    rules=("properties", "networkAcls"),
    public=("properties", "publicNetworkAccess"),
    address="value",
    subnet="id",
)


_TAKEN = GlobalName(
    "VaultAlreadyExists",
    "The vault name '{name}' is already in use. Vault names are globally unique so it is possible that "
    "the name is already taken. If you are sure that the vault name was not taken then it is possible "
    "that a vault with the same name was recently deleted but not purged after being placed in a "
    "recoverable state. If the vault is in a recoverable state then the vault will need to be purged "
    "before reusing the name.",
)


class _Vault(Behaviour):
    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        """The provider's check can't see these; Azure refuses them at once, so they are said at once."""
        if flag(inputs, "properties", "enablePurgeProtection") is False:
            return [("properties.enablePurgeProtection", _NO_PURGE)]
        return []

    def refuse(self, write: Write) -> None:
        if flag(write.inputs, "properties", "enablePurgeProtection") is False:
            raise bad_request(_NO_PURGE)
        if write.creating:
            self._refuse_name(write)
        else:
            old = write.previous.inputs if write.previous else {}
            if flag(old, "properties", "enablePurgeProtection") and "enablePurgeProtection" not in table(write.inputs, "properties"):
                child(write.inputs, "properties")["enablePurgeProtection"] = True  # once on, it stays on

    @staticmethod
    def _refuse_name(write: Write) -> None:
        name = write.arm.name
        ghost = _ghost(write.cloud, name)
        recovering = text(write.inputs, "properties", "createMode") == "recover"
        # It comes back in the resource group that it was in; another one has no such deleted vault. Nothing documents the words:
        # github.com/Azure/reliable-web-app-pattern-java/issues/48, github.com/Azure/bicep/issues/7529.
        if recovering and (ghost is None or key_of(ghost.id) != key_of(write.id)):
            raise AzureError(
                "SoftDeletedVaultDoesNotExist",
                "A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is "
                "being attempted to recover is in a recoverable state.",
                404,
            )
        if ghost is not None and not recovering:
            raise AzureError(
                "ConflictError",
                "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.",
                409,
            )

    def fill(self, write: Write) -> None:
        ghost = _ghost(write.cloud, write.arm.name) if write.creating else None
        properties = child(write.outputs, "properties")
        given = entries(write.inputs, "properties", "accessPolicies")
        if ghost is not None:
            write.private = clone(ghost.private)
        elif "accessPolicies" in table(write.inputs, "properties"):
            write.private["policies"] = clone(given)  # a list that is sent replaces the whole list
        write.private.setdefault("policies", [])
        properties.pop("createMode", None)
        properties["vaultUri"] = f"https://{write.arm.name}.vault.azure.net/"
        properties["provisioningState"] = "Succeeded"
        properties["accessPolicies"] = clone(write.private["policies"])
        set_default(properties, "enableSoftDelete", True)
        set_default(properties, "softDeleteRetentionInDays", 90)
        set_default(properties, "enableRbacAuthorization", False)
        set_default(properties, "publicNetworkAccess", "Enabled")

    def written(self, write: Write, record: Record) -> None:
        state = write.cloud.state
        ghost = state.deleted.pop(key_of(record.id), None)
        if ghost is None:
            return
        for inner in [one for key, one in state.deleted.items() if is_within(key, record.id) and "vaultDeleted" in one.private]:
            inner.private.pop("vaultDeleted")
            state.deleted.pop(key_of(inner.id))
            state.put(inner)

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        outputs = clone(record.outputs)
        child(outputs, "properties")["accessPolicies"] = clone(record.private["policies"])
        return outputs

    def deleted(self, cloud: Cloud, record: Record) -> None:
        cloud.state.deleted[key_of(record.id)] = record
        days = table(record.outputs, "properties").get("softDeleteRetentionInDays")
        record.private["purgeAt"] = cloud.clock.now + 86400 * (days if isinstance(days, int) else 90)


_NO_PURGE = (
    'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.'
)


def _ghost(cloud: Cloud, name: str) -> Record | None:
    """The soft-deleted vault of that name whose retention hasn't run out."""
    for key, record in list(cloud.state.deleted.items()):
        purge_at = record.private.get("purgeAt")
        if record.token == VAULT and isinstance(purge_at, (int, float)) and cloud.clock.now >= purge_at:
            _drop(cloud, record.id)
        elif record.token == VAULT and ArmId.parse(key).name == name.lower():
            return record
    return None


def _drop(cloud: Cloud, vault_id: str) -> None:
    for key in [key for key in cloud.state.deleted if is_within(key, vault_id)]:
        cloud.state.deleted.pop(key)


def soft_deleted(cloud: Cloud) -> list[str]:
    """Vaults, and secrets of live vaults, that are deleted but recoverable."""
    # A secret that was deleted before its vault went is nobody's to recover or purge as long as the vault is gone.
    return [one.id for one in cloud.state.deleted.values() if one.token == VAULT or cloud.state.get(ArmId.parse(one.id).top())]


def purge(cloud: Cloud, resource_id: str) -> None:
    """Remove a soft-deleted vault or secret for good. Purge protection forbids it before its time."""
    found = cloud.state.deleted.get(key_of(resource_id))
    if found is None:
        arm = ArmId.parse(resource_id)
        raise AzureError("DeletedVaultNotFound", f"The specified deleted resource '{arm.name}' does not exist.", 404)
    if flag(found.inputs, "properties", "enablePurgeProtection"):
        raise AzureError("MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed: purge protection is enabled.", 405)
    _drop(cloud, found.id)


class _Policy(Behaviour):
    """One entry of a vault's list. The provider looks for the object id before it writes."""

    deletes_otherwise = True

    def _vault(self, cloud: Cloud, policy_id: str) -> Record:
        vault = cloud.state.get(ArmId.parse(policy_id).top())
        if vault is None:
            arm = ArmId.parse(policy_id)
            raise resource_not_found("Microsoft.KeyVault/vaults", arm.names[0], arm.group)
        return vault

    def refuse(self, write: Write) -> None:
        owner = text(write.inputs, "policy", "objectId") or ""
        found = _entry(self._vault(write.cloud, write.id), owner) is not None
        if found and write.creating:
            raise already_exists(write.id)
        if not found and not write.creating:
            raise AzureError("", f"access policy for {owner} does not exist", 0)

    def fill(self, write: Write) -> None:
        vault = self._vault(write.cloud, write.id)
        owner = text(write.inputs, "policy", "objectId") or ""
        kept: list[JsonValue] = [one for one in tables(vault.private, "policies") if not _owned(one, owner)]
        vault.private["policies"] = [*kept, clone(write.inputs["policy"])]
        child(vault.private, "policiesSince")[owner.lower()] = write.cloud.clock.now + write.cloud.delays("policy", write.id)
        write.outputs = {key: clone(write.inputs[key]) for key in ("policy", "resourceGroupName", "vaultName")}

    def read(self, cloud: Cloud, record: Record) -> JsonDict | None:
        entry = _entry(self._vault(cloud, record.id), text(record.inputs, "policy", "objectId") or "")
        return None if entry is None else {**clone(record.outputs), "policy": clone(entry)}

    def inputs_now(self, cloud: Cloud, record: Record, inputs: JsonDict) -> JsonDict:
        entry = _entry(self._vault(cloud, record.id), text(record.inputs, "policy", "objectId") or "")
        return {**clone(record.inputs), "policy": clone(entry)}

    def deleted(self, cloud: Cloud, record: Record) -> None:
        vault = cloud.state.get(ArmId.parse(record.id).top())
        if vault is not None:
            owner = text(record.inputs, "policy", "objectId") or ""
            vault.private["policies"] = [one for one in tables(vault.private, "policies") if not _owned(one, owner)]

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        cloud.authorise(record.id, f"{kind.kind}/write")


def _owned(policy: JsonDict, object_id: str) -> bool:
    return (text(policy, "objectId") or "").lower() == object_id.lower()


def _entry(vault: Record, object_id: str) -> JsonDict | None:
    return next((one for one in tables(vault.private, "policies") if _owned(one, object_id)), None)


def _get_vault(cloud: Cloud, args: JsonDict) -> JsonDict:
    name, group = text(args, "vaultName") or "", text(args, "resourceGroupName") or ""
    found = cloud.read(VAULT, cloud.id_of(VAULT, {"vaultName": name, "resourceGroupName": group}) or "")
    if found is None:
        raise resource_not_found("Microsoft.KeyVault/vaults", name, group)
    cloud.authorise(found.id, "Microsoft.KeyVault/vaults/read")
    return {**found.outputs, "id": found.id}


SERVICE = Service(
    "Microsoft.KeyVault",
    (
        ResourceType(
            token=VAULT,
            kind="Microsoft.KeyVault/vaults",
            path=_PATH,
            name="vaultName",
            global_name=_TAKEN,
            name_rule=NameRule(
                r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]",
                "3-24 letters, digits and single hyphens, a letter first, no hyphen last",
                "VaultNameNotValid",
            ),
            replaces=frozenset({"location"}),
            lock=True,
            location=True,
            behaviour=_Vault(),
            firewall=_FIREWALL,
        ),
        ResourceType(
            token=POLICY,
            kind="Microsoft.KeyVault/vaults/accessPolicies",
            path=_PATH + "/accessPolicy/{policy.objectId}",
            lock=True,
            behaviour=_Policy(),
        ),
        secrets.SECRET_TYPE,
        vault_keys.KEY_TYPE,
    ),
    {"azure-native:keyvault:getVault": _get_vault, "azure-native:keyvault:getSecret": secrets.get_secret},
)
