"""The target part of a verdict: whether what a connection leads to exists."""

from __future__ import annotations

from collections.abc import Iterator

from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.plain import flag, text
from azure_rehearsal.services.database_access import FABRIC

from .case import SITES, Case
from .verdict import Finding, broken, unchecked

__all__ = ["target_findings"]


def target_findings(case: Case) -> Iterator[Finding]:
    """A resource of ARM, an application of the directory, or a third party's secret in its vault; what isn't there is told."""
    if case.by_vault:
        yield from _secrets(case)
    elif case.arm_target is not None:
        yield from _resource(case, case.arm_target)
    else:
        yield from _elsewhere(case)


def _resource(case: Case, target: str) -> Iterator[Finding]:
    record = case.target
    if record is None:
        yield broken(f"there is no target '{target}'{_elsewhere_named_so(case, target)}")
    elif record.token in SITES and flag(record.inputs, "enabled") is False:
        yield broken("the target is stopped (enabled is false)")
    elif (text(record.outputs, "provisioningState") or "").lower() == "failed":
        yield broken("the target's last operation failed (provisioningState)")


def _elsewhere_named_so(case: Case, target: str) -> str:
    """The hint that another subscription has a resource of that name."""
    _, subscriptions, own, *path = key_of(target).split("/")
    for key in case.cloud.state.records:
        _, _, other, *rest = [*key.split("/"), "", ""]
        if path == [part for part in rest if part] and other != own and subscriptions == "subscriptions":
            return f"; subscription '{other}' has one of that name"
    return ""


def _secrets(case: Case) -> Iterator[Finding]:
    for secret, id in case.secret_ids():
        if id is None:
            yield broken(f"there is no vault '{secret.vault}'")
        elif case.cloud.state.get(id) is None:
            deleted = " (it is soft-deleted)" if key_of(id) in case.cloud.state.deleted else ""
            yield broken(f"vault '{secret.vault}' has no secret '{secret.secret}'{deleted}")


def _elsewhere(case: Case) -> Iterator[Finding]:
    """What ARM doesn't know: an application by its ids in the directory; of anything else the rehearsal can't tell."""
    grant = case.line.grant
    if case.line.pending is not None and case.line.pending.database_id.startswith(FABRIC):
        yield unchecked("a database in Microsoft Fabric isn't a resource of Azure Resource Manager")
        return
    named = [one for one in (case.line.target_id, grant.scope if grant and grant.kind == "app-role" else None) if one]
    if not named:
        yield unchecked("the connection doesn't say what it leads to")
    elif not any(case.cloud.state.principal(one) for one in named):
        yield broken(f"the directory has no application '{named[0]}'")
