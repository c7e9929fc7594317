"""What the checks of one connection look at: the connection, its app, and the app's settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud, SettingView
from azure_rehearsal.core.arm_ids import ArmId, key_of
from azure_rehearsal.core.state import Record
from azure_rehearsal.services import TRACKED
from azure_rehearsal.services.microsoft_keyvault.secrets import find_vault

from .connections import Connection, SecretLine
from .references import Reference, reference_of

__all__ = ["SITES", "Case", "case_of"]

SITES: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")


@dataclass(frozen=True)
class Case:
    """A connection of an app that exists.

    `among`: all connections of the stack; `derived`: the connection was read off grants and settings, nobody told it.
    """

    cloud: Cloud
    line: Connection
    site: Record
    views: Mapping[str, SettingView]
    references: Mapping[str, Reference]
    among: Sequence[Connection] = ()
    derived: bool = False

    @property
    def arm_target(self) -> str | None:
        """The target's id, where it is a resource of Azure Resource Manager."""
        target = self.line.target_id
        return target if target is not None and target.lower().startswith("/subscriptions/") else None

    @property
    def target(self) -> Record | None:
        """The target; of a part that ARM doesn't know (a search index), the resource that holds it."""
        here = self.arm_target
        while here is not None:
            record, arm = self.cloud.state.get(here), ArmId.parse(here)
            if record is not None or arm.kind in TRACKED:
                return record
            here = arm.parent()
        return None

    @property
    def by_vault(self) -> bool:
        """Whether the vault's secret is all that Azure has of the target, as of a third party's key."""
        if self.line.target_id is None:
            return bool(self.line.secrets)
        return key_of(self.line.target_id) in [key_of(id) for _, id in self.secret_ids() if id is not None]

    def secret_ids(self) -> Iterator[tuple[SecretLine, str | None]]:
        """Each secret of the connection with its id; None where there is no such vault."""
        for secret in self.line.secrets:
            vault = find_vault(self.cloud, secret.vault)
            yield secret, f"{vault.id}/secrets/{secret.secret}" if vault else None


def case_of(cloud: Cloud, line: Connection, *, among: Sequence[Connection] = (), derived: bool = False) -> Case | None:
    """What there is to look at; None where the app doesn't exist."""
    site = cloud.state.get(line.app_id)
    if site is None:
        return None
    views = {view.name: view for view in cloud.site_settings(line.app_id)}
    read = {name: one for name, view in views.items() if (one := reference_of(cloud, line.app_id, view)) is not None}
    return Case(cloud, line, site, views, read, among, derived)
