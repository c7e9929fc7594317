"""What the simulated Azure itself costs: its share of the time of a deployment, and the memory that its resources take."""

from __future__ import annotations

import gc
import importlib
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.doors.provider.provider import Provider
from azure_rehearsal.engine.rehearsal import Rehearsal
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.memory.store import Store

CALLS = ("Check", "Diff", "Create", "Update", "Delete", "Read", "Invoke")
Span = tuple[float, float]


def union(spans: Iterable[Span]) -> float:
    """How long at least one of the spans lasted."""
    total, reached = 0.0, float("-inf")
    for begun, ended in sorted(spans):
        total += max(ended - max(begun, reached), 0.0)
        reached = max(ended, reached)
    return total


def watch(provider: type[Provider]) -> list[Span]:
    """Notes from when to when each call of a provider is under way, whichever thread it is in."""
    spans: list[Span] = []

    def noted(call: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
        def run(self: Any, request: Any, context: Any) -> Any:
            begun = time.perf_counter()
            try:
                return call(self, request, context)
            finally:
                spans.append((begun, time.perf_counter()))

        return run

    for name in CALLS:
        setattr(provider, name, noted(getattr(provider, name)))
    return spans


def up(program: str, apps: int) -> dict[str, float]:
    """The first `up` of a program of `benchmarks.programs`, its state kept as it is by default.

    Returns `seconds` of the whole, and `azure_seconds` in which the simulated Azure had something to do.
    """
    build = importlib.import_module(f"benchmarks.programs.{program}").build
    spans = watch(Provider)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        result = Rehearsal(lambda: build(apps), state=Path(folder), project_name="bench").up()
    return {"seconds": result.seconds, "azure_seconds": union(spans), "resources": float(len(result.steps))}


# -- memory -----------------------------------------------------------------------------------------------------------


class _Customer:
    """Makes resources as the engine would: checked, created, written down."""

    def __init__(self, folder: Path) -> None:
        self.cloud, self.journal, self.store = Cloud(), Journal(), Store(folder / "cloud.db")
        self.made = 0

    def make(self, token: str, **inputs: Any) -> dict[str, Any]:
        checked = self.cloud.check(token, inputs, urn_name=f"thing-{self.made}")
        if checked.failures:
            raise ValueError(checked.failures)
        created = self.cloud.create(token, checked.inputs)
        self.journal.note(f"urn:pulumi:dev::bench::{token}::thing-{self.made}", str(created.id), ())
        self.store.save({**self.cloud.changed(), **self.journal.changed()})
        self.made += 1
        return {**created.outputs, "id": created.id}

    def app(self, number: int) -> None:
        """An app with an identity of its own, a vault with a secret, the right to read it, and settings: seven resources."""
        group, tenant = {"resourceGroupName": "bench"}, self.cloud.tenant_id
        who = self.make("azure-native:managedidentity:UserAssignedIdentity", **group, resourceName=f"who-{number}")
        plan = self.make("azure-native:web:AppServicePlan", **group, name=f"plan-{number}", reserved=True, sku={"name": "B1"})
        vault = {"tenantId": tenant, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
        self.make("azure-native:keyvault:Vault", **group, vaultName=f"vault-{number}", properties=vault)
        secret = self.make(
            "azure-native:keyvault:Secret", **group, vaultName=f"vault-{number}", secretName="key", properties={"value": f"value {number}"}
        )
        self.make(
            "azure-native:web:WebApp",
            **group,
            name=f"bench-{number}",
            serverFarmId=plan["id"],
            identity={"type": "UserAssigned", "userAssignedIdentities": [who["id"]]},
            keyVaultReferenceIdentity=who["id"],
        )
        role = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
        self.make(
            "azure-native:authorization:RoleAssignment",
            principalId=who["principalId"],
            principalType="ServicePrincipal",
            roleDefinitionId=role,
            scope=secret["id"],
        )
        settings = {"CLIENT": who["clientId"], "KEY": f"@Microsoft.KeyVault(VaultName=vault-{number};SecretName=key)"}
        self.make("azure-native:web:WebAppApplicationSettings", **group, name=f"bench-{number}", properties=settings)


def memory(*counts: int) -> dict[str, float]:
    """Mebibytes that the simulated Azure takes for as many resources, beyond what one app needed: `at_<count>` for each count."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        customer = _Customer(Path(folder))
        customer.make("azure-native:resources:ResourceGroup", resourceGroupName="bench", location="westeurope")
        customer.app(0)
        tracemalloc.start()
        begun, number, found = customer.made, 0, dict[str, float]()
        for count in sorted(counts):
            while customer.made - begun < count:
                number += 1
                customer.app(number)
            gc.collect()
            found[f"at_{count}"] = tracemalloc.get_traced_memory()[0] / 2**20 * count / (customer.made - begun)
        tracemalloc.stop()
        customer.store.close()
    return found
