"""Secrets in the shapes of Key Vault's own interface: learn.microsoft.com/rest/api/keyvault/secrets (SecretBundle, SecretItem)."""

from __future__ import annotations

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import clone, flag, table, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict

__all__ = ["bundle", "changed_inputs", "deleted_bundle", "item", "new_inputs"]

# Key Vault's own names of attributes -> ARM's
_ATTRIBUTES = {"enabled": "enabled", "exp": "expires", "nbf": "notBefore"}


def _uri(vault: Record, kind: str, name: str) -> str:
    return f"https://{ArmId.parse(vault.id).name.lower()}.vault.azure.net/{kind}/{name}"


def _days(vault: Record) -> int:
    days = table(vault.outputs, "properties").get("softDeleteRetentionInDays")
    return days if isinstance(days, int) else 90


def item(vault: Record, secret: Record, version: JsonDict, *, versioned: bool = False) -> JsonDict:
    """A secret without its value, as lists show it."""
    name = ArmId.parse(secret.id).name
    given = table(version, "attributes")
    attributes: JsonDict = {ours: given[theirs] for ours, theirs in _ATTRIBUTES.items() if given.get(theirs) is not None}
    protected = flag(vault.inputs, "properties", "enablePurgeProtection") is True
    attributes |= {
        "enabled": flag(version, "enabled") is not False,
        "created": version.get("created", 0),
        "updated": version.get("updated", 0),
        "recoveryLevel": "Recoverable" if protected else "Recoverable+Purgeable",
        "recoverableDays": _days(vault),
    }
    shown: JsonDict = {
        "id": _uri(vault, "secrets", name) + (f"/{text(version, 'id')}" if versioned else ""),
        "attributes": attributes,
        "contentType": version.get("contentType"),
        "tags": clone(table(version, "tags")),
    }
    return {key: one for key, one in shown.items() if one not in (None, {})}


def bundle(vault: Record, secret: Record, version: JsonDict) -> JsonDict:
    """A secret with its value."""
    return {"value": text(version, "value"), **item(vault, secret, version, versioned=True)}


def deleted_bundle(vault: Record, secret: Record) -> JsonDict:
    """A deleted secret: when it was deleted, when it goes for good, and where to recover it."""
    versions = secret.private.get("versions")
    latest = versions[-1] if isinstance(versions, list) and versions else None
    when = secret.private.get("deletedAt")
    moment = int(when) if isinstance(when, (int, float)) else 0
    return {
        **item(vault, secret, latest if isinstance(latest, dict) else {}, versioned=True),
        "recoveryId": _uri(vault, "deletedsecrets", ArmId.parse(secret.id).name),
        "deletedDate": moment,
        "scheduledPurgeDate": moment + 86_400 * _days(vault),
    }


def _attributes(body: JsonDict) -> JsonDict:
    given = table(body, "attributes")
    return {theirs: given[ours] for ours, theirs in _ATTRIBUTES.items() if given.get(ours) is not None}


def new_inputs(vault: Record, name: str, body: JsonDict) -> JsonDict:
    """The inputs of a secret that somebody sets."""
    arm = ArmId.parse(vault.id)
    properties: JsonDict = {"value": body.get("value"), "contentType": body.get("contentType"), "attributes": _attributes(body)}
    inputs: JsonDict = {
        "resourceGroupName": arm.group,
        "vaultName": arm.name,
        "secretName": name,
        "properties": {key: one for key, one in properties.items() if one not in (None, {})},
    }
    return {**inputs, "tags": clone(table(body, "tags"))} if table(body, "tags") else inputs


def changed_inputs(cloud: Cloud, secret: Record, version: JsonDict, body: JsonDict) -> None:
    """Change what is said about one version; its value stays."""
    version["updated"] = int(cloud.clock.now)
    attributes = {**table(version, "attributes"), **_attributes(body)}
    version["attributes"] = attributes
    if isinstance(attributes.get("enabled"), bool):
        version["enabled"] = attributes["enabled"]
    if "contentType" in body:
        version["contentType"] = body["contentType"]
    if "tags" in body:
        version["tags"] = clone(table(body, "tags"))
    outputs = table(secret.outputs, "properties")
    versions = secret.private.get("versions")
    if isinstance(versions, list) and versions and versions[-1] is version:
        outputs["contentType"] = version.get("contentType")
        table(outputs, "attributes").update(attributes)
