"""What the order of a deployment has to be, as questions to a run: each function gives the faults that it finds, in words."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import networkx as nx

from azure_rehearsal.doors.mocks.mocks import Registration, Run
from pulumi_azure_connect.azure.references import SecretReference, is_reference

from .programs import GRANTS, SETTINGS, SITES, output

SECRET = "azure-native:keyvault:Secret"
DEPLOYMENT = "azure-native:resources:Deployment"
CONNECTION_STRINGS = ("azure-native:web:WebAppConnectionStrings", "azure-native:web:WebAppConnectionStringsSlot")


def is_acyclic(run: Run) -> list[str]:
    """Nothing waits for itself."""
    return [] if nx.is_directed_acyclic_graph(run.graph()) else ["the resources depend on each other in a circle"]


def references_come_last(run: Run) -> list[str]:
    """Whatever holds a reference is written after the secret, and after the grant to the identity that reads it."""
    faults: list[str] = []
    for one in run.resources:
        if one.type in (*SETTINGS, *CONNECTION_STRINGS):
            for name, text in _texts(one):
                if is_reference(text):
                    faults += _reference_faults(run, one, name, SecretReference.parse(text))
    return faults


def _texts(one: Registration) -> Iterable[tuple[str, str]]:
    properties = one.inputs["properties"]
    assert isinstance(properties, dict)
    for name, value in properties.items():
        text = value["value"] if isinstance(value, dict) else value
        if isinstance(text, str):
            yield name, text


def _reference_faults(run: Run, settings: Registration, name: str, reference: SecretReference) -> list[str]:
    where = f"{name} of {settings.name}"
    secrets = [
        one for one in run.of_type(SECRET) if one.checked["vaultName"] == reference.vault and one.checked["secretName"] == reference.name
    ]
    faults = [f"{where} comes before its secret" for secret in secrets if not run.depends(settings, secret)]
    if not secrets:
        faults.append(f"{where} names a secret that nobody writes")
    principal = reader(run, site_of(run, settings))
    grants = [one for one in run.resources if _lets_read(one, principal, reference)]
    if not grants:
        faults.append(f"{where} has no grant")
    return faults + [f"{where} comes before its grant" for grant in grants if not run.depends(settings, grant)]


def site_of(run: Run, part: Registration) -> Registration:
    """The site that a part of it belongs to."""
    for site in run.resources:
        if site.type in SITES and (site.checked["name"], site.checked.get("slot")) == (part.checked["name"], part.checked.get("slot")):
            return site
    raise LookupError(f"{part!r} is part of no site")


def reader(run: Run, site: Registration) -> Any:
    """The object id of the identity that reads a site's references."""
    identity = site.inputs.get("keyVaultReferenceIdentity", "SystemAssigned")
    if identity == "SystemAssigned":
        return site.output("identity", "principalId")
    return next(one for one in run.of_type("UserAssignedIdentity") if one.id == identity).output("principalId")


def _lets_read(grant: Registration, principal: Any, reference: SecretReference) -> bool:
    if grant.type == "azure-native:keyvault:AccessPolicy":
        return grant.checked["vaultName"] == reference.vault and grant.input("policy", "objectId") == principal
    if grant.type != "azure-native:authorization:RoleAssignment" or grant.inputs["principalId"] != principal:
        return False
    vault = f"/vaults/{reference.vault}"
    return str(grant.inputs["scope"]).endswith((vault, f"{vault}/secrets/{reference.name}"))


def settings_come_after_grants(run: Run) -> list[str]:
    """The settings of every connection are written after its grant, where it has one that is ours to make."""
    faults: list[str] = []
    for name in (one.name for one in run.of_type("ManagedIdentityApp")):
        for row in output(run, "connections", name):
            grant = row["grant"]
            if grant["external"]:
                continue
            settings = next(one for one in run.resources if one.type in SETTINGS and site_of(run, one).id == row["appId"])
            made = [one for one in run.resources if _is_grant(one, row["identity"]["principalId"], grant["scope"])]
            if not made:
                faults.append(f"{row['connection']} of {name} has no grant")
            faults += [f"{settings.name} comes before {one.name}" for one in made if not run.depends(settings, one)]
    return faults


