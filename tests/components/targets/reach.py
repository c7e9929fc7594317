"""What a connection lets its app do, asked of the simulated Azure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from pulumi_azure_connect.targets import BY_KIND
from tests.components.targets.samples import SAMPLES

ASSIGN = "control:Microsoft.Authorization/roleAssignments/write"
KEYS = ("listKeys/action", "regenerateKey/action")


def reach(cloud: Cloud, row: Mapping[str, Any]) -> list[str]:
    """Give what the identity of a connection (a row of `connections`) can do and shouldn't, or can't and should."""
    kind, target_id, principal = row["target"], row["targetId"], row["identity"]["principalId"]
    level, target = SAMPLES[kind].levels[row["access"]], BY_KIND[kind]

    def can(action: str, where: str) -> bool:
        return cloud.can(principal, action.removeprefix("control:"), where, data=not action.startswith("control:")).allowed

    # A role that is known to list keys is an exception that the catalogue names.
    top = "/".join(target.types[0].split("/")[:2])
    keys = (
        []
        if any(wide.startswith(top.split("/", maxsplit=1)[0] + "/*") for wide in target.exceptions)
        else [f"control:{top}/{one}" for one in KEYS]
    )
    faults = [f"can't {action}" for action in level.can if not can(action, target_id)]
    faults += [f"can {action}" for action in (*level.cannot, *keys, ASSIGN) if can(action, target_id)]
    faults += [f"can {action} elsewhere" for action in level.can if can(action, f"{target_id}-other")]
    return [f"{row['connection']} of {row['app']}: {fault}" for fault in faults]
