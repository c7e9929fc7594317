"""How long a first deployment must take: the longest chain that Azure itself forces, computed from what was deployed.

What the engine was told to wait for plays no part. Azure's rules alone do: nothing lies in what isn't there (a group, a parent, the scope of a
grant), nothing names what isn't made (the id of another resource, the client or principal id of an identity), a setting that refers to
a secret takes the secret and the right to read it, and writes to one vault or site come one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, is_within, key_of
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonValue
from azure_rehearsal.trouble.durations import typical

__all__ = ["Job", "in_a_row", "jobs_of", "lower_bound"]

# What Azure makes up when it makes a resource, by the names of outputs: nobody can know it before.
_MADE_UP = ("principalId", "clientId", "objectId", "applicationId", "appId")
_REFERENCE = re.compile(r"@Microsoft\.KeyVault\(VaultName=([^;)]+);SecretName=([^;)]+)")
_SITE = "azure-native:web:WebApp"
_GRANT = "azure-native:authorization:RoleAssignment"
_POLICY = "azure-native:keyvault:AccessPolicy"


@dataclass(frozen=True)
class Job:
    """One creation. `needs`: the ids of those that Azure must have finished before. `alone`: what no two jobs may hold at a time."""

    id: str
    seconds: float
    needs: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()


def in_a_row(jobs: Sequence[Job]) -> float:
    """The time for all, made one after the other."""
    return sum(job.seconds for job in jobs)


def lower_bound(jobs: Sequence[Job]) -> float:
    """No order of these jobs is faster, however many run side by side.

    A job begins after each chain that leads to it; and of those that lead to it and exclude each other, after all, one after the other.
    `jobs`: each after those that it needs.
    """
    known = {job.id: job for job in jobs}
    begin: dict[str, float] = {}
    behind: dict[str, dict[str, float]] = {}  # of a job: the longest chain between the end of each that leads to it, and its begin
    for job in jobs:
        chains: dict[str, float] = {}
        for needed in job.needs & known.keys():
            chains.setdefault(needed, 0.0)
            for earlier, between in behind[needed].items():
                chains[earlier] = max(chains.get(earlier, 0.0), between + known[needed].seconds)
        behind[job.id] = chains
        straight = max((begin[one] + known[one].seconds + after for one, after in chains.items()), default=0.0)
        begin[job.id] = max(straight, _queue([known[one] for one in chains], begin, chains))
    last = {job.id: 0.0 for job in jobs}
    for end, chains in behind.items():
        for one, after in chains.items():
            last[one] = max(last[one], after + known[end].seconds)
    ends = max((begin[job.id] + job.seconds for job in jobs), default=0.0)
    return max(ends, _queue(jobs, begin, last))


def _queue(jobs: Collection[Job], begin: Mapping[str, float], after: Mapping[str, float]) -> float:
    """When what follows jobs that exclude each other can begin: the earliest of them, all of them, and the shortest way from one of them."""
    found = 0.0
    for key in {key for job in jobs for key in job.alone}:
        line = sorted((job for job in jobs if key in job.alone), key=lambda job: begin[job.id])
        for at in range(len(line)):
            rest = line[at:]
            found = max(found, begin[rest[0].id] + in_a_row(rest) + min(after[job.id] for job in rest))
    return found


def jobs_of(cloud: Cloud, made: Collection[str]) -> list[Job]:
    """The creations that led to a cloud, each after those that it needs.

    Args:
        cloud: as the first deployment left it.
        made: the ids of what the engine made.
    """
    wanted = {key_of(one) for one in made}
    records = {key: record for key, record in cloud.state.records.items() if key in wanted}
    origins = _origins(records)
    jobs = {key: _job(cloud, key, record, records, origins) for key, record in records.items()}
    return _in_order(jobs)


def _job(cloud: Cloud, key: str, record: Record, records: Mapping[str, Record], origins: Mapping[str, str]) -> Job:
    kind = record.token.rpartition(":")[2] if record.token.startswith("azuread:") else cloud.type_of(record.token).kind
    # Of what a grant is for, Azure looks at the outermost resource only: a secret may come after the right to read it.
    inside = ArmId.parse(ArmId.parse(record.id).scope).top() if record.token == _GRANT else key
    needs = {one for one in records if is_within(inside, one)}
    for said in _texts({name: value for name, value in record.inputs.items() if name != "scope"}):
        needs |= {origins[said.lower()]} if said.lower() in origins else set()
        for vault, secret in _REFERENCE.findall(said):
            needs |= _rights(cloud, key, f"/vaults/{vault}/secrets/{secret}".lower(), records)
    plan = text(record.inputs, "serverFarmId") if record.token == _SITE else None
    # The provider creates the apps of one plan one after the other: pull request #4458 of pulumi/pulumi-azure-native.
    alone = {cloud.lock_key(record.token, record.id), f"apps of {plan}".lower() if plan else None} - {None}
    return Job(key, typical(kind).seconds["create"], frozenset(needs - {key}), frozenset(str(one) for one in alone))


def _origins(records: Mapping[str, Record]) -> dict[str, str]:
    """By each id, and each value that Azure made up: the resource with which it came."""
    found: dict[str, str] = {}
    for key, record in records.items():
        found.setdefault(record.id.lower(), key)
        for name in _MADE_UP:
            said = text(record.outputs, name)
            if said and said not in set(_texts(record.inputs)):
                found.setdefault(said.lower(), key)
    return found


def _rights(cloud: Cloud, settings: str, secret: str, records: Mapping[str, Record]) -> set[str]:
    """The secret that a setting refers to, and what lets the site's identity read it."""
    secrets = {key for key in records if key.endswith(secret)}
    site = cloud.state.get(settings.partition("/config/")[0])
    who = cloud.state.get((text(site.inputs, "keyVaultReferenceIdentity") or "") if site else "")
    principal = text(who.outputs, "principalId") if who else None

    def lets(key: str, record: Record) -> bool:
        if record.token == _GRANT:
            holder, scope = text(record.inputs, "principalId"), text(record.inputs, "scope") or ""
        else:
            holder, scope = text(record.inputs, "policy", "objectId"), ArmId.parse(key).top()
        return holder == principal and any(is_within(one, scope) for one in secrets)

    return secrets | {key for key, record in records.items() if record.token in (_GRANT, _POLICY) and lets(key, record)}


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _in_order(jobs: Mapping[str, Job]) -> list[Job]:
    ordered: dict[str, Job] = {}

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            raise ValueError(f"these need each other: {' '.join(path)}")
        if key not in ordered:
            for needed in sorted(jobs[key].needs & jobs.keys()):
                visit(needed, (*path, key))
            ordered[key] = jobs[key]

    for key in jobs:
        visit(key, ())
    return [*ordered.values()]