def _is_grant(one: Registration, principal: str, scope: str) -> bool:
    if one.type == "azure-native:authorization:RoleAssignment":
        return (one.inputs["principalId"], one.inputs["scope"]) == (principal, scope)
    if one.type == "azure-native:keyvault:AccessPolicy":
        return one.input("policy", "objectId") == principal and scope.endswith(f"/{one.checked['vaultName']}")
    if one.type == "azuread:index/appRoleAssignment:AppRoleAssignment":
        return (one.inputs["principalObjectId"], one.inputs["resourceObjectId"]) == (principal, scope)
    return False


def writes_take_turns(run: Run) -> list[str]:
    """What writes to one site with its slots, or to one vault, does so one after the other, in an order that is fixed."""
    faults: list[str] = []
    for place, writes in (*by_site(run).items(), *by_vault(run).items()):
        for one, other in itertools.combinations(writes, 2):
            if not run.depends(one, other) and not run.depends(other, one):
                faults.append(f"{one.name} and {other.name} may write to {place} at the same time")
    return faults


def by_site(run: Run) -> dict[str, list[Registration]]:
    """Everything that writes to an app or one of its slots, by the app's name in Azure."""
    found: defaultdict[str, list[Registration]] = defaultdict(list)
    for one in run.resources:
        if one.type.startswith("azure-native:web:WebApp"):
            found[str(one.checked["name"])].append(one)
    return found


def by_vault(run: Run) -> dict[str, list[Registration]]:
    """Everything that writes to a vault, by its name; role assignments don't."""
    found: defaultdict[str, list[Registration]] = defaultdict(list)
    for one in run.resources:
        if one.type.startswith("azure-native:keyvault:") and one.operation != "read":
            found[str(one.checked["vaultName"])].append(one)
    return found


def others_stay_parallel(run: Run) -> list[str]:
    """Two apps, and two vaults, don't wait for each other without need: the sites' own writes, and the secrets."""
    faults: list[str] = []
    for groups in (by_site(run), by_vault(run)):
        for (one, writes), (other, others) in itertools.combinations(groups.items(), 2):
            early = [write for write in writes if "Settings" not in write.type]
            late = [write for write in others if "Settings" not in write.type]
            if any(run.depends(a, b) for a in early for b in late) or any(run.depends(b, a) for a in early for b in late):
                faults.append(f"writes to {one} and {other} wait for each other")
    return faults


def settings_are_written_once(run: Run) -> list[str]:
    """One resource writes the settings of an app or slot."""
    count: defaultdict[tuple[Any, Any], int] = defaultdict(int)
    for one in run.resources:
        if one.type in SETTINGS:
            count[one.checked["name"], one.checked.get("slot")] += 1
    sites = {(one.checked["name"], one.checked.get("slot")) for one in run.resources if one.type in SITES}
    return [f"{site} has {count[site]} writers of settings" for site in sorted(sites, key=str) if count[site] != 1]


def ready_is_last(run: Run) -> list[str]:
    """What depends on `shop.ready` (the resource named probe) waits for all its settings and grants."""
    probe = run.find(name="probe")
    own = [one for one in run.resources if one.type in (*SETTINGS, *CONNECTION_STRINGS, *GRANTS) and one.name.startswith("shop-")]
    assert own
    return [f"the probe doesn't wait for {one.name}" for one in own if not run.depends(probe, one)]


ALL = (
    is_acyclic,
    references_come_last,
    settings_come_after_grants,
    writes_take_turns,
    settings_are_written_once,
    ready_is_last,
)


def faults(run: Run) -> list[str]:
    """All faults of all questions."""
    return [fault for check in ALL for fault in check(run)]
