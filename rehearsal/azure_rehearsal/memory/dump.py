"""A cloud and the journal of its making, as they lie in a store."""

from __future__ import annotations

from typing import Any

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.options import Options
from azure_rehearsal.core.problems import ProjectProblem
from azure_rehearsal.core.state import State

from .journal import Journal
from .store import Parts, Store

__all__ = ["dump_of", "restore"]


def dump_of(parts: Parts) -> dict[str, Any]:
    """What `Cloud.dump` gave when the cloud was saved."""
    (own,) = parts["cloud"].values()
    counter = own.pop("counter")
    return {**own, "state": {**{name: [*parts.get(name, {}).values()] for name in State().tables}, "counter": counter}}


def restore(store: Store, options: Options | None = None) -> tuple[Cloud, Journal]:
    """The cloud as it was left, or a new one. `options` replace the stored ones where given.

    Raises:
        ProjectProblem: what was kept can't be read.
    """
    parts = store.read()
    if parts is None:
        return Cloud(options=options), Journal()
    try:
        return Cloud.load(dump_of(parts), options=options), Journal.load(parts)
    except (KeyError, TypeError, ValueError) as error:
        raise ProjectProblem(f"{store.path} is of another version; `azure-rehearsal reset` begins anew") from error
