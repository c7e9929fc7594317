"""A team's stack: its app reads a secret that lies in the vault of another stack."""

import pulumi
from pulumi_azure_native import resources

from pulumi_azure_connect import (
    ExistingSecretArgs,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
)

platform = pulumi.StackReference(f"organization/example-vault/{pulumi.get_stack()}")
group = resources.ResourceGroup("team", location="westeurope")
app = ManagedIdentityApp("web", ManagedIdentityAppArgs(resource_group_name=group.name, runtime="NODE|22-lts"))
maps = ExistingSecretArgs(vault_id=platform.require_output("vaultId"), name="maps-key")
SecretBackedConnection("maps", SecretBackedConnectionArgs(existing_secrets={"MAPS_KEY": maps}), app=app)

pulumi.export("url", app.default_host_name)
