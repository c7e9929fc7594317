"""Microsoft.Logic: workflows."""

# ruff: noqa: S106 - tokens are Pulumi's names of types

from __future__ import annotations

from azure_rehearsal.core.name_rules import NameRule
from azure_rehearsal.core.resource_type import GROUP, ResourceType, Service
from azure_rehearsal.services.shared.plain_resource import PlainResource, id_hash, place
from azure_rehearsal.services.told_keys import LOGIC_FUNCTIONS

__all__ = ["SERVICE"]

SERVICE = Service(
    "Microsoft.Logic",
    (
        # learn.microsoft.com/azure/logic-apps/logic-apps-overview
        ResourceType(
            token="azure-native:logic:Workflow",
            kind="Microsoft.Logic/workflows",
            path=GROUP + "/providers/Microsoft.Logic/workflows/{workflowName}",
            name="workflowName",
            name_rule=NameRule(r"[\w.()-]{1,80}", "1-80 letters, digits, . _ - ( )"),
            replaces=frozenset({"location"}),
            location=True,
            behaviour=PlainResource(
                outputs=lambda write: {
                    "accessEndpoint": f"https://prod-00.{place(write)}.logic.azure.com:443/workflows/{id_hash(write)}",
                    "version": "1",
                    "createdTime": write.cloud.clock.iso(),
                    "changedTime": write.cloud.clock.iso(),
                },
                defaults={"state": "Enabled"},
            ),
        ),
    ),
    LOGIC_FUNCTIONS,
)
