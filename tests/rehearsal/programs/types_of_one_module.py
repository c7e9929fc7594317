"""Several types of a module that nothing else uses: a refresh in a new process looks at all of them at once."""

from pulumi_azure_native import resources, storage, synapse

group = resources.ResourceGroup("lake", location="westeurope")
account = storage.StorageAccount(
    "lake", resource_group_name=group.name, kind="StorageV2", is_hns_enabled=True, sku={"name": "Standard_LRS"}
)
storage.BlobContainer("files", account_name=account.name, resource_group_name=group.name)
workspace = synapse.Workspace(
    "lake",
    resource_group_name=group.name,
    identity=synapse.ManagedIdentityArgs(type=synapse.ResourceIdentityType.SYSTEM_ASSIGNED),
    default_data_lake_storage={"account_url": account.primary_endpoints.dfs, "filesystem": "files"},
)
for number in range(4):
    synapse.IpFirewallRule(
        f"rule{number}",
        resource_group_name=group.name,
        workspace_name=workspace.name,
        start_ip_address=f"203.0.113.{number}",
        end_ip_address=f"203.0.113.{number}",
    )
synapse.SqlPool("pool", resource_group_name=group.name, workspace_name=workspace.name, sku={"name": "DW100c"})
