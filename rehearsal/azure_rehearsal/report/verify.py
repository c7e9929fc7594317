"""Checks each connection against the simulated Azure: is the right there and in force, the setting written, the
reference resolved, the target reachable. What a component says of itself counts for nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud, ReferenceStatus, SettingView
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.state import Record
from azure_rehearsal.services import TRACKED
from azure_rehearsal.services.entra.service import ASSIGNMENT
from azure_rehearsal.services.shared import network_gate

from .connections import Connection, GrantLine, Identity
from .own_grants import OWN_GRANTS

__all__ = ["Checked", "Finding", "Reference", "Verdict", "check", "references", "same_user", "sites"]

SITES: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
_GET_SECRET: Final = "Microsoft.KeyVault/vaults/secrets/getSecret/action"  # noqa: S105  (a data action, no password)


class Verdict(Enum):
    """How a line stands, from good to bad."""

    WORKS = "works"
    PENDING = "pending"
    WAITING = "waiting"
    BROKEN = "broken"

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Verdict).index(self)


@dataclass(frozen=True)
class Finding:
    """One thing that was checked and isn't as it should be."""

    verdict: Verdict
    text: str


@dataclass(frozen=True)
class Reference:
    """One setting that holds a reference, as the app sees it."""

    app_id: str
    setting: str
    status: str
    detail: str
    vault: str | None
    secret: str | None
    version: str | None
    waiting: bool

    @property
    def verdict(self) -> Verdict:
        """Resolved works; a denial that only came before its grant took effect waits; the rest is broken."""
        if self.status == "Resolved":
            return Verdict.WORKS
        return Verdict.WAITING if self.waiting else Verdict.BROKEN


