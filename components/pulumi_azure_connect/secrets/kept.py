"""The secrets of one connection: who may read them, and what an app's settings hold of them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.errors import VaultModeConflict
from pulumi_azure_connect.grants import access_policy, role_assignment
from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.grants.request import Granted, GrantRequest
from pulumi_azure_connect.grants.vault_mode import ACCESS_POLICY
from pulumi_azure_connect.hosts.connection import ROW_VERSION
from pulumi_azure_connect.hosts.host import Host, Place
from pulumi_azure_connect.program.children import Children, at_once
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.key_vault import KEY_VAULT, SECRETS_USER

from .stored import StoredSecret
from .vaults import VaultUse


@dataclass(frozen=True)
class VaultReader:
    """Key of the first reader of a vault that goes by access policies."""

    vault: Hashable


@dataclass(frozen=True)
class SecretGrant:
    """One grant, and the secrets that it lets be read."""

    granted: Granted
    secrets: list[StoredSecret]


@dataclass(frozen=True, kw_only=True)
class SecretPurpose:
    """What secrets are for, if a connection or the app's own arguments put them into the vault."""

    connection: str
    """The connection's name."""
    kind: str | None = None
    """The kind of target; Key Vault itself unless said."""
    id: pulumi.Output[str] | None = None
    """The ARM id of the target."""
    plain_settings: Mapping[str, Input[str]] = field(default_factory=dict[str, Input[str]])
    """Settings of the same connection that hold no secret."""
    family: str | None = None
    """The family of targets whose short setting names it writes; None where its names are its own."""
    sticky: bool = False
    """Whether the settings stay with their slot in a swap."""
    as_settings: bool = True
    """Whether the references are app settings; otherwise they are connection strings."""


