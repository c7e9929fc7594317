"""Key Vault secrets: written through ARM, deleted through the vault's data plane, read by those who were granted it."""

# ruff: noqa: ARG002, S105 - hooks and functions share one signature; tokens are Pulumi's names of types

from __future__ import annotations

import re

from azure_access import Decision, action_of
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.errors import AzureError, resource_not_found
from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.plain import clone, flag, set_default, table, tables, text
from azure_rehearsal.core.resource_type import GROUP, Behaviour, Cloud, ResourceType, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.data_plane import decide, vault_uses_rbac
from azure_rehearsal.services.shared.network_gate import address_gate

__all__ = [
    "SECRET",
    "SECRET_TYPE",
    "find_vault",
    "forbidden",
    "get_secret",
    "refuse_deleted",
    "require_delete",
    "soft_delete",
    "version_of",
]

SECRET = "azure-native:keyvault:Secret"


def find_vault(cloud: Cloud, name: str) -> Record | None:
    """The live vault of that (globally unique) name."""
    for record in cloud.state.of("azure-native:keyvault:Vault"):
        if ArmId.parse(record.id).name.lower() == name.lower():
            return record
    return None


def version_of(secret: Record, version: str | None) -> JsonDict | None:
    """A version's record (`id`, `value`, `enabled`); the newest where none is named."""
    versions = tables(secret.private, "versions")
    if version is None:
        return versions[-1] if versions else None
    return next((one for one in versions if text(one, "id") == version.lower()), None)


class _Secret(Behaviour):
    deletes_otherwise = True

    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        name = inputs.get("secretName")
        if isinstance(name, str) and "_" in name:
            return [("secretName", f"'{name}' holds '_': secret names take letters, digits and hyphens only")]
        return []

    def refuse(self, write: Write) -> None:
        refuse_deleted(write, "Secret")

    def fill(self, write: Write) -> None:
        vault, name = write.arm.names[0], write.arm.name
        inputs = write.inputs
        value = text(inputs, "properties", "value")
        enabled = flag(inputs, "properties", "attributes", "enabled") is not False
        versions = tables(write.private, "versions")
        latest = versions[-1] if versions else None
        renewed = write.private.pop("renew", None) is True  # the vault's own interface makes a version of every write
        if latest is None or renewed or (value is not None and text(latest, "value") != value):
            now = int(write.cloud.clock.now)
            latest = JsonDict(id=write.cloud.new_guid(write.id).replace("-", ""), value=value or "", created=now)
            versions.append(latest)
        latest.update({"enabled": enabled, "updated": int(write.cloud.clock.now), **_about(inputs)})
        write.private["versions"] = [*versions]
        uri = f"https://{vault}.vault.azure.net/secrets/{name}"
        attributes = {**_now(write)}
        properties: JsonDict = {key: clone(part) for key, part in _properties(inputs).items() if key not in ("value", "attributes")}
        given = _properties(inputs).get("attributes")
        if isinstance(given, dict):
            attributes.update(clone(given))
        properties.update({"secretUri": uri, "secretUriWithVersion": f"{uri}/{text(latest, 'id')}", "attributes": attributes})
        write.outputs["properties"] = properties
        holder = write.cloud.state.get(write.arm.top())
        write.outputs["location"] = text(holder.outputs, "location") if holder else None

    def authorise_delete(self, cloud: Cloud, kind: ResourceType, record: Record) -> None:
        """The delete goes to the vault, not to ARM: it takes a right on data and a way through the firewall."""
        require_delete(cloud, record, "secrets")

    def deleted(self, cloud: Cloud, record: Record) -> None:
        soft_delete(cloud, record)

    def inputs_now(self, cloud: Cloud, record: Record, inputs: JsonDict) -> JsonDict:
        """Azure never answers with the value: what the program said stands."""
        known = inputs or {**record.inputs, "properties": {key: one for key, one in _properties(record.inputs).items() if key != "value"}}
        return clone(known)


def refuse_deleted(write: Write, noun: str) -> None:
    """learn.microsoft.com/azure/key-vault/general/key-vault-recovery: a deleted secret or key keeps its name."""
    if write.creating and key_of(write.id) in write.cloud.state.deleted:
        raise AzureError(
            "ObjectIsDeletedButRecoverable",
            f"{noun} {write.arm.name} is currently in a deleted but recoverable state, and its name cannot be "
            f"reused; in this state, the {noun.lower()} can only be recovered or purged.",
            409,
        )


