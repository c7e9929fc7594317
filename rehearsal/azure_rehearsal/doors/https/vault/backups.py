"""Backups of secrets: one opaque text with all versions, which only a vault of the same subscription takes back.

Source: learn.microsoft.com/azure/key-vault/general/backup. Azure encrypts with keys that nobody has; this is a stand-in: it shows nothing and
can't be altered, but protects nothing from somebody who reads this file. Geographies aren't told apart.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import cast

from cryptography.fernet import Fernet, InvalidToken

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import child, clone, tables, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict, JsonValue
from azure_rehearsal.services.microsoft_keyvault.secrets import SECRET, version_of

from .bundles import new_inputs

__all__ = ["Backup", "open_backup", "put_back", "take"]

Backup = JsonDict
"""`name`: the secret's; `versions`: all of them, as the secret keeps them."""


def _sealer(cloud: Cloud) -> Fernet:
    digest = hashlib.sha256(f"backups of key vaults in {cloud.subscription_id}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def take(cloud: Cloud, secret: Record) -> str:
    """A secret as a backup, in base64url."""
    content: Backup = {"name": ArmId.parse(secret.id).name, "versions": clone(secret.private.get("versions", []))}
    sealed = _sealer(cloud).encrypt(json.dumps(content).encode())
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def open_backup(cloud: Cloud, value: str | None) -> Backup:
    """What is in a backup. Raises BadParameter for anything that isn't one; no page has the words."""
    try:
        sealed = base64.urlsafe_b64decode((value or "") + "=" * (-len(value or "") % 4))
        return cast("Backup", json.loads(_sealer(cloud).decrypt(sealed)))
    except (InvalidToken, ValueError) as error:
        raise AzureError("BadParameter", "The backup blob is invalid: it is no backup of a secret of this subscription.", 400) from error


def put_back(cloud: Cloud, vault: Record, backup: Backup) -> Record:
    """The secret of a backup, with all its versions, in a vault that has none of that name.

    Raises:
        AzureError: the name is in use (Conflict), or a deleted secret has it (ObjectIsDeletedButRecoverable).
    """
    name, versions = text(backup, "name") or "", tables(backup, "versions")
    secret_id = f"{vault.id}/secrets/{name}"
    if cloud.state.get(secret_id) is not None:
        # learn.microsoft.com/rest/api/keyvault/secrets/restore-secret and azure-keyvault-secrets (restore_secret_backup): the name must be free
        raise AzureError("Conflict", f"Secret {name} already exists in key vault {ArmId.parse(vault.id).name}.", 409)
    latest = versions[-1] if versions else JsonDict()
    record = cloud.apply(cloud.type_of(SECRET), secret_id, new_inputs(vault, name, {"value": latest.get("value")}))
    kept: list[JsonValue] = [*clone(versions)]
    record.private["versions"] = kept
    properties = child(record.outputs, "properties")
    properties["contentType"] = latest.get("contentType")
    child(properties, "attributes")["enabled"] = latest.get("enabled") is not False
    properties["secretUriWithVersion"] = f"{text(properties, 'secretUri')}/{text(version_of(record, None) or {}, 'id')}"
    return record
