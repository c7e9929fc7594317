"""`Connection`: what `connect` gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

ROW_VERSION = 1
"""The version of the format of `connections` rows: a row without one is older and has the same fields."""


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One connection of an app: its settings, grants and secrets, and `ready` for others to depend on."""

    name: str
    """The connection's name."""
    settings: Mapping[str, str]
    """Service Connector's name of each setting to the name that is written."""
    grants: tuple[pulumi.Resource, ...]
    """The resources that let the app in; none where somebody else grants, or where a database script does."""
    secrets: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """Setting name to the Key Vault reference that it holds; empty for a connection by identity."""
    ready: pulumi.Output[Any]
    """The connection's name, once every grant and secret of it is there. Not for what the app itself waits for."""