@dataclass(frozen=True)
class Checked:
    """A connection and what is wrong with it; nothing in `findings` means that it works."""

    line: Connection
    findings: tuple[Finding, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings."""
        return max((finding.verdict for finding in self.findings), key=lambda one: one.rank, default=Verdict.WORKS)


def sites(cloud: Cloud) -> list[str]:
    """The ARM ids of all web apps and slots, in the order of their creation."""
    return [record.id for record in cloud.state.of(*SITES)]


def references(cloud: Cloud, app_id: str) -> list[Reference]:
    """The references in a site's settings and connection strings."""
    return [_reference(app_id, view, view.reference) for view in cloud.site_settings(app_id) if view.reference is not None]


def _reference(app_id: str, view: SettingView, status: ReferenceStatus) -> Reference:
    return Reference(app_id, view.name, status.status, status.detail, status.vault, status.secret, status.version, status.waiting)


def check(cloud: Cloud, line: Connection, among: Sequence[Connection] = ()) -> Checked:
    """Everything that can be checked of one connection. `among`: all connections; those of one identity to one database share a user."""
    if cloud.state.get(line.app_id) is None:
        return Checked(line, (Finding(Verdict.BROKEN, f"there is no app '{line.app_id}'"),))
    views = {view.name: view for view in cloud.site_settings(line.app_id)}
    found = [*_target(cloud, line), *_grant(cloud, line), *_settings(line, views), *_secrets(line, views), *_pending(cloud, line, among)]
    return Checked(line, tuple(found))


def _target(cloud: Cloud, line: Connection) -> Iterator[Finding]:
    """The target exists, and lets the app in: a site by its authentication, others by their network rules."""
    target = line.target_id
    if target is None or not target.lower().startswith("/subscriptions/"):
        return
    record = _standing(cloud, target)
    if record is None:
        yield Finding(Verdict.BROKEN, f"there is no target '{target}'")
    elif record.token in SITES and line.identity is not None:
        decision = cloud.may_call(line.identity.principal_id, target)
        if not decision.allowed:
            yield Finding(Verdict.BROKEN, f"the target turns the app away: {decision.code} {decision.reason}")
    else:
        gate = network_gate.admits(cloud, line.app_id, target)
        if not gate.allowed:
            yield Finding(Verdict.BROKEN, f"the target's network rules turn the app away: {gate.code} {gate.reason}")


def _standing(cloud: Cloud, target: str) -> Record | None:
    """The target; of what lies in a resource and is none of ARM's own (a search index), that resource."""
    here: str | None = target
    while here is not None:
        record, arm = cloud.state.get(here), ArmId.parse(here)
        if record is not None or arm.kind in TRACKED:
            return record
        here = arm.parent()
    return None


def _settings(line: Connection, views: Mapping[str, SettingView]) -> Iterator[Finding]:
    for name in line.settings:
        if name not in views:
            yield Finding(Verdict.BROKEN, f"setting {name} is not there")


def _secrets(line: Connection, views: Mapping[str, SettingView]) -> Iterator[Finding]:
    external = line.grant is not None and line.grant.external
    for secret in line.secrets:
        view = views.get(secret.setting)
        if view is None or view.reference is None:
            yield Finding(Verdict.BROKEN, f"setting {secret.setting} is no reference to a vault")
            continue
        reference = _reference(line.app_id, view, view.reference)
        if (reference.vault or "").lower() != secret.vault.lower() or (reference.secret or "").lower() != secret.secret.lower():
            yield Finding(
                Verdict.BROKEN,
                f"setting {secret.setting} points at {reference.vault}/{reference.secret}, not at {secret.vault}/{secret.secret}",
            )
        if reference.verdict is not Verdict.WORKS:
            verdict = Verdict.PENDING if external and reference.status == "AccessToKeyVaultDenied" else reference.verdict
            yield Finding(verdict, f"setting {secret.setting}: {reference.status}")


def _pending(cloud: Cloud, line: Connection, among: Sequence[Connection]) -> Iterator[Finding]:
    """A database user that nobody has made yet, that lacks a role, or that has one which no connection gives it."""
    if line.pending is None:
        return
    who = (line.identity.client_id or line.identity.principal_id) if line.identity else None
    roles = cloud.sql_login(line.pending.database_id, who) if who else None
    wanted = _roles(line)
    shared = wanted.union(*(_roles(other) for other in among if same_user(line, other)))
    # A deny role takes rights away: no script gives it, and none may take it.
    extra = sorted(role for role in set(roles or ()) - shared if not role.startswith("db_deny")) if wanted else []
    if roles is None:
        yield Finding(Verdict.PENDING, f"user '{line.pending.user}' must still be made in the database: run its script")
    elif missing := sorted(wanted - set(roles)):
        yield Finding(Verdict.PENDING, f"user '{line.pending.user}' has no role {', '.join(missing)} yet: run its script again")
    elif extra:
        yield Finding(
            Verdict.PENDING,
            f"user '{line.pending.user}' still has role {', '.join(extra)}, which no connection gives: run its script again",
        )


def _roles(line: Connection) -> set[str]:
    asked = line.grant.role if line.grant and line.grant.role else ""
    return {role.strip() for role in asked.split(",") if role.strip()}


def same_user(one: Connection, other: Connection) -> bool:
    """Whether two connections are those of one identity to one database."""
    return (
        one.pending is not None
        and other.pending is not None
        and one.identity is not None
        and other.identity is not None
        and _same(one.pending.database_id, other.pending.database_id)
        and _same(one.identity.principal_id, other.identity.principal_id)
    )


# -- grants --------------------------------------------------------------------------------------------------------------

_Check = Callable[[Cloud, GrantLine, Identity], "str | Finding | None"]


def _grant(cloud: Cloud, line: Connection) -> Iterator[Finding]:
    if line.grant is None:
        return
    if line.identity is None:
        yield Finding(Verdict.BROKEN, "a grant is named, but no identity that has it")
        return
    known = _GRANTS.get(line.grant.kind)
    wrong = known(cloud, line.grant, line.identity) if known else None
    if isinstance(wrong, Finding):
        yield wrong
    elif wrong is not None:
        external = line.grant.external
        yield Finding(Verdict.PENDING if external else Verdict.BROKEN, f"{wrong}; somebody else is to grant it" if external else wrong)


def _role_assignment(cloud: Cloud, grant: GrantLine, identity: Identity) -> str | Finding | None:
    """The very assignment: same principal, same role, same scope, in force."""
    wanted = (grant.role_definition_id or "").rsplit("/", 1)[-1].lower()
    found = [
        one
        for one in cloud.access.of(identity.principal_id)
        if _same(one.scope, grant.scope) and (one.role.id.lower() == wanted or (not wanted and _same(one.role.name, grant.role or "")))
    ]
    if not found:
        return f"'{identity.principal_id}' has no role '{grant.role or wanted}' at '{grant.scope}'"
    left = min(one.effective_from for one in found) - cloud.clock.now
    return Finding(Verdict.WAITING, f"role '{grant.role or wanted}' takes effect in {left:g} s") if left > 0 else None


def _access_policy(cloud: Cloud, grant: GrantLine, identity: Identity) -> str | Finding | None:
    vault = cloud.state.get(grant.scope)
    if vault is None:
        return f"there is no vault '{grant.scope}'"
    decision = cloud.can(identity.principal_id, _GET_SECRET, f"{vault.id}/secrets/any", data=True)
    if decision.waiting:
        return Finding(Verdict.WAITING, decision.reason)
    return None if decision.allowed else decision.reason


def _app_role(cloud: Cloud, grant: GrantLine, identity: Identity) -> str | None:
    for record in cloud.state.of(ASSIGNMENT):
        given = record.inputs
        same = _same(given.get("principalObjectId"), identity.principal_id) and _same(given.get("resourceObjectId"), grant.scope)
        if same and (not grant.role_definition_id or _same(given.get("appRoleId"), grant.role_definition_id)):
            return None
    return f"'{identity.principal_id}' has no app role '{grant.role or grant.role_definition_id}' of '{grant.scope}'"


_GRANTS: Final[Mapping[str, _Check]] = {
    "role-assignment": _role_assignment,
    "access-policy": _access_policy,
    "app-role": _app_role,
    **OWN_GRANTS,
}


def _same(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and one.lower() == other.lower()
