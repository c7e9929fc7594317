"""Settings that are written for an SDK or an agent under a name that it doesn't read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId

from .case import SITES
from .verdict import AppFinding, broken

__all__ = ["unread_settings"]


@dataclass(frozen=True)
class _Unread:
    """Settings (`written`) that only work beside one that is read (`read`)."""

    written: re.Pattern[str]
    read: tuple[str, ...]
    words: str
    source: str


_RULES: Final = (
    _Unread(
        re.compile(r"AZURE_APPINSIGHTS(_\w+)?_CONNECTIONSTRING|APPLICATIONINSIGHTS_AUTHENTICATION_STRING"),
        ("APPLICATIONINSIGHTS_CONNECTION_STRING", "APPINSIGHTS_INSTRUMENTATIONKEY"),
        "no SDK and no agent of Application Insights reads {names} without APPLICATIONINSIGHTS_CONNECTION_STRING: give the connection string that name",
        "learn.microsoft.com/azure/azure-monitor/app/connection-strings",
    ),
)


def unread_settings(cloud: Cloud) -> Iterator[AppFinding]:
    """Apps whose settings hold something for an SDK that looks for it under another name."""
    for site in cloud.state.of(*SITES):
        names = {view.name for view in cloud.site_settings(site.id)}
        for rule in _RULES:
            found = sorted(name for name in names if rule.written.fullmatch(name))
            if found and names.isdisjoint(rule.read):
                words = f"'{'/'.join(ArmId.parse(site.id).names)}': {rule.words.format(names=', '.join(found))}"
                yield AppFinding(site.id, "configuration", broken(words, rule.source), frozenset(found))
