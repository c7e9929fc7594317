"""The permission part of a verdict: whether the very grant that a connection names exists, is in force, and counts with the target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from azure_access import RoleAssignment
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.plain import at, flag, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.entra.service import ASSIGNMENT
from azure_rehearsal.services.shared.data_plane import vault_uses_rbac

from .case import SITES, Case
from .connections import Connection, GrantLine, Identity
from .own_grants import OWN_GRANTS
from .verdict import Finding, broken, pending, unchecked, waiting

__all__ = ["permission_findings", "same_user"]

_GET_SECRET: Final = "Microsoft.KeyVault/vaults/secrets/getSecret/action"  # noqa: S105  (a data action, no password)
_DATABASE_USER: Final = "database-user"

_Check = Callable[[Case, GrantLine, Identity], "str | Finding | None"]


def permission_findings(case: Case) -> Iterator[Finding]:
    """What is missing of the connection's right, or keeps it from counting."""
    yield from _grant(case)
    yield from _called(case)
    yield from _ignored(case)
    yield from _keys_off(case)


def _grant(case: Case) -> Iterator[Finding]:
    grant, identity = case.line.grant, case.line.identity
    if grant is None:
        if case.line.pending is None and case.line.auth == "identity":
            yield unchecked("the connection names no grant")
        return
    if identity is None:
        yield broken("a grant is named, but no identity that has it")
        return
    known = _GRANTS.get(grant.kind)
    if known is None:
        yield unchecked(f"a grant of kind '{grant.kind}' isn't known here")
        return
    wrong = known(case, grant, identity)
    if isinstance(wrong, Finding):
        yield wrong
    elif wrong is not None:
        yield pending(f"{wrong}; somebody else is to grant it") if grant.external else broken(wrong)


# -- each kind of grant ------------------------------------------------------------------------------------------------------


def _role_assignment(case: Case, grant: GrantLine, identity: Identity) -> str | Finding | None:
    """The very assignment: same principal, same role, same scope, in force."""
    wanted = (grant.role_definition_id or "").rsplit("/", 1)[-1].lower()
    name = grant.role or wanted
    found = [
        one
        for one in case.cloud.access.of(identity.principal_id)
        if _same(one.scope, grant.scope) and (one.role.id.lower() == wanted or (not wanted and _same(one.role.name, grant.role or "")))
    ]
    if not found:
        return f"'{identity.principal_id}' has no role '{name}' at '{grant.scope}'"
    if (of_vault := _by_policies(case, grant, found)) is not None:
        return of_vault
    left = min(one.effective_from for one in found) - case.cloud.clock.now
    return waiting(f"role '{name}' takes effect in {left:g} s") if left > 0 else None


def _by_policies(case: Case, grant: GrantLine, found: list[RoleAssignment]) -> Finding | None:
    """A vault in access-policy mode ignores roles on its data: learn.microsoft.com/azure/key-vault/general/rbac-access-policy."""
    places = [grant.scope, case.arm_target or "", *(id or "" for _, id in case.secret_ids())]
    for place in places:
        vault = (
            case.cloud.state.get(ArmId.parse(place).top())
            if ArmId.parse(place).kind.lower().startswith("microsoft.keyvault/vaults")
            else None
        )
        if vault is not None and not vault_uses_rbac(vault) and any(one.role.line(_GET_SECRET, data=True) for one in found):
            return broken(
                f"vault '{ArmId.parse(vault.id).name}' goes by access policies and ignores role '{found[0].role.name}': "
                "give an access policy, or set enableRbacAuthorization",
                "learn.microsoft.com/azure/key-vault/general/rbac-access-policy",
            )
    return None


def _access_policy(case: Case, grant: GrantLine, identity: Identity) -> str | Finding | None:
    vault = case.cloud.state.get(grant.scope)
    if vault is None:
        return f"there is no vault '{grant.scope}'"
    decision = case.cloud.can(identity.principal_id, _GET_SECRET, f"{vault.id}/secrets/any", data=True)
    if decision.waiting:
        return waiting(decision.reason)
    return None if decision.allowed else decision.reason


def _app_role(case: Case, grant: GrantLine, identity: Identity) -> str | None:
    for record in case.cloud.state.of(ASSIGNMENT):
        given = record.inputs
        same = _same(given.get("principalObjectId"), identity.principal_id) and _same(given.get("resourceObjectId"), grant.scope)
        if same and (not grant.role_definition_id or _same(given.get("appRoleId"), grant.role_definition_id)):
            return None
    return f"'{identity.principal_id}' has no app role '{grant.role or grant.role_definition_id}' of '{grant.scope}'"


