"""Microsoft.Resources: resource groups."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from ._type import SUBSCRIPTION, Behaviour, NameRule, ResourceType, Service, Write

__all__ = ["SERVICE"]


class _Group(Behaviour):
    def fill(self, write: Write) -> None:
        write.outputs["properties"] = {"provisioningState": "Succeeded"}


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
    ),
)
