"""A container: App Service pulls its image by the app's own identity, and the app sends to Event Hubs."""

import pulumi
from pulumi_azure_native import containerregistry, eventhub, resources

from pulumi_azure_connect import CONTAINER_REGISTRY, EVENT_HUBS, Access, ManagedIdentityApp, ManagedIdentityAppArgs

group = resources.ResourceGroup("container", location="westeurope")
registry = containerregistry.Registry(
    "images", registry_name="contosoimages", resource_group_name=group.name, sku={"name": "Basic"}, admin_user_enabled=False
)
namespace = eventhub.Namespace(
    "telemetry", resource_group_name=group.name, sku={"name": "Standard", "tier": "Standard"}, disable_local_auth=True
)
events = eventhub.EventHub(
    "readings", resource_group_name=group.name, namespace_name=namespace.name, message_retention_in_days=1, partition_count=2
)

IMAGE = "DOCKER|contosoimages.azurecr.io/gateway:1.4.2"
app = ManagedIdentityApp("gateway", ManagedIdentityAppArgs(resource_group_name=group.name, runtime=IMAGE))
app.connect("images", CONTAINER_REGISTRY, to=registry, access=Access.READ)
app.connect("readings", EVENT_HUBS, to=events, access=Access.SEND)

pulumi.export("url", app.default_host_name)
