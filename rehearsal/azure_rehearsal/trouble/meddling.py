"""Somebody at work behind the engine's back: a resource of the stack is changed or deleted, as in the portal."""

from __future__ import annotations

import json
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import key_of
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import clone, table
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.memory.checkpoint import name_of
from azure_rehearsal.memory.journal import Journal
from azure_rehearsal.schema import types as schema

from .chance import Chance
from .settings import Trouble

__all__ = ["meddle"]

_CHANGED: Final = "changed behind the engine's back"

# Azure keeps what is deleted of these, and its name with it: they come back by being recovered, not by `up`.
_KEPT_WHEN_DELETED: Final = "microsoft.keyvault/"

# Types whose whole body is a table of texts: the settings of a site.
_SETTINGS: Final = "azure-native:web:WebApp"


def meddle(cloud: Cloud, journal: Journal, trouble: Trouble, chance: Chance) -> list[str]:
    """Lets somebody change or delete each resource of the stack with the chance that `trouble.meddle` is.

    Deleted is only what nothing lies in and nothing refers to, and what Azure doesn't keep: all that a `refresh` and an `up` can put right.

    Returns:
        A sentence for each resource; no value is told.
    """
    told: list[str] = []
    if trouble.meddle <= 0:
        return told
    for urn in sorted(journal.ids):
        record = cloud.state.get(journal.ids[urn])
        if record is None or not record.token.startswith("azure-native:") or not chance.happens(trouble.meddle, "meddle", urn):
            continue
        try:
            what = _meddle(cloud, record, delete=chance.happens(0.5, "meddle by deleting", urn))
        except AzureError:
            continue  # Azure doesn't let them
        if what:
            told.append(f"Behind the engine's back, {cloud.type_of(record.token).kind} '{name_of(urn)}' {what}; a refresh sees it.")
    return told


def _meddle(cloud: Cloud, record: Record, *, delete: bool) -> str:
    """What was done, in words; nothing where it can bear neither."""
    if delete and _may_go(cloud, record):
        cloud.delete(record.token, record.id, record.inputs)
        return "was deleted"
    changed = _changed(record)
    if changed is None:
        return ""
    cloud.update(record.token, record.id, clone(record.inputs), changed[0])
    return changed[1]


def _may_go(cloud: Cloud, record: Record) -> bool:
    kind = cloud.type_of(record.token)
    if kind.comes_with_parent or kind.kind.lower().startswith(_KEPT_WHEN_DELETED) or len(cloud.state.within(record.id)) > 1:
        return False
    wanted = key_of(record.id)
    others = (other for other in cloud.state.records.values() if other is not record)
    return not any(wanted in json.dumps(other.inputs, default=str).lower() for other in others)


def _changed(record: Record) -> tuple[JsonDict, str] | None:
    """The inputs that somebody gives it, and what that is."""
    inputs = clone(record.inputs)
    settings = table(inputs, "properties")
    if record.token.startswith(_SETTINGS) and settings and all(isinstance(value, str) for value in settings.values()):
        name = min(settings)
        settings[name] = _CHANGED
        return {**inputs, "properties": settings}, f"was given another value of '{name}'"
    if "tags" in schema.describe(record.token).inputs:
        tags = table(inputs, "tags")
        return {**inputs, "tags": {**tags, "somebody": _CHANGED}}, "was given a tag"
    return None
