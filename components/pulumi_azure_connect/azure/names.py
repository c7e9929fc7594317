"""Names of Azure resources: made by rule, or checked.

Pure functions; the same input gives the same name for ever.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid

from pulumi_azure_connect.errors import InvalidName

_VAULT_LENGTH = 24
_SECRET_LENGTH = 127
_HASH_LENGTH = 8

# Sources: learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates (lengths, characters, letter case) and
# learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (first and last character of a vault's name).
_VAULT = re.compile(r"(?=.{3,24}\Z)[A-Za-z](?:-?[A-Za-z0-9])*\Z")
_SECRET = re.compile(r"[A-Za-z0-9-]{1,127}\Z")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_PLAIN_SECRET = re.compile(r"[a-z0-9-]{1,127}\Z")
_HASH_ENDING = re.compile(rf".*-[a-z2-7]{{{_HASH_LENGTH}}}\Z")


def vault_name(project: str, stack: str, name: str, *, salt: str = "") -> str:
    """A valid name for a Key Vault: readable at the front, a hash of everything at the end.

    Args:
        project: of the Pulumi program. A difference in any of the four arguments gives another name.
        stack: of the Pulumi program.
        name: of the component.
        salt: what else sets this deployment apart. Vault names are unique world-wide, so two people who deploy the same
            program need it: the subscription id is the natural choice.

    Returns 3 to 24 characters: lower-case letters, digits and single hyphens, a letter first. It never changes for the same
    arguments, whatever the version of this library.
    """
    return _with_hash(f"{name}-{stack}", (project, stack, name, salt), _VAULT_LENGTH, fallback="kv")


def secret_name(setting: str) -> str:
    """The name of the vault secret that holds an app setting's value.

    Secret names have letters, digits and hyphens only, and Key Vault ignores their letter case; setting names have more.
    So a lower-case setting that is a secret name already is kept, any other is rewritten and gets a hash of its exact
    spelling: two different settings never share a secret, not even in another letter case.
    """
    if not setting:
        raise InvalidName("an app setting needs a name; '' was given. Name it as the app reads it, for example 'API_KEY'.")
    if _PLAIN_SECRET.match(setting) and not _HASH_ENDING.match(setting):
        return setting
    return _with_hash(setting, (setting,), _SECRET_LENGTH, fallback="secret")


def check_vault_name(text: str) -> str:
    """The vault name as given, if Azure takes it; raises InvalidName otherwise."""
    if not _VAULT.match(text):
        raise InvalidName(
            f"'{text}' can't be the name of a Key Vault: it takes 3 to {_VAULT_LENGTH} letters, digits and single hyphens, "
            "starts with a letter and ends with a letter or digit. Change the name, or leave it out to have one made."
        )
    return text


def check_secret_name(text: str) -> str:
    """The secret name as given, if Key Vault takes it; raises InvalidName otherwise."""
    if not _SECRET.match(text):
        raise InvalidName(
            f"'{text}' can't be the name of a Key Vault secret: it takes 1 to {_SECRET_LENGTH} letters, digits and hyphens. "
            f"Leave the name out to have one made from the setting's name{_suggested(text)}."
        )
    return text


def check_guid(text: str, what: str) -> str:
    """Return a guid in lower case; raises InvalidName if `text` isn't one.

    `what` names it in the message: "the principal id of app 'shop'".

    An identity has four ids (principal, client, resource, and the application object's): the message says so, because
    Azure accepts a wrong guid without a word and the grant then does nothing.
    """
    lowered = text.lower()
    if _GUID.match(lowered):
        return lowered
    raise InvalidName(
        f"{what} must be a guid like '00112233-4455-6677-8899-aabbccddeeff'; '{text}' was given. Take it from the identity's own outputs: "
        "its principal id, client id and resource id are three different things."
    )


def check_guids(owner: str, **ids: object) -> None:
    """Check ids that are known already; the others are checked when a grant names them.

    Raises:
        InvalidName: one of them is no GUID.
    """
    for name, value in ids.items():
        if isinstance(value, str):
            check_guid(value, f"{name.replace('_', ' ')} of {owner}")


def uuid5_of(namespace: uuid.UUID, *parts: str) -> str:
    """A UUIDv5 over parts that can't run into each other."""
    return str(uuid.uuid5(namespace, json.dumps(parts)))


def _with_hash(text: str, identity: tuple[str, ...], length: int, *, fallback: str) -> str:
    """Return a name of lower-case letters, digits and single hyphens that ends with a hash.

    `text` is cut so that a hyphen and the hash of `identity` still fit.
    """
    # JSON keeps the parts apart ("a", "b-c" is not "a-b", "c") and turns what UTF-8 can't hold into ASCII.
    digest = hashlib.sha256(json.dumps(identity).encode()).digest()
    ending = base64.b32encode(digest).decode().lower()[:_HASH_LENGTH]
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).lstrip("-0123456789")
    return f"{words[: length - _HASH_LENGTH - 1].strip('-') or fallback}-{ending}"


def _suggested(text: str) -> str:
    return f" ('{secret_name(text)}')" if text else ""
