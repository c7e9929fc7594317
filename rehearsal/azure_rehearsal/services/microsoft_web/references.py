"""Key Vault references: how App Service fetches them, when, and with which status.

Sources: learn.microsoft.com/azure/app-service/app-service-key-vault-references, and the REST page "Get App Settings Key Vault
References" for the status words. What is fetched stays for 24 hours, failures too; any change of configuration fetches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from azure_access import SECRET_ACTIONS, Decision
from azure_rehearsal.core.answers import ReferenceStatus, SettingView
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import child, flag, table, text
from azure_rehearsal.core.resource_type import Cloud
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.microsoft_keyvault.secrets import find_vault, version_of
from azure_rehearsal.services.shared.data_plane import decide
from azure_rehearsal.services.shared.identity import has_system_identity, user_identities
from azure_rehearsal.services.shared.network_gate import subnet_gate, subnet_of

__all__ = ["PERIOD", "Reference", "fetch", "parse", "resolve_now", "settings"]

PERIOD = 86_400.0
"""Seconds until App Service fetches again of its own accord."""

_URI = re.compile(
    r"https://(?P<vault>[A-Za-z0-9-]{3,24})\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)/secrets/"
    r"(?P<secret>[A-Za-z0-9-]{1,127})(?:/(?P<version>[0-9A-Fa-f]{32}))?/?",
)
_FORM = "@microsoft.keyvault("


@dataclass(frozen=True)
class Reference:
    """What a reference text points at."""

    vault: str
    secret: str
    version: str | None = None


def is_reference(value: str) -> bool:
    """Whether App Service takes the text for a reference at all."""
    return value.lower().startswith(_FORM)


def parse(value: str) -> Reference | str:
    """The reference, or what is wrong with its syntax."""
    if not value.endswith(")"):
        return "the closing parenthesis is missing"
    body = value[len(_FORM) : -1]
    parts: dict[str, str] = {}
    for part in body.split(";"):
        key, equals, given = part.partition("=")
        if not equals or not given or key != key.strip() or given != given.strip():
            return f"'{key}' is no Name=Value pair"
        if key.lower() in parts:
            return f"'{key}' is given twice"
        parts[key.lower()] = given
    if set(parts) == {"secreturi"}:
        match = _URI.fullmatch(parts["secreturi"])
        if match is None:
            return "SecretUri is no secret's address"
        return Reference(match["vault"], match["secret"], match["version"])
    if not {"vaultname", "secretname"} <= set(parts) <= {"vaultname", "secretname", "secretversion"}:
        return "it takes either SecretUri, or VaultName and SecretName with an optional SecretVersion"
    return Reference(parts["vaultname"], parts["secretname"], parts.get("secretversion"))


def _texts(site: Record) -> Iterator[tuple[str, str, str]]:
    """(cache key, name, text) of all settings and connection strings."""
    for name, value in table(site.private, "appSettings").items():
        yield f"app/{name}", name, value if isinstance(value, str) else ""
    for name, value in table(site.private, "connectionStrings").items():
        yield f"connection/{name}", name, text(value, "value") or ""


def _site(cloud: Cloud, site_id: str) -> Record:
    record = cloud.state.get(site_id)
    if record is None:
        raise LookupError(f"there is no site or slot '{site_id}'; give the ARM id of a web app or slot that exists")
    return record


def fetch(cloud: Cloud, site_id: str) -> None:
    """Fetch every reference of a site now, and keep the outcome."""
    site = _site(cloud, site_id)
    kept = child(site.private, "references")
    kept.clear()
    for key, _, value in _texts(site):
        if is_reference(value):
            status, found = _resolve(cloud, site, value)
            kept[key] = {"status": asdict(status), "value": found}
    site.private["fetchedAt"] = cloud.clock.now


def resolve_now(cloud: Cloud, site_id: str, text: str) -> ReferenceStatus:
    """How a fetch of that reference text would go now; nothing of it is kept."""
    return _resolve(cloud, _site(cloud, site_id), text)[0]


def settings(cloud: Cloud, site_id: str) -> list[SettingView]:
    """What the app sees: fetched values as of the last fetch, literal texts where there are none."""
    site = _site(cloud, site_id)
    fetched = site.private.get("fetchedAt")
    if not isinstance(fetched, (int, float)) or cloud.clock.now - fetched >= PERIOD:
        fetch(cloud, site_id)
    views: list[SettingView] = []
    for key, name, raw in _texts(site):
        kept = table(site.private, "references", key)
        status = ReferenceStatus(**table(kept, "status")) if kept else None  # type: ignore[arg-type]
        value = text(kept, "value")
        views.append(SettingView(name, raw, raw if value is None else value, status, key.startswith("connection/")))
    return views


def _resolve(cloud: Cloud, site: Record, value: str) -> tuple[ReferenceStatus, str | None]:
    now = cloud.clock.now
    reference = parse(value)
    if isinstance(reference, str):
        return ReferenceStatus("InvalidSyntax", reference, fetched_at=now), None

    def answer(status: str, detail: str, identity: str | None = None, *, waiting: bool = False, code: str = "") -> ReferenceStatus:
        return ReferenceStatus(status, detail, reference.vault, reference.secret, reference.version, identity, waiting, now, code)

    principal, why = _identity(cloud, site)
    if principal is None:
        return answer("MSINotEnabled", why), None
    vault = find_vault(cloud, reference.vault)
    if vault is None:
        return answer("VaultNotFound", f"there is no vault named '{reference.vault}'", why), None
    secret_id = f"{vault.id}/secrets/{reference.secret}"
    decision = _allowed(cloud, site, vault, principal, secret_id)
    if not decision.allowed:
        detail = f"{decision.code}: {decision.reason}"
        return answer("AccessToKeyVaultDenied", detail, why, waiting=decision.waiting, code=decision.code), None
    secret = cloud.state.get(secret_id)
    if secret is None:
        gone = key_of(secret_id) in cloud.state.deleted
        detail = f"vault '{reference.vault}' has no secret '{reference.secret}'" + (" (it is soft-deleted)" if gone else "")
        return answer("SecretNotFound", detail, why), None
    version = version_of(secret, reference.version)
    if version is None:
        return answer("SecretVersionNotFound", f"secret '{reference.secret}' has no such version", why), None
    if flag(version, "enabled") is False:
        return answer("OtherReasons", f"SecretDisabled: secret '{reference.secret}' is disabled", why), None
    return answer("Resolved", decision.reason, why), text(version, "value")


def _allowed(cloud: Cloud, site: Record, vault: Record, principal: str, secret_id: str) -> Decision:
    gate = subnet_gate(cloud, vault, subnet_of(cloud, site))
    if not gate.allowed:
        return gate
    return decide(cloud, principal, SECRET_ACTIONS["get"], secret_id, data=True)


def _identity(cloud: Cloud, site: Record) -> tuple[str | None, str]:
    """The principal that fetches and its name for people; None with the reason where the site has none."""
    chosen = text(site.inputs, "keyVaultReferenceIdentity")
    if chosen and chosen.lower() != "systemassigned":
        found = cloud.state.get(chosen) if key_of(chosen) in [key_of(one) for one in user_identities(site.inputs)] else None
        if found is None:
            return None, f"keyVaultReferenceIdentity '{chosen}' is not attached to '{ArmId.parse(site.id).name}'"
        return text(found.outputs, "principalId"), chosen
    if not has_system_identity(site.inputs):
        return None, "references use the system-assigned identity, and the site has none"
    block: JsonDict = table(site.outputs, "identity")
    return text(block, "principalId"), "SystemAssigned"
