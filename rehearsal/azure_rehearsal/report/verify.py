"""Checks each connection against the simulated Azure, in five parts. What a component says of itself counts for nothing here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from azure_access import GRAPH_APP_ID
from azure_rehearsal.cloud.cloud import Cloud

from .case import SITES, Case, case_of
from .configuration import configuration_findings
from .connections import Connection
from .existence import target_findings
from .identities import identity_findings
from .network import network_finding
from .permission import permission_findings
from .references import Reference
from .verdict import PARTS, AppFinding, Checked, Finding, Part, Verdict, broken, pending, unchecked, waiting

__all__ = ["check", "sites"]

_PART_OF: Final[Mapping[str, str]] = {"AccessToKeyVaultDenied": "permission", "MSINotEnabled": "identity", "InvalidSyntax": "configuration"}
"""Status of a reference -> the part that fails by it; of the others it depends on what the target is."""


def sites(cloud: Cloud) -> list[str]:
    """The ARM ids of all web apps and slots, in the order of their creation."""
    return [record.id for record in cloud.state.of(*SITES)]


def check(
    cloud: Cloud, line: Connection, about_apps: Iterable[AppFinding] = (), *, among: Sequence[Connection] = (), derived: bool = False
) -> Checked:
    """The verdict on one connection.

    Args:
        cloud: The simulated Azure.
        line: The connection.
        about_apps: What is wrong with apps as a whole.
        among: All connections of the stack; those of one identity to one database share a user.
        derived: Nobody told the connection: it was read off grants and settings.
    """
    case = case_of(cloud, line, among=among, derived=derived)
    if case is None:
        gone = (unchecked("there is no app to look at"),)
        return _checked(line, {"target": [broken(f"there is no app '{line.app_id}'")], **{name: list(gone) for name in PARTS[1:]}})
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    found["target"] += target_findings(case)
    found["network"] += _network(case)
    found["configuration"] += configuration_findings(case)
    found["identity"] += identity_findings(case)
    found["permission"] += permission_findings(case)
    for part, finding in _references(case):
        found[part].append(finding)
    for one in about_apps:
        if one.concerns(line):
            found[one.part].append(one.finding)
    return _checked(line, _without_target(found))


def _checked(line: Connection, found: Mapping[str, list[Finding]]) -> Checked:
    return Checked(line, *(Part(name, tuple(dict.fromkeys(found.get(name, ())))) for name in PARTS))


def _without_target(found: Mapping[str, list[Finding]]) -> Mapping[str, list[Finding]]:
    """Of a target that isn't there, neither network nor permission says more: its firewall and its grants went with it."""
    if not any(one.verdict is Verdict.BROKEN for one in found["target"]):
        return found
    gone = [unchecked("there is no target to look at")]
    return {name: gone if name in ("network", "permission") and findings else findings for name, findings in found.items()}


def _network(case: Case) -> Iterator[Finding]:
    """The way to the target, and the way of the references to their vault."""
    if case.arm_target is not None:
        if case.target is not None:
            yield from _one(network_finding(case.cloud, case.site, case.arm_target))
    elif not case.by_vault and not _is_graph(case):
        yield unchecked("where the target runs isn't said in Azure: a route or its own firewall decides")
    for _, id in case.secret_ids():
        if id is not None:
            yield from _one(network_finding(case.cloud, case.site, id))


def _one(finding: Finding | None) -> Iterator[Finding]:
    return iter(() if finding is None else (finding,))


def _is_graph(case: Case) -> bool:
    """Microsoft Graph has one public address for everybody, and no rules that an app could be missing from."""
    grant = case.line.grant
    named = (case.line.target_id, grant.scope if grant and grant.kind == "app-role" else None)
    return any(known.client_id == GRAPH_APP_ID for one in named if one and (known := case.cloud.state.principal(one)))


def _references(case: Case) -> Iterator[tuple[str, Finding]]:
    """What the references' status says, with the part that it is about."""
    external = case.line.grant is not None and case.line.grant.external
    for secret in case.line.secrets:
        reference = case.references.get(secret.setting)
        if reference is None or reference.verdict is Verdict.WORKS:
            continue
        words = f"setting {secret.setting}: {reference.words}"
        if reference.verdict is Verdict.WAITING:
            finding = waiting(words)
        else:
            finding = pending(words) if external and reference.cause == "AccessToKeyVaultDenied" else broken(words)
        yield _part_of(case, reference), finding


def _part_of(case: Case, reference: Reference) -> str:
    if reference.now_code == "ForbiddenByFirewall":
        return "network"
    return _PART_OF.get(reference.cause) or ("target" if case.by_vault else "configuration")
