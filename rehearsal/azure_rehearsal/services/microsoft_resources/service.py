"""Microsoft.Resources: resource groups."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.resource_type import GROUP, SUBSCRIPTION, Behaviour, ResourceType, Service, Write
from azure_rehearsal.core.values import JsonValue
from azure_rehearsal.services.microsoft_resources import templates

__all__ = ["SERVICE"]


class _Group(Behaviour):
    def fill(self, write: Write) -> None:
        write.outputs["properties"] = {"provisioningState": "Succeeded"}


class _Deployment(Behaviour):
    """An incremental template deployment: each resource is created or updated, and stays when the deployment is deleted.

    Source: learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes.
    """

    def fill(self, write: Write) -> None:
        properties = table(write.inputs, "properties")
        made: list[JsonValue] = []
        for one in templates.plan(write.arm.scope, properties):
            try:
                made.append({"id": write.cloud.put(one.id, one.body)})
            except AzureError as inner:
                raise AzureError(
                    "DeploymentFailed",
                    f"At least one resource deployment operation failed. Resource '{one.id}': {inner}",
                    inner.status or 409,
                    retryable=inner.retryable,
                ) from inner
        write.outputs["properties"] = {
            "mode": text(properties, "mode") or "Incremental",
            "provisioningState": "Succeeded",
            "correlationId": write.cloud.new_guid("deployment"),
            "duration": "PT1S",
            "timestamp": write.cloud.clock.iso(),
            "parameters": templates.shown_parameters(properties),
            "outputResources": made,
            "templateHash": "0",
        }


SERVICE = Service(
    "Microsoft.Resources",
    (
        ResourceType(
            token="azure-native:resources:ResourceGroup",
            kind="Microsoft.Resources/resourceGroups",
            path=SUBSCRIPTION + "/resourceGroups/{resourceGroupName}",
            name="resourceGroupName",
            # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
            name_rule=NameRule(r"[\w.()-]{0,89}[\w()-]", "1-90 letters, digits, . _ - ( ), not ending with a period"),
            replaces=frozenset({"location"}),
            action="Microsoft.Resources/subscriptions/resourceGroups",
            location=True,
            behaviour=_Group(),
        ),
        ResourceType(
            token="azure-native:resources:Deployment",
            kind="Microsoft.Resources/deployments",
            path=GROUP + "/providers/Microsoft.Resources/deployments/{deploymentName}",
            name="deploymentName",
            name_rule=NameRule(r"[\w.()-]{1,64}", "1-64 letters, digits, . _ - ( )"),
            behaviour=_Deployment(),
        ),
    ),
)
