"""Two writers of one part of an app's configuration: each write replaces the whole, so the last one wins and the other's is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.plain import at, table, tables, text
from azure_rehearsal.core.state import Record
from azure_rehearsal.memory.checkpoint import name_of, resources_of
from azure_rehearsal.services import canonical

from .case import SITES
from .verdict import AppFinding, broken

__all__ = ["writers_findings"]


@dataclass(frozen=True)
class _Whole:
    """A part of the configuration that each write replaces: its types, what people call it, and where a site's own body has it."""

    tokens: tuple[str, str]
    words: str
    path: str
    inline: str | None
    source: str


def _whole(token: str, words: str, path: str, inline: str | None, operation: str) -> _Whole:
    tokens = (f"azure-native:web:{token}", f"azure-native:web:{token}Slot")
    return _Whole(tokens, words, path, inline, f"learn.microsoft.com/rest/api/appservice/web-apps/{operation}")


_WHOLES: Final = (
    _whole("WebAppApplicationSettings", "app settings", "appsettings", "appSettings", "update-application-settings"),
    _whole("WebAppConnectionStrings", "connection strings", "connectionstrings", "connectionStrings", "update-connection-strings"),
    _whole("WebAppSlotConfigurationNames", "names of slot settings", "slotConfigNames", None, "update-slot-configuration-names"),
)


def writers_findings(checkpoint: Mapping[str, Any], cloud: Cloud) -> Iterator[AppFinding]:
    """Apps whose settings, connection strings or sticky names are written by more than one resource, or inline beside a resource."""
    for whole in _WHOLES:
        writers = _resources(checkpoint, whole)
        for site in cloud.state.of(*SITES):
            names = writers.get(key_of(f"{site.id}/config/{whole.path}"), [])
            inline = _inline(site, whole)
            others = names or ([whole.words] if inline is not None and _written(cloud, site, whole) else [])
            if len(names) > 1 or (inline is not None and others):
                yield _finding(site, whole, names, inline)


def _resources(checkpoint: Mapping[str, Any], whole: _Whole) -> Mapping[str, list[str]]:
    """Id of such a part -> the names of the resources of the stack that write it; what is only read, or about to go, writes nothing."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry in resources_of(checkpoint):
        writes = entry.get("custom") and not entry.get("external") and not entry.get("delete")
        if writes and canonical(str(entry["type"])) in whole.tokens and isinstance(entry.get("id"), str):
            found[key_of(entry["id"])].append(name_of(entry["urn"]))
    return found


def _inline(site: Record, whole: _Whole) -> list[str] | None:
    """The names in the site's own body; None where it says nothing of them."""
    if whole.inline is None or not isinstance(at(site.inputs, "siteConfig", whole.inline), list):
        return None
    return [text(one, "name") or "" for one in tables(site.inputs, "siteConfig", whole.inline)]


def _written(cloud: Cloud, site: Record, whole: _Whole) -> bool:
    record = cloud.state.get(f"{site.id}/config/{whole.path}")
    return record is not None and not record.made_by_azure


def _finding(site: Record, whole: _Whole, names: list[str], inline: list[str] | None) -> AppFinding:
    who = [f"resource '{name}'" for name in names] or ["a resource of their own"]
    writers = [*who, *(["siteConfig of the app itself"] if inline is not None else [])]
    lost = sorted(set(inline or ()) - set(table(site.private, whole.inline or "")))
    words = (
        f"{whole.words} of '{'/'.join(ArmId.parse(site.id).names)}' have {len(writers)} writers, and each replaces what the others wrote: "
    )
    tail = f". Lost: {', '.join(lost)}" if lost else ""
    return AppFinding(site.id, "configuration", broken(f"{words}{' and '.join(writers)}{tail}. Keep one", whole.source))
