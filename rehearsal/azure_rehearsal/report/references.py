"""The Key Vault references of an app, as it sees them; and which of them it would see otherwise if it fetched again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud, SettingView
from azure_rehearsal.services.microsoft_web.references import resolve_now

from .verdict import Verdict

__all__ = ["REFETCH", "Reference", "reference_of", "references"]

REFETCH: Final = "azure-rehearsal refetch"
"""The command that lets every app fetch its references again."""

_RESOLVED: Final = "Resolved"
_LACKED: Final = {
    "AccessToKeyVaultDenied": "the grant",
    "SecretNotFound": "the secret was there",
    "SecretVersionNotFound": "the version was there",
    "VaultNotFound": "the vault was there",
    "MSINotEnabled": "the app had its identity",
}
"""Status of the last fetch -> before what it came, where a fetch now succeeds."""


@dataclass(frozen=True)
class Reference:
    """One setting that holds a reference, as the app sees it.

    `status`, `detail`: of the last fetch. `identity`: which of the app's identities reads it. `now`, `now_code`: how a fetch would go now, and the
    vault's own code where it denies; `waiting`: a fetch now fails only because a grant isn't in force yet.
    """

    app_id: str
    setting: str
    status: str
    detail: str
    vault: str | None
    secret: str | None
    version: str | None
    waiting: bool
    identity: str | None = None
    now: str = _RESOLVED
    now_code: str = ""

    @property
    def verdict(self) -> Verdict:
        """It works while it is resolved and stays so; what the next fetch resolves waits; the rest is broken."""
        if self.now == _RESOLVED:
            return Verdict.WORKS if self.status == _RESOLVED else Verdict.WAITING
        return Verdict.WAITING if self.waiting else Verdict.BROKEN

    @property
    def cause(self) -> str:
        """The status that says what is wrong: of a fetch now, else of the last one."""
        return self.status if self.now == _RESOLVED else self.now

    @property
    def words(self) -> str:
        """The status, and what it means where the last fetch and the next one differ."""
        if self.now == _RESOLVED and self.status != _RESOLVED:
            return f"{self.status}, {self.detail}"
        if self.now != _RESOLVED and self.status == _RESOLVED:
            return f"resolved at the last fetch; the next one answers {self.now}"
        return self.status


def references(cloud: Cloud, app_id: str) -> list[Reference]:
    """The references in a site's settings and connection strings."""
    return [one for view in cloud.site_settings(app_id) if (one := reference_of(cloud, app_id, view)) is not None]


def reference_of(cloud: Cloud, app_id: str, view: SettingView) -> Reference | None:
    """The reference that a setting holds; None where it holds none."""
    last = view.reference
    if last is None:
        return None
    now = resolve_now(cloud, app_id, view.raw)
    early = last.status != _RESOLVED and now.status == _RESOLVED
    return Reference(
        app_id=app_id,
        setting=view.name,
        status=last.status,
        detail=f"fetched before {_LACKED.get(last.status, 'it could be resolved')}; `{REFETCH}`, or `depends_on`" if early else last.detail,
        vault=last.vault,
        secret=last.secret,
        version=last.version,
        waiting=now.waiting,
        identity=last.identity,
        now=now.status,
        now_code=now.code,
    )
