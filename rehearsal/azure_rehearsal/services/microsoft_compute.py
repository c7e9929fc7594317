"""Microsoft.Compute: virtual machines and disks."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.plain_resource import PlainResource, guid

__all__ = ["SERVICE"]

SERVICE = Service(
    "Microsoft.Compute",
    (
        # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
        ResourceType(
            token="azure-native:compute:VirtualMachine",
            kind="Microsoft.Compute/virtualMachines",
            path=GROUP + "/providers/Microsoft.Compute/virtualMachines/{vmName}",
            name="vmName",
            name_rule=NameRule(
                r"[^\\/\"\[\]:|<>+=;,?*@&_][^\\/\"\[\]:|<>+=;,?*@&]{0,62}[^\\/\"\[\]:|<>+=;,?*@&.-]?",
                '1-64 characters, none of \\ / " [ ] : | < > + = ; , ? * @ &',
            ),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {"vmId": guid(write, "machine"), "timeCreated": write.cloud.clock.iso()},
                refers=("networkProfile.networkInterfaces.id",),
            ),
        ),
        # learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
        ResourceType(
            token="azure-native:compute:Disk",
            kind="Microsoft.Compute/disks",
            path=GROUP + "/providers/Microsoft.Compute/disks/{diskName}",
            name="diskName",
            name_rule=NameRule(r"[\w.-]{1,80}", "1-80 letters, digits, . _ -"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {"timeCreated": write.cloud.clock.iso(), "diskState": "Unattached", "uniqueId": guid(write, "disk")}
            ),
        ),
    ),
)
