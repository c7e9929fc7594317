"""Microsoft.ContainerService: credentials of clusters. The types are data (data/declared_types.json)."""

from __future__ import annotations

import base64

from azure_rehearsal.core.plain import text
from azure_rehearsal.core.resource_type import Cloud, Invoke, Service
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.shared.keys import key_of_account, with_right

__all__ = ["SERVICE"]

_CLUSTER = "azure-native:containerservice:ManagedCluster"


def _credentials(name: str, verb: str) -> Invoke:
    """A kubeconfig of the shape that clusters give; nothing listens at its address."""

    def call(cloud: Cloud, args: JsonDict) -> JsonDict:
        record = with_right(cloud, _CLUSTER, args, f"{verb}/action")
        cluster = text(record.outputs, "name") or ""
        config = "\n".join(
            [
                "apiVersion: v1",
                "kind: Config",
                f"current-context: {cluster}",
                "clusters:",
                f"- name: {cluster}",
                "  cluster:",
                f"    server: https://{text(record.outputs, 'fqdn')}:443",
                f"    certificate-authority-data: {key_of_account(record, 'authority')}",
                "users:",
                f"- name: {name}_{cluster}",
                f"  user: {{token: {key_of_account(record, name, 32)}}}",
                "contexts:",
                f"- name: {cluster}",
                f"  context: {{cluster: {cluster}, user: {name}_{cluster}}}",
                "",
            ]
        )
        return {"kubeconfigs": [{"name": name, "value": base64.b64encode(config.encode()).decode()}]}

    return call


SERVICE = Service(
    "Microsoft.ContainerService",
    (),
    {
        # learn.microsoft.com/rest/api/aks/managed-clusters/list-cluster-user-credentials and its twin for administrators
        "azure-native:containerservice:listManagedClusterUserCredentials": _credentials("clusterUser", "listClusterUserCredential"),
        "azure-native:containerservice:listManagedClusterAdminCredentials": _credentials("clusterAdmin", "listClusterAdminCredential"),
    },
)
