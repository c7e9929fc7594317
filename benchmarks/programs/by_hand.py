"""The stack as a careful person writes it with azure-native alone: same resources, same properties, same order."""

from __future__ import annotations

import uuid

import pulumi
from pulumi_azure_native import authorization, keyvault, managedidentity, web

from benchmarks.programs.shared import Shared, shared

CONTRIBUTOR = ("storage-blob-data-contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe")
READER = ("storage-blob-data-reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
SECRETS_USER = ("key-vault-secrets-user", "4633458b-17de-408a-b874-0445c86b69e6")
SECRET_NAME = "payment-key-e7wpclx6"  # noqa: S105  (a name, the one that the components give)
AI_USER = ("cognitive-services-data-contributor-preview", "19c28022-e58e-450d-a464-0b2a53034789")


def _grant(
    app: str, scope: pulumi.Output[str], label: str, role: tuple[str, str], identity: managedidentity.UserAssignedIdentity
) -> authorization.RoleAssignment:
    slug, role_id = role
    definition = scope.apply(
        lambda known: f"/subscriptions/{known.split('/')[2]}/providers/Microsoft.Authorization/roleDefinitions/{role_id}"
    )
    name = pulumi.Output.all(scope, identity.principal_id).apply(
        lambda known: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{known[0]}|{known[1]}|{role_id}".lower()))
    )
    return authorization.RoleAssignment(
        f"{app}-{label}-{slug}",
        principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
        principal_id=identity.principal_id,
        role_assignment_name=name,
        role_definition_id=definition,
        scope=scope,
    )


def _settings(to: Shared, identity: managedidentity.UserAssignedIdentity, reference: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    client_id = identity.client_id
    blob = pulumi.Output.concat("https://", to.account.name, ".blob.core.windows.net/")
    return {
        "AZURE_CLIENT_ID": client_id,
        "AZURE_STORAGEBLOB_RESOURCEENDPOINT": blob,
        "AZURE_STORAGEBLOB_CLIENTID": client_id,
        "AZURE_STORAGEBLOB_ARCHIVE_RESOURCEENDPOINT": blob,
        "AZURE_STORAGEBLOB_ARCHIVE_CLIENTID": client_id,
        "AZURE_KEYVAULT_RESOURCEENDPOINT": pulumi.Output.concat("https://", to.vault.name, ".vault.azure.net/"),
        "AZURE_KEYVAULT_SCOPE": "https://management.azure.com/.default",
        "AZURE_KEYVAULT_CLIENTID": client_id,
        "AZURE_AISERVICES_OPENAI_BASE": pulumi.Output.concat("https://", to.vision.name, ".openai.azure.com/"),
        "AZURE_AISERVICES_COGNITIVESERVICES_ENDPOINT": pulumi.Output.concat("https://", to.vision.name, ".cognitiveservices.azure.com/"),
        "AZURE_AISERVICES_SPEECH_ENDPOINT": to.vision.location.apply(lambda region: f"https://{region}.stt.speech.microsoft.com"),
        "AZURE_AISERVICES_CLIENTID": client_id,
        "PAYMENT_KEY": reference,
    }


def _secret(name: str, to: Shared) -> keyvault.Secret:
    vault = keyvault.Vault(
        f"{name}-vault",
        vault_name=f"{name}-keys",
        resource_group_name=to.group.name,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=authorization.get_client_config_output().tenant_id,
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
            enable_soft_delete=True,
            soft_delete_retention_in_days=90,
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
            public_network_access="Enabled",
            network_acls=keyvault.NetworkRuleSetArgs(bypass="AzureServices", default_action="Allow", virtual_network_rules=[]),
        ),
    )
    return keyvault.Secret(
        f"{name}-payment-key",
        resource_group_name=to.group.name,
        vault_name=vault.name,
        secret_name=SECRET_NAME,
        properties=keyvault.SecretPropertiesArgs(value=pulumi.Output.secret("a key")),
        opts=pulumi.ResourceOptions(deleted_with=vault),
    )


def _app(name: str, to: Shared) -> None:
    group = to.group.name
    identity = managedidentity.UserAssignedIdentity(f"{name}-identity", resource_group_name=group)
    plan = web.AppServicePlan(f"{name}-plan", resource_group_name=group, kind="linux", reserved=True, sku=web.SkuDescriptionArgs(name="B1"))
    site = web.WebApp(
        name,
        resource_group_name=group,
        kind="app,linux",
        reserved=True,
        https_only=True,
        client_affinity_enabled=False,
        server_farm_id=plan.id,
        identity=web.ManagedServiceIdentityArgs(type=web.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]),
        key_vault_reference_identity=identity.id,
        # A dict: `SiteConfigArgs` would put a .NET version into a Linux app.
        site_config={
            "min_tls_version": "1.2",
            "scm_min_tls_version": "1.2",
            "ftps_state": "Disabled",
            "remote_debugging_enabled": False,
            "http20_enabled": True,
            "always_on": True,
            "linux_fx_version": "PYTHON|3.12",
        },
    )
    ftp = web.WebAppFtpAllowed(
        f"{name}-ftp", name=site.name, resource_group_name=group, allow=False, opts=pulumi.ResourceOptions(depends_on=[site])
    )
    scm = web.WebAppScmAllowed(
        f"{name}-scm", name=site.name, resource_group_name=group, allow=False, opts=pulumi.ResourceOptions(depends_on=[ftp])
    )
    secret = _secret(name, to)
    grants = [
        _grant(name, to.container.id, "uploads", CONTRIBUTOR, identity),
        _grant(name, to.account.id, "benchdata", READER, identity),
        _grant(name, to.vault.id, "bench-vault", SECRETS_USER, identity),
        _grant(name, to.vision.id, "vision", AI_USER, identity),
        _grant(name, secret.id, "payment-key", SECRETS_USER, identity),
    ]
    web.WebAppApplicationSettings(
        f"{name}-settings",
        name=site.name,
        resource_group_name=group,
        properties=_settings(to, identity, f"@Microsoft.KeyVault(VaultName={name}-keys;SecretName={SECRET_NAME})"),
        opts=pulumi.ResourceOptions(depends_on=[scm, secret, *grants]),
    )


def build(apps: int) -> None:
    """Make the shared targets and `apps` apps with five connections each."""
    to = shared()
    for number in range(apps):
        _app(f"shop{number}", to)
