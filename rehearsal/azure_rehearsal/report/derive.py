"""Connections of a stack whose components tell of none: read off the grants, policies and settings in the cloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from azure_rehearsal.cloud.cloud import Cloud, SettingView
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import table, tables, text, texts
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.entra.service import ASSIGNMENT

from .case import SITES
from .connections import Connection, GrantLine, Identity, SecretLine

__all__ = ["derive"]

_VAULT = "azure-native:keyvault:Vault"


def derive(cloud: Cloud) -> list[Connection]:
    """A line for each right that a site's identity holds, and one for each vault that a site's settings refer to."""
    return [line for site in cloud.state.of(*SITES) for line in _of_site(cloud, site)]


def _of_site(cloud: Cloud, site: Record) -> Iterator[Connection]:
    names = ArmId.parse(site.id).names
    app, slot = names[0], names[1] if len(names) > 1 else None
    views = cloud.site_settings(site.id)
    for identity in _identities(site):
        secrets = _secrets(views, identity)
        for scope, kind, role, role_id in _rights(cloud, identity.principal_id):
            arm = ArmId.parse(scope)
            vault = arm.names[0] if arm.kind.lower().startswith("microsoft.keyvault/vaults") else None
            mine = tuple(one for one in secrets if vault and one.vault.lower() == vault.lower() and _covers(scope, one.secret))
            yield Connection(
                app=app,
                slot=slot,
                app_id=site.id,
                name=arm.name or scope.rsplit("/", 1)[-1],
                target=arm.kind or ("directory" if kind == "app-role" else "scope"),
                target_id=scope,
                auth="secret" if mine else "identity",
                identity=identity,
                grant=GrantLine(kind, scope, role, role_id),
                settings=tuple(one.setting for one in mine) if mine else _naming(views, arm),
                secrets=mine,
            )


def _covers(scope: str, secret: str) -> bool:
    _, mark, name = scope.partition("/secrets/")
    return not mark or name.lower() == secret.lower()


def _secrets(views: Sequence[SettingView], identity: Identity) -> list[SecretLine]:
    """The references that this identity reads, and those that no identity of the app can read."""
    return [
        SecretLine(view.name, view.reference.vault, view.reference.secret, view.reference.version)
        for view in views
        if view.reference is not None and view.reference.vault and view.reference.secret and _reads(view.reference.identity, identity)
    ]


def _reads(reader: str | None, identity: Identity) -> bool:
    if reader is None:
        return True
    return key_of(reader) == key_of(identity.resource_id) if identity.resource_id else reader.lower() == "systemassigned"


def _naming(views: Sequence[SettingView], target: ArmId) -> tuple[str, ...]:
    """The settings whose values name the target, or what it lies in: an address, an id, a connection string."""
    if not target.names:
        return ()
    named = re.compile(rf"(?i)(?<![A-Za-z0-9-]){re.escape(target.names[0])}(?![A-Za-z0-9-])")
    return tuple(view.name for view in views if view.reference is None and named.search(view.raw))


def _identities(site: Record) -> Iterator[Identity]:
    block = table(site.outputs, "identity")
    own = text(block, "principalId")
    if own:
        yield Identity("system-assigned", own)
    for resource_id, ids in table(block, "userAssignedIdentities").items():
        principal = text(ids, "principalId")
        if principal:
            yield Identity("user-assigned", principal, text(ids, "clientId"), resource_id)


def _rights(cloud: Cloud, principal: str) -> Iterator[tuple[str, str, str, str | None]]:
    """Scope, kind, role and role id of each right."""
    for grant in cloud.access.of(principal):
        yield grant.scope, "role-assignment", grant.role.name, grant.role.id
    for record in cloud.state.of(ASSIGNMENT):
        if (text(record.inputs, "principalObjectId") or "").lower() == principal.lower():
            role = text(record.inputs, "appRoleId")
            yield text(record.inputs, "resourceObjectId") or "", "app-role", role or "", role
    for vault in cloud.state.of(_VAULT):
        for policy in tables(vault.private, "policies"):
            if (text(policy, "objectId") or "").lower() == principal.lower():
                yield vault.id, "access-policy", "secrets: " + ", ".join(texts(policy, "permissions", "secrets")), None