def soft_delete(cloud: Cloud, record: Record) -> None:
    """Keep what was deleted; what went with its vault comes back with it."""
    if cloud.state.get(ArmId.parse(record.id).top()) is None:
        record.private["vaultDeleted"] = True
    record.private["deletedAt"] = cloud.clock.now
    cloud.state.deleted[key_of(record.id)] = record


def _about(inputs: JsonDict) -> JsonDict:
    """What a version is told besides its value."""
    given = table(inputs, "properties")
    return {"contentType": given.get("contentType"), "attributes": clone(table(given, "attributes")), "tags": clone(table(inputs, "tags"))}


def _properties(inputs: JsonDict) -> JsonDict:
    found = inputs.get("properties")
    return found if isinstance(found, dict) else {}


def _now(write: Write) -> JsonDict:
    old = write.previous.outputs if write.previous else {}
    created = _properties(old).get("attributes")
    attributes: JsonDict = {"enabled": True}
    attributes["created"] = created.get("created") if isinstance(created, dict) else int(write.cloud.clock.now)
    attributes["updated"] = int(write.cloud.clock.now)
    set_default(attributes, "created", int(write.cloud.clock.now))
    return attributes


def require_delete(cloud: Cloud, record: Record, kind: str) -> None:
    """Raise Forbidden unless the caller may delete that secret or key ("secrets", "keys") and gets through the firewall."""
    vault = cloud.state.get(ArmId.parse(record.id).top())
    if vault is None:
        return
    decision = address_gate(cloud, vault, cloud.options.deployer_address)
    if decision.allowed:
        decision = decide(cloud, cloud.caller.object_id, action_of(kind, "delete"), record.id, data=True)
    if not decision.allowed:
        raise forbidden(cloud, vault, record.id, "delete", decision, kind)


def forbidden(cloud: Cloud, vault: Record, resource_id: str, permission: str, decision: Decision, kind: str = "secrets") -> AzureError:
    """Source of the words: learn.microsoft.com/azure/key-vault/general/rest-error-codes (HTTP 403)."""
    who = f"appid={cloud.caller.client_id};oid={cloud.caller.object_id};iss=https://sts.windows.net/{cloud.tenant_id}/"
    name, code = ArmId.parse(vault.id).name, decision.code
    if code == "ForbiddenByFirewall":
        return AzureError("Forbidden", f"{decision.reason}\\r\\nCaller: {who}\\r\\nVault: {name} (inner code: {code})", 403)
    if vault_uses_rbac(vault):
        words = (
            "Caller is not authorized to perform action on resource. If role assignments, deny assignments or role "
            "definitions were changed recently, please observe propagation time. "
            f"Caller: {who} Action: '{action_of(kind, permission)}' Resource: '{resource_id.lower()}'"
        )
    else:
        words = f"The user, group or application '{who}' does not have {kind} {permission} permission on key vault '{name}'"
    return AzureError("Forbidden", f"{words} (inner code: {code})", 403)


def get_secret(cloud: Cloud, args: JsonDict) -> JsonDict:
    """The ARM view of a secret: never its value."""
    record = cloud.state.get(cloud.id_of(SECRET, args) or "")
    if record is None:
        vault, name = text(args, "vaultName") or "", text(args, "secretName") or ""
        raise resource_not_found("Microsoft.KeyVault/vaults/secrets", f"{vault}/{name}", text(args, "resourceGroupName"))
    cloud.authorise(record.id, "Microsoft.KeyVault/vaults/secrets/read")
    return {**clone(record.outputs), "id": record.id}


SECRET_TYPE = ResourceType(
    token=SECRET,
    kind="Microsoft.KeyVault/vaults/secrets",
    path=GROUP + "/providers/Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
    name="secretName",
    # learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers
    name_rule=NameRule(re.compile(r"[A-Za-z0-9-]{1,127}").pattern, "1-127 letters, digits and hyphens"),
    lock=True,
    behaviour=_Secret(),
)
