"""Microsoft.ContainerService: clusters, their pools of nodes, and credentials."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import GROUP, Cloud, Invoke, ResourceType, Service
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.keys import key_of_account, with_right
from azure_rehearsal.services.shared.plain_resource import PlainResource, guid, id_hash, joined, place
from azure_rehearsal.services.shared.plausible import kubeconfig

__all__ = ["SERVICE"]

_CLUSTER = "azure-native:containerservice:ManagedCluster"


def _credentials(name: str, verb: str) -> Invoke:
    """A kubeconfig of the shape that clusters give; nothing listens at its address."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, _CLUSTER, args, f"{verb}/action")
        cluster = text(record.outputs, "name") or ""
        token, authority = key_of_account(record, name, 32), key_of_account(record, "authority")
        config = kubeconfig(cluster, token, user=name, server=text(record.outputs, "fqdn") or "", authority=authority)
        return {"kubeconfigs": [{"name": name, "value": config}]}

    return call


SERVICE = Service(
    "Microsoft.ContainerService",
    (
        # provider/pkg/gen/replacement.go
        ResourceType(
            token="azure-native:containerservice:ManagedCluster",
            kind="Microsoft.ContainerService/managedClusters",
            path=GROUP + "/providers/Microsoft.ContainerService/managedClusters/{resourceName}",
            name="resourceName",
            name_rule=NameRule(
                r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?",
                "1-63 letters, digits, _ and -, beginning and ending with a letter or digit",
            ),
            replaces=frozenset(
                {
                    "location",
                    "diskEncryptionSetID",
                    "dnsPrefix",
                    "fqdnSubdomain",
                    "linuxProfile",
                    "nodeResourceGroup",
                    "windowsProfile",
                    "networkProfile.serviceCidr",
                    "networkProfile.serviceCidrs",
                    "networkProfile.dnsServiceIP",
                    "networkProfile.networkMode",
                    "networkProfile.networkPlugin",
                    "networkProfile.networkPluginMode",
                    "networkProfile.podCidr",
                    "networkProfile.networkDataplane",
                    "networkProfile.networkPolicy",
                    "networkProfile.outboundType",
                }
            ),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {
                    "fqdn": joined(text(write.inputs, "dnsPrefix"), f"-{id_hash(write)}.hcp.{place(write)}.azmk8s.io"),
                    "azurePortalFQDN": joined(text(write.inputs, "dnsPrefix"), f"-{id_hash(write)}.portal.hcp.{place(write)}.azmk8s.io"),
                    "maxAgentPools": 100,
                    "powerState": {"code": "Running"},
                    "currentKubernetesVersion": "1.31.0",
                    "resourceUID": guid(write, "cluster"),
                    "nodeResourceGroup": text(write.inputs, "nodeResourceGroup")
                    or f"MC_{text(write.inputs, 'resourceGroupName')}_{write.arm.name}_{place(write)}",
                },
                defaults={"kubernetesVersion": "1.31"},
            ),
        ),
        # provider/pkg/gen/replacement.go
        ResourceType(
            token="azure-native:containerservice:AgentPool",
            kind="Microsoft.ContainerService/managedClusters/agentPools",
            path=GROUP + "/providers/Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}",
            name="agentPoolName",
            name_rule=NameRule(r"[a-z][a-z0-9]{0,11}", "1-12 lower-case letters and digits, beginning with a letter"),
            replaces=frozenset({"gpuInstanceProfile", "vmSize", "networkProfile.nodePublicIPTags"}),
            behaviour=PlainResource(outputs=lambda _: {"currentOrchestratorVersion": "1.31.0", "nodeImageVersion": "simulated"}),
        ),
    ),
    {
        # learn.microsoft.com/rest/api/aks/managed-clusters/list-cluster-user-credentials and its twin for administrators
        "azure-native:containerservice:listManagedClusterUserCredentials": _credentials("clusterUser", "listClusterUserCredential"),
        "azure-native:containerservice:listManagedClusterAdminCredentials": _credentials("clusterAdmin", "listClusterAdminCredential"),
    },
)
