"""Microsoft.App: environments of Container Apps, apps and jobs."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule, specification
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.plain_resource import PlainResource, guid, id_hash, joined, place, referred
from azure_rehearsal.services.told_keys import APP_FUNCTIONS

__all__ = ["SERVICE"]

SERVICE = Service(
    "Microsoft.App",
    (
        # learn.microsoft.com/azure/container-apps/environment
        ResourceType(
            token="azure-native:app:ManagedEnvironment",
            kind="Microsoft.App/managedEnvironments",
            path=GROUP + "/providers/Microsoft.App/managedEnvironments/{environmentName}",
            name="environmentName",
            name_rule=NameRule(
                r"[\w.()-]+", "letters, digits, . _ - ( )", source=specification("Microsoft.App/managedEnvironments", "2026-01-01")
            ),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {
                    "defaultDomain": f"{id_hash(write)}.{place(write)}.azurecontainerapps.io",
                    "staticIp": "203.0.113.30",
                    "eventStreamEndpoint": f"https://{place(write)}.azurecontainerapps.dev/subscriptions/{write.cloud.subscription_id}"
                    f"/resourceGroups/{write.arm.group}/managedEnvironments/{write.arm.name}/eventstream",
                }
            ),
        ),
        # learn.microsoft.com/azure/container-apps/connect-apps
        ResourceType(
            token="azure-native:app:ContainerApp",
            kind="Microsoft.App/containerApps",
            path=GROUP + "/providers/Microsoft.App/containerApps/{containerAppName}",
            name="containerAppName",
            name_rule=NameRule(r"[a-z](?:[a-z0-9-]{0,30}[a-z0-9])", "2-32 lower-case letters, digits and hyphens, beginning with a letter"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {
                    "runningStatus": "Running",
                    "latestRevisionName": f"{write.arm.name}--{id_hash(write)}",
                    "latestReadyRevisionName": f"{write.arm.name}--{id_hash(write)}",
                    "latestRevisionFqdn": joined(
                        f"{write.arm.name}--{id_hash(write)}.", referred(write, "managedEnvironmentId", "defaultDomain")
                    ),
                    "configuration.ingress.fqdn": joined(write.arm.name, ".", referred(write, "managedEnvironmentId", "defaultDomain")),
                    "customDomainVerificationId": guid(write, "domain"),
                    "outboundIpAddresses": ["203.0.113.30"],
                },
                refers=("managedEnvironmentId",),
            ),
        ),
        # learn.microsoft.com/azure/container-apps/jobs
        ResourceType(
            token="azure-native:app:Job",
            kind="Microsoft.App/jobs",
            path=GROUP + "/providers/Microsoft.App/jobs/{jobName}",
            name="jobName",
            name_rule=NameRule(r"[\w.()-]+", "letters, digits, . _ - ( )", source=specification("Microsoft.App/jobs", "2026-01-01")),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda _: {"runningState": "Ready", "outboundIpAddresses": ["203.0.113.30"]}, refers=("environmentId",)
            ),
        ),
    ),
    APP_FUNCTIONS,
)
