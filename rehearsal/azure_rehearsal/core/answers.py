"""What the cloud answers to the doors."""

from __future__ import annotations

from dataclasses import dataclass, field

from .values import JsonDict, Unknown

__all__ = ["Checked", "Created", "Failure", "Read", "ReferenceStatus", "SettingView"]


@dataclass(frozen=True)
class Failure:
    """A fault of an input. `property`: its path as people write it; "" for the resource as a whole. `unknown`: the type has no such property."""

    property: str
    reason: str
    unknown: bool = False


@dataclass(frozen=True)
class Checked:
    """Inputs with names and defaults filled in, and what is wrong with them."""

    inputs: JsonDict
    failures: list[Failure]


@dataclass(frozen=True)
class Created:
    """A created resource; in a preview the id is UNKNOWN, as with the azure-native provider."""

    id: str | Unknown
    outputs: JsonDict


@dataclass(frozen=True)
class Read:
    """A resource as it stands now. `inputs`: what a program would have to write to get it."""

    id: str
    inputs: JsonDict
    outputs: JsonDict


@dataclass(frozen=True)
class ReferenceStatus:
    """How the last fetch of a Key Vault reference went, in App Service's own status words.

    `waiting`: refused only because a grant that exists isn't effective yet. `fetched_at`: simulated seconds. `code`: the vault's own code of a
    denial, such as ForbiddenByFirewall.
    """

    status: str
    detail: str
    vault: str | None = None
    secret: str | None = None
    version: str | None = None
    identity: str | None = None
    waiting: bool = False
    fetched_at: float = 0.0
    code: str = ""


@dataclass(frozen=True)
class SettingView:
    """One setting. `raw`: as written; `value`: as the app sees it (the literal reference where it is unresolved)."""

    name: str
    raw: str = field(repr=False)
    value: str = field(repr=False)
    reference: ReferenceStatus | None = None
    connection_string: bool = False
