"""The stack as a careful person writes it with azure-native alone: same resources, same properties, same order."""

from __future__ import annotations

import uuid

import pulumi
from pulumi_azure_native import authorization, managedidentity, web

from benchmarks.programs.shared import Shared, shared

CONTRIBUTOR = ("storage-blob-data-contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe")
READER = ("storage-blob-data-reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")
SECRETS_USER = ("key-vault-secrets-user", "4633458b-17de-408a-b874-0445c86b69e6")
AI_USER = ("cognitive-services-data-contributor-preview", "19c28022-e58e-450d-a464-0b2a53034789")


def _grant(
    app: str, target: pulumi.CustomResource, label: str, role: tuple[str, str], identity: managedidentity.UserAssignedIdentity
) -> authorization.RoleAssignment:
    slug, role_id = role
    definition = target.id.apply(
        lambda scope: f"/subscriptions/{scope.split('/')[2]}/providers/Microsoft.Authorization/roleDefinitions/{role_id}"
    )
    name = pulumi.Output.all(target.id, identity.principal_id).apply(
        lambda known: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{known[0]}|{known[1]}|{role_id}".lower()))
    )
    return authorization.RoleAssignment(
        f"{app}-{label}-{slug}",
        principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
        principal_id=identity.principal_id,
        role_assignment_name=name,
        role_definition_id=definition,
        scope=target.id,
    )


def _settings(to: Shared, identity: managedidentity.UserAssignedIdentity) -> dict[str, pulumi.Input[str]]:
    client_id = identity.client_id
    blob = pulumi.Output.concat("https://", to.account.name, ".blob.core.windows.net/")
    server = to.database.id.apply(lambda known: known.split("/")[8])
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
        "AZURE_SQL_SERVER": pulumi.Output.concat(server, ".database.windows.net"),
        "AZURE_SQL_PORT": "1433",
        "AZURE_SQL_DATABASE": to.database.name,
        "AZURE_SQL_AUTHENTICATION": "ActiveDirectoryMsi",
        "AZURE_SQL_USER": client_id,
    }


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
    grants = [
        _grant(name, to.container, "uploads", CONTRIBUTOR, identity),
        _grant(name, to.account, "benchdata", READER, identity),
        _grant(name, to.vault, "bench-vault", SECRETS_USER, identity),
        _grant(name, to.vision, "vision", AI_USER, identity),
    ]
    web.WebAppApplicationSettings(
        f"{name}-settings",
        name=site.name,
        resource_group_name=group,
        properties=_settings(to, identity),
        opts=pulumi.ResourceOptions(depends_on=[scm, *grants]),
    )


def build(apps: int) -> None:
    """Make the shared targets and `apps` apps with five connections each."""
    to = shared()
    for number in range(apps):
        _app(f"shop{number}", to)
