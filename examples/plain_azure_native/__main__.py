"""Raw azure-native: a web app, its identity and one role assignment, by hand. The rehearsal works with it all the same."""

import pulumi
from pulumi_azure_native import authorization, resources, storage, web

READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"  # Storage Blob Data Reader

group = resources.ResourceGroup("plain", location="westeurope")
account = storage.StorageAccount("uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
plan = web.AppServicePlan("plan", resource_group_name=group.name, kind="Linux", reserved=True, sku={"name": "B1", "tier": "Basic"})
site = web.WebApp(
    "site",
    resource_group_name=group.name,
    server_farm_id=plan.id,
    https_only=True,
    identity={"type": web.ManagedServiceIdentityType.SYSTEM_ASSIGNED},
    site_config={"linux_fx_version": "PYTHON|3.12"},
)
authorization.RoleAssignment(
    "site-reads-uploads",
    scope=account.id,
    principal_id=site.identity.apply(lambda identity: identity.principal_id if identity else ""),
    principal_type="ServicePrincipal",
    role_definition_id=pulumi.Output.concat(
        "/subscriptions/",
        authorization.get_client_config_output().subscription_id,
        "/providers/Microsoft.Authorization/roleDefinitions/",
        READER,
    ),
)
web.WebAppApplicationSettings(
    "settings",
    resource_group_name=group.name,
    name=site.name,
    properties={"UPLOADS_URL": account.primary_endpoints.apply(lambda endpoints: endpoints.blob)},
)
