"""What is wrong with apps as a whole, whatever they are connected to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azure_rehearsal.cloud.cloud import Cloud

from .function_apps import function_app_findings
from .images import image_findings
from .setting_names import unread_settings
from .verdict import AppFinding
from .writers import writers_findings

__all__ = ["app_findings"]


def app_findings(checkpoint: Mapping[str, Any], cloud: Cloud) -> list[AppFinding]:
    """All of it, app by app in no particular order; each finding once."""
    return list(
        dict.fromkeys(
            [*writers_findings(checkpoint, cloud), *function_app_findings(cloud), *image_findings(cloud), *unread_settings(cloud)]
        )
    )
