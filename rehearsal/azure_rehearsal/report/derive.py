"""Connections of a stack whose components tell of none: read off the grants, policies and settings in the cloud."""

from __future__ import annotations

from collections.abc import Iterator

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import table, tables, text, texts
from azure_rehearsal.core.state import Record
from azure_rehearsal.services.entra.service import ASSIGNMENT

from .connections import Connection, GrantLine, Identity, SecretLine
from .verify import SITES

__all__ = ["derive"]

_VAULT = "azure-native:keyvault:Vault"


def derive(cloud: Cloud) -> list[Connection]:
    """A line for each right that a site's identity holds, and one for each vault that a site's settings refer to."""
    return [line for site in cloud.state.of(*SITES) for line in _of_site(cloud, site)]


def _of_site(cloud: Cloud, site: Record) -> Iterator[Connection]:
    names = ArmId.parse(site.id).names
    app, slot = names[0], names[1] if len(names) > 1 else None
    secrets = _secrets(cloud, site)
    for identity in _identities(site):
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
                settings=tuple(one.setting for one in mine),
                secrets=mine,
            )


def _covers(scope: str, secret: str) -> bool:
    _, mark, name = scope.partition("/secrets/")
    return not mark or name.lower() == secret.lower()


def _secrets(cloud: Cloud, site: Record) -> list[SecretLine]:
    return [
        SecretLine(view.name, view.reference.vault, view.reference.secret, view.reference.version)
        for view in cloud.site_settings(site.id)
        if view.reference is not None and view.reference.vault and view.reference.secret
    ]


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
