"""The identity part of a verdict: whether the app has the identity that a connection names, and reads its references with it."""

from __future__ import annotations

from collections.abc import Iterator

from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.services.shared.identity import user_identities

from .case import Case
from .connections import Identity
from .verdict import Finding, broken, unchecked

__all__ = ["identity_findings"]


def identity_findings(case: Case) -> Iterator[Finding]:
    """What keeps the app from being who the connection says it is."""
    identity = case.line.identity
    if identity is None:
        if case.line.grant is None:
            yield unchecked("the connection names no identity")
        return
    if (missing := _missing(case, identity)) is not None:
        yield missing
        return
    yield from _readers(case, identity)


def _missing(case: Case, identity: Identity) -> Finding | None:
    app = ArmId.parse(case.site.id).name
    if identity.kind == "system-assigned":
        principal = text(table(case.site.outputs, "identity"), "principalId")
        if principal is None:
            return broken(f"'{app}' has no system-assigned identity")
        if principal.lower() != identity.principal_id.lower():
            return broken(f"the system-assigned identity of '{app}' is {principal} now, not {identity.principal_id}")
        return None
    attached = {key_of(one): one for one in user_identities(case.site.inputs)}
    principals = {(text(record.outputs, "principalId") or "").lower() for one in attached.values() if (record := case.cloud.state.get(one))}
    if identity.principal_id.lower() in principals:
        return None
    name = ArmId.parse(identity.resource_id).name if identity.resource_id else identity.principal_id
    if identity.resource_id and case.cloud.state.get(identity.resource_id) is None:
        return broken(f"there is no identity '{name}'")
    return broken(f"identity '{name}' is not attached to '{app}'")


def _readers(case: Case, identity: Identity) -> Iterator[Finding]:
    """References are read with one identity of the app, which keyVaultReferenceIdentity says."""
    for secret in case.line.secrets:
        reference = case.references.get(secret.setting)
        reader = reference.identity if reference else None
        if reader is None or (reference is not None and reference.cause == "MSINotEnabled"):
            continue
        own = reader.lower() == "systemassigned"
        record = None if own else case.cloud.state.get(reader)
        block = table(case.site.outputs, "identity") if own else (record.outputs if record else {})
        if (text(block, "principalId") or "").lower() != identity.principal_id.lower():
            name = reader if own else ArmId.parse(reader).name
            yield broken(
                f"setting {secret.setting} is read with identity '{name}' (keyVaultReferenceIdentity), which isn't the connection's"
            )
