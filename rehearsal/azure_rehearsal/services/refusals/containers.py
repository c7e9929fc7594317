"""What Azure refuses of registries, container apps and clusters beyond the schema."""

from __future__ import annotations

import re

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import entries, table, tables, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:containerregistry:Registry")
def basic_registry(write: Write) -> None:
    """Words with aka.ms/acr/private-link are quoted in public repositories; learn.microsoft.com/azure/container-registry/container-registry-skus."""
    sku = (text(write.inputs, "sku", "name") or "Basic").title()
    if sku == "Premium":
        return
    if (text(write.inputs, "publicNetworkAccess") or "Enabled").lower() == "disabled":
        raise bad_request(
            f"Disabling public network access is not supported for the SKU {sku}. For more information, please visit https://aka.ms/acr/private-link.",
            "DisablingPublicNetworkAccessNotSupported",
        )
    if (text(write.inputs, "networkRuleSet", "defaultAction") or "Allow").lower() == "deny":
        raise bad_request(f"The requested feature virtual network rule is not supported for the SKU {sku}.", "NetworkRuleNotSupported")


_APP, _JOB = "azure-native:app:ContainerApp", "azure-native:app:Job"


@REFUSALS.of(_APP, _JOB)
def app_without_environment(write: Write) -> None:
    """learn.microsoft.com/rest/api/containerapps/container-apps/create-or-update: one of the two must be said (no quotation of the words)."""
    if not any(text(write.inputs, key) for key in ("managedEnvironmentId", "environmentId")):
        raise bad_request(
            "Managed environment Id is invalid: the app names neither environmentId nor managedEnvironmentId.",
            "InvalidManagedEnvironmentId",
        )


@REFUSALS.of(_APP, _JOB)
def missing_secret(write: Write) -> None:
    """Code and words: quoted in public repositories ("SecretRef '..' defined for container '..' not found.")."""
    known = {(text(one, "name") or "").lower() for one in tables(write.inputs, "configuration", "secrets")}
    for container in (*tables(write.inputs, "template", "containers"), *tables(write.inputs, "template", "initContainers")):
        for entry in tables(container, "env"):
            wanted = text(entry, "secretRef")
            if wanted and wanted.lower() not in known:
                raise bad_request(
                    f"SecretRef '{wanted}' defined for container '{text(container, 'name')}' not found.", "ContainerAppSecretRefNotFound"
                )


@REFUSALS.of(_APP)
def resources_of_a_consumption_app(write: Write) -> None:
    """learn.microsoft.com/azure/container-apps/containers#allocations: two gibibytes for each vCPU. Code and words: quoted in public repositories."""
    if (text(write.inputs, "workloadProfileName") or "Consumption") != "Consumption":
        return
    asked = [table(one, "resources") for one in tables(write.inputs, "template", "containers") if table(one, "resources")]
    if not asked or len(asked) != len(entries(write.inputs, "template", "containers")):
        return
    cpu, memory = sum(_number(one.get("cpu")) for one in asked), sum(_number(one.get("memory")) for one in asked)
    if abs(memory - 2 * cpu) > 0.001 or not 0.25 <= cpu <= 4 or abs(cpu * 4 - round(cpu * 4)) > 0.001:
        raise bad_request(
            f"The total requested CPU and memory resources for this application (CPU: {cpu:g}, memory: {memory:g}) is invalid. Total CPU and memory "
            "for all containers defined in a Container App must add up to one of the following CPU - Memory combinations: "
            + "; ".join(f"[cpu: {step / 4:g}, memory: {step / 2:g}Gi]" for step in range(1, 17)),
            "ContainerAppInvalidResourceTotal",
        )


def _number(given: object) -> float:
    found = re.match(r"[\d.]+", str(given))
    return float(found[0]) if found else 0.0


@REFUSALS.of("azure-native:containerservice:ManagedCluster")
def cluster_without_pools(write: Write) -> None:
    """learn.microsoft.com/azure/aks/use-system-pools: a cluster has at least one system node pool (no quotation of the words)."""
    if write.creating and not tables(write.inputs, "agentPoolProfiles"):
        raise bad_request("AgentPoolProfiles is required: a cluster has at least one system node pool.", "InvalidParameter")