def _database_user(case: Case, _: GrantLine, identity: Identity) -> Finding | None:
    """A user that a script makes in the database: whether it is there, and holds the roles."""
    user = case.line.pending
    if user is None:
        return unchecked("the connection doesn't say which database user has the right")
    roles = case.cloud.sql_login(user.database_id, identity.client_id or identity.principal_id)
    wanted = _roles(case.line)
    shared = wanted.union(*(_roles(other) for other in case.among if same_user(case.line, other)))
    if roles is None:
        return pending(f"user '{user.user}' must still be made in the database: run its script")
    # A deny role takes rights away: no script gives it, and none may take it.
    extra = sorted(role for role in set(roles) - shared if not role.startswith("db_deny")) if wanted else []
    if missing := sorted(wanted - set(roles)):
        return pending(f"user '{user.user}' has no role {', '.join(missing)} yet: run its script again")
    if extra:
        return pending(f"user '{user.user}' still has role {', '.join(extra)}, which no connection gives: run its script again")
    return None


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


def _own(missing: Callable[[Cloud, GrantLine, Identity], str | None]) -> _Check:
    return lambda case, grant, identity: missing(case.cloud, grant, identity)


_GRANTS: Final[Mapping[str, _Check]] = {
    "role-assignment": _role_assignment,
    "access-policy": _access_policy,
    "app-role": _app_role,
    _DATABASE_USER: _database_user,
    **{kind: _own(missing) for kind, missing in OWN_GRANTS.items()},
}


# -- whether the target listens to it ----------------------------------------------------------------------------------------


def _called(case: Case) -> Iterator[Finding]:
    """An app that is called decides by its own authentication."""
    if case.target is not None and case.target.token in SITES and case.line.identity is not None:
        decision = case.cloud.may_call(case.line.identity.principal_id, case.target.id)
        if not decision.allowed:
            yield broken(f"the target turns the app away: {decision.code} {decision.reason}")


@dataclass(frozen=True)
class _Deaf:
    """When a type of resource takes no Entra tokens at all: what to say, and where that is documented."""

    applies: Callable[[JsonDict], bool]
    words: str
    source: str


_ROLES_OFF = _Deaf(
    lambda inputs: flag(inputs, "disableAadAuth") is True,
    "takes access keys only (disableAadAuth): roles don't count",
    "learn.microsoft.com/azure/azure-signalr/signalr-concept-authorize-azure-active-directory",
)
_DEAF: Final[Mapping[str, _Deaf]] = {
    "azure-native:search:Service": _Deaf(
        lambda inputs: flag(inputs, "disableLocalAuth") is not True and at(inputs, "authOptions", "aadOrApiKey") is None,
        "takes API keys only: set authOptions.aadOrApiKey, or disableLocalAuth",
        "learn.microsoft.com/azure/search/search-security-enable-roles",
    ),
    "azure-native:redis:Redis": _Deaf(
        lambda inputs: (text(inputs, "redisConfiguration", "aadEnabled") or "").lower() != "true",
        "takes access keys only: set redisConfiguration aad-enabled to 'true'",
        "learn.microsoft.com/azure/azure-cache-for-redis/cache-azure-active-directory-for-authentication",
    ),
    "azure-native:signalrservice:SignalR": _ROLES_OFF,
    "azure-native:webpubsub:WebPubSub": _ROLES_OFF,
    "azure-native:cognitiveservices:Account": _Deaf(
        lambda inputs: not text(inputs, "properties", "customSubDomainName"),
        "takes keys only: Entra tokens need properties.customSubDomainName",
        "learn.microsoft.com/azure/ai-services/authentication",
    ),
}


def _ignored(case: Case) -> Iterator[Finding]:
    """A target that takes no Entra tokens, whatever was granted."""
    holder = _holder(case) if case.line.auth == "identity" else None
    deaf = _DEAF.get(holder.token) if holder is not None else None
    if holder is not None and deaf is not None and deaf.applies(holder.inputs):
        yield broken(f"'{ArmId.parse(holder.id).name}' {deaf.words}", deaf.source)


def _holder(case: Case) -> Record | None:
    return case.cloud.state.get(ArmId.parse(case.arm_target).top()) if case.arm_target else None


def _keys_off(case: Case) -> Iterator[Finding]:
    """A connection by a key whose target takes no keys."""
    switch, target = case.line.local_auth, case.arm_target
    if case.line.auth != "secret" or switch is None or target is None:
        return
    for record in (case.cloud.state.get(one) for one in _outwards(target)):
        if record is not None and ArmId.parse(record.id).kind.lower() == switch.type.lower():
            if at(record.inputs, *switch.property.split(".")) == switch.off:
                yield broken(f"keys of '{ArmId.parse(record.id).name}' don't work: {switch.property} is {switch.off}")
            return


def _outwards(resource_id: str) -> Iterator[str]:
    here: str | None = resource_id
    while here is not None:
        yield here
        here = ArmId.parse(here).parent()


def _same(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and one.lower() == other.lower()
