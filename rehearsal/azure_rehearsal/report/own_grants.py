"""Whether a grant that is a resource of the target's own service is there: the very one, as a `connections` row tells of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import is_within, key_of
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.state import Record
from azure_rehearsal.services import microsoft_cache, microsoft_kusto
from azure_rehearsal.services.microsoft_documentdb import access as cosmos_access

from .connections import GrantLine, Identity

__all__ = ["OWN_GRANTS"]

Missing = Callable[[Cloud, GrantLine, Identity], "str | None"]


def _missing(words: str, tokens: tuple[str, ...], is_it: Callable[[Record, GrantLine, str], bool]) -> Missing:
    """What is said where none of the records is the one that is meant. `words`: what such a grant is called."""

    def missing(cloud: Cloud, grant: GrantLine, identity: Identity) -> str | None:
        principal = identity.principal_id.lower()
        if any(is_it(record, grant, principal) for record in cloud.state.of(*tokens)):
            return None
        return f"'{identity.principal_id}' has no {words} '{grant.role}' at '{grant.scope}'"

    return missing


def _is_cosmos(record: Record, grant: GrantLine, principal: str) -> bool:
    given = record.inputs
    return (
        (text(given, "principalId") or "").lower() == principal
        and key_of(text(given, "scope") or "") == key_of(grant.scope)
        and key_of(text(given, "roleDefinitionId") or "") == key_of(grant.role_definition_id or "")
    )


def _is_redis(record: Record, grant: GrantLine, principal: str) -> bool:
    same_policy = text(record.inputs, "accessPolicyName") == grant.role
    return same_policy and microsoft_cache.object_id(record) == principal and is_within(record.id, grant.scope)


def _is_kusto(record: Record, grant: GrantLine, principal: str) -> bool:
    given = record.inputs
    same_role = text(given, "role") == grant.role and is_within(record.id, grant.scope)
    return same_role and (text(record.outputs, "aadObjectId") or "").lower() == principal


OWN_GRANTS: Final[Mapping[str, Missing]] = {
    "cosmos-role": _missing("data role", tuple(cosmos_access.ASSIGNMENTS), _is_cosmos),
    "redis-policy": _missing("access policy", (microsoft_cache.ASSIGNMENT, microsoft_cache.DATABASE_ASSIGNMENT), _is_redis),
    "kusto-principal": _missing("database role", (microsoft_kusto.ASSIGNMENT,), _is_kusto),
}
"""Kind of grant -> what is missing of it, or None."""
