"""A cluster whose credentials the program decodes, with a service principal that has a password, as older stacks do it."""

import base64

import pulumi
import pulumi_azuread as azuread
from pulumi_azure_native import containerservice, resources

group = resources.ResourceGroup("clusters", location="westeurope")
application = azuread.Application("cluster", display_name="cluster")
principal = azuread.ServicePrincipal("cluster", client_id=application.client_id)
password = azuread.ServicePrincipalPassword("cluster", service_principal_id=principal.id)
cluster = containerservice.ManagedCluster(
    "cluster",
    resource_group_name=group.name,
    dns_prefix="rehearsed",
    agent_pool_profiles=[{"name": "main", "count": 1, "vm_size": "Standard_B2s", "mode": "System"}],
    service_principal_profile={"client_id": application.client_id, "secret": password.value},
)
found = containerservice.list_managed_cluster_user_credentials_output(resource_group_name=group.name, resource_name=cluster.name)
config = found.kubeconfigs[0].value.apply(lambda value: base64.b64decode(value).decode())
pulumi.export("config", pulumi.Output.secret(config))
