"""Small programs for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
from pulumi_azure_native import authorization, keyvault, managedidentity, resources, web

SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"


def group() -> resources.ResourceGroup:
    return resources.ResourceGroup("rg", resource_group_name="group", location="westeurope")


def with_identity() -> None:
    """A resource group and a user-assigned identity in it."""
    home = group()
    identity = managedidentity.UserAssignedIdentity("identity", resource_group_name=home.name, resource_name_="identity")
    pulumi.export("principal", identity.principal_id)


def with_auto_named_identity() -> None:
    """The same, with a name that is made up."""
    managedidentity.UserAssignedIdentity("identity", resource_group_name=group().name)


def app_with_reference(value: str = "canary-5d1f0c", *, granted: bool = True, colour: str = "blue") -> Callable[[], None]:
    """An app with one setting that refers to a secret, as somebody writes it by hand."""

    def program() -> None:
        home = group()
        identity = managedidentity.UserAssignedIdentity("identity", resource_group_name=home.name)
        client = authorization.get_client_config_output()
        vault = keyvault.Vault(
            "vault",
            resource_group_name=home.name,
            vault_name="the-vault",
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=client.tenant_id,
                sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
                enable_rbac_authorization=True,
            ),
        )
        in_vault = pulumi.ResourceOptions(deleted_with=vault)
        secret = keyvault.Secret(
            "secret",
            resource_group_name=home.name,
            vault_name=vault.name,
            secret_name="key",
            properties=keyvault.SecretPropertiesArgs(value=pulumi.Output.secret(value)),
            opts=in_vault,
        )
        plan = web.AppServicePlan(
            "plan", resource_group_name=home.name, kind="linux", reserved=True, sku=web.SkuDescriptionArgs(name="B1", tier="Basic")
        )
        app = web.WebApp(
            "app",
            name="the-app",
            resource_group_name=home.name,
            server_farm_id=plan.id,
            identity=web.ManagedServiceIdentityArgs(
                type=web.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
            ),
            key_vault_reference_identity=identity.id,
        )
        needs: list[pulumi.Resource] = [secret]
        if granted:
            role = pulumi.Output.concat(
                "/subscriptions/", client.subscription_id, "/providers/Microsoft.Authorization/roleDefinitions/", SECRETS_USER
            )
            needs.append(
                authorization.RoleAssignment(
                    "grant", scope=secret.id, principal_id=identity.principal_id, principal_type="ServicePrincipal", role_definition_id=role
                )
            )
        web.WebAppApplicationSettings(
            "settings",
            resource_group_name=home.name,
            name=app.name,
            properties={"KEY": "@Microsoft.KeyVault(VaultName=the-vault;SecretName=key)", "COLOUR": colour},
            opts=pulumi.ResourceOptions(depends_on=needs),
        )
        pulumi.export("site", app.id)
        pulumi.export("value", pulumi.Output.secret(value))

    return program