@dataclass(kw_only=True)
class KeptSecrets:
    """The secrets of one connection, as an attachment of its host."""

    host: Host | None
    """The app; None where only its principal is known."""
    purpose: SecretPurpose
    owner: str
    """The connection, for messages."""
    component: str
    """The component's name."""
    program: Program
    cloud: Cloud
    whole_vault: bool
    """Whether the whole vault is granted, not each secret."""
    external: bool
    """Whether somebody else grants them."""
    because: str | None
    names: Sequence[str]
    """The settings that will hold references."""
    uses: Sequence[VaultUse]
    """The vaults that they are in, where those exist already."""
    secrets: list[StoredSecret] = field(default_factory=list[StoredSecret])
    """The secrets, once they are stored."""
    grants: list[SecretGrant] = field(default_factory=list[SecretGrant])
    """The grants, once they are made."""

    @property
    def name(self) -> str:
        """The connection's name."""
        return self.purpose.connection

    @property
    def family(self) -> str | None:
        """The family of targets whose short setting names it writes."""
        return self.purpose.family

    @property
    def giver(self) -> str:
        """The connection, for messages about settings."""
        return f"connection {self.name!r}"

    @property
    def waits_for(self) -> list[pulumi.Resource]:
        """What has to be there before the secrets can be read."""
        written = [secret.resource for secret in self.secrets if secret.resource is not None]
        return [*written, *(made for grant in self.grants for made in grant.granted.waits_for)]

    def plan(self, place: Place) -> Callable[[], None]:
        """Check the settings of one place, and that its identity may read the vaults.

        Raises:
            SettingConflict: somebody gave a setting of that name.
            VaultModeConflict: a second reader of an access-policy vault.
        """
        host = self.host
        assert host is not None
        self.check_reader(host.reader)
        references = [(name, None) for name in (self.names if self.purpose.as_settings else ())]
        place.check([*self.purpose.plain_settings.items(), *references], self.giver)
        return lambda: self._make(host, place)

    def _make(self, host: Host, place: Place) -> None:
        purpose, principal = self.purpose, place.default_principal
        external = host.configuration.external_grants or self.external
        grants = self.grant(principal, host.reader, host.children, host.name, external=external)
        for grant in grants:
            place.wait_for(grant.granted.waits_for)
        if purpose.sticky:
            host.keep_sticky()
        for setting, value in purpose.plain_settings.items():
            place.give(setting, value, self.giver, sticky=purpose.sticky)
        for stored in self.secrets:
            if stored.resource is not None:
                place.wait_for([stored.resource])
            if stored.written is not None:
                place.follow(stored.written)
            if purpose.as_settings:
                place.give(stored.setting, stored.reference, self.giver, sticky=purpose.sticky)
        place.rows.extend(self.rows(grants, principal.described(), place.described()))

    def check_reader(self, reader: Hashable) -> None:
        """Refuse a second reader of a vault that exists, where one of the two reads all of its secrets.

        Raises:
            VaultModeConflict: there is one, and nobody said that the vault is shared.
        """
        for use in self.uses:
            self._check_reader(use, reader)

    def _check_reader(self, use: VaultUse, reader: Hashable) -> None:
        others = [whole for known, whole in self._readers(use).items() if known != reader]
        if not others or use.shared:
            return
        if use.mode == ACCESS_POLICY:
            raise VaultModeConflict(
                f"{self.owner} lets a second identity into an access-policy vault, where each reads every secret of the "
                "other. Use a vault of its own or authorization='rbac'; or say VaultArgs(shared=True) if that is meant."
            )
        if self.whole_vault:
            raise VaultModeConflict(
                f"{self.owner} says scope='vault' of a vault that others of the program use, so it would read every secret of theirs. Leave scope "
                "out, or use a vault of its own; or say VaultArgs(shared=True) if that is meant."
            )
        if any(others):
            raise VaultModeConflict(
                f"{self.owner} uses a vault that another reader has whole (scope='vault'), so that one would read its secrets. Leave scope out "
                "there, or use a vault of its own; or say VaultArgs(shared=True) if that is meant."
            )

    def _readers(self, use: VaultUse) -> dict[Hashable, bool]:
        """The readers of a vault so far, and whether each reads all of it."""
        return self.program.once(("vault-readers", use.key), dict[Hashable, bool])

    def grant(self, principal: Principal, reader: Hashable, children: Children, app: str, *, external: bool) -> list[SecretGrant]:
        """Let a principal read these secrets; once in a program for each of them.

        Args:
            principal: the identity.
            reader: what counts as one reader of an access-policy vault: an app with its slots is one.
            children: makes the options of the grants.
            app: the start of the grants' names.
            external: whether somebody else makes them.

        Raises:
            VaultModeConflict: a second reader of an access-policy vault that is not said to be shared.
        """
        granted: dict[Hashable, SecretGrant] = {}
        for secret in self.secrets:
            by_policy = secret.vault.mode == ACCESS_POLICY
            self._check_reader(secret.vault.use, reader)
            readers = self._readers(secret.vault.use)
            readers[reader] = readers.get(reader, False) or self.whole_vault
            ref = secret.vault.ref if by_policy or self.whole_vault else secret.ref(shared=principal.shared_name is not None)
            if ref.key in granted:
                granted[ref.key].secrets.append(secret)
                continue
            request = GrantRequest(
                children=children,
                program=self.program,
                cloud=self.cloud,
                app=app,
                connection=self.component,
                kind=KEY_VAULT.kind,
                title=KEY_VAULT.title,
                ref=ref,
                principal=principal,
                roles=(SECRETS_USER,),
                access=None,
                external=external,
                ordering=at_once if self.host is None else self.host.ordering(principal),
            )
            make = access_policy(request) if by_policy else role_assignment(request)
            granted[ref.key] = SecretGrant(make(), [secret])
        self.grants.extend(granted.values())
        return list(granted.values())

    def rows(self, grants: list[SecretGrant], identity: dict[str, Any], app: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the plain data of this connection: a row for each grant, with the secrets that it covers."""
        purpose = self.purpose
        return [
            {
                "version": ROW_VERSION,
                **app,
                "connection": self.name,
                "target": purpose.kind or KEY_VAULT.kind,
                "targetId": row["scope"] if purpose.kind is None else purpose.id,
                "auth": "secret",
                "identity": identity,
                "access": "read",
                "grant": row,
                "settings": [*purpose.plain_settings, *(secret.setting for secret in grant.secrets)],
                "secrets": [secret.described() for secret in grant.secrets],
                "because": self.because,
                "pending": None,
            }
            for grant in grants
            for row in grant.granted.rows
        ]
