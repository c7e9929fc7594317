"""Checks the arguments of a `SecretBackedConnection` as a whole, then makes its secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pulumi

from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.names import check_guids, check_secret_name, secret_name
from pulumi_azure_connect.errors import ConnectError, SettingConflict, UnknownArgument
from pulumi_azure_connect.grants.principal import USER_ASSIGNED, Principal
from pulumi_azure_connect.hosts.host import Host
from pulumi_azure_connect.program.arguments import coerce, reason_in
from pulumi_azure_connect.program.children import Children, at_once
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import Program

from .args import ExistingSecretArgs, SecretBackedConnectionArgs, VaultArgs
from .kept import KeptSecrets, SecretPurpose
from .stored import SecretKey, SecretWriter, existing_secret
from .vaults import (
    VaultHandle,
    VaultUse,
    check_given_vault,
    check_host_vault,
    check_new_vault,
    check_reachable,
    given_vault,
    host_vault,
    make_vault,
)


@dataclass(frozen=True, kw_only=True)
class StoragePlan:
    """Where the secrets of one connection go."""

    name: str
    """The component's name."""
    args: SecretBackedConnectionArgs
    host: Host | None
    """The app; None where only its principal is known."""
    children: Children
    program: Program
    cloud: Cloud

    @property
    def owner(self) -> str:
        """The connection, for messages."""
        return f"connection {self.name!r}"

    @property
    def external(self) -> bool:
        """Whether somebody else grants these secrets."""
        return self.args.grants == "external"

    def checked(self, purpose: SecretPurpose) -> KeptSecrets:
        """Check all arguments, and the vaults that they name. Nothing is registered.

        Raises:
            ConnectError: something can't be, by its subclasses.
        """
        args, host = self.args, self.host
        self._check_arguments()
        kept = KeptSecrets(
            host=host,
            purpose=purpose,
            owner=self.owner,
            component=self.name,
            program=self.program,
            cloud=self.cloud,
            whole_vault=args.scope == "vault",
            external=self.external,
            because=reason_in(args.because),
            names=[*(args.secrets or {}), *(args.existing_secrets or {})],
            uses=[*self._check_vault(), *self._check_existing()],
        )
        self._check_secret_names(kept)
        if host is None:
            kept.check_reader(self._given_principal().key)
        elif any(kept.name == other.name for other in host.attachments):
            raise SettingConflict(f"{host.owner} has two connections named {kept.name!r}. Rename one of them.")
        return kept

    def _check_arguments(self) -> None:
        args, owner, host = self.args, self.owner, self.host
        both = sorted(set(args.secrets or {}) & set(args.existing_secrets or {}))
        if both:
            raise SettingConflict(
                f"{owner} has {', '.join(both)} in secrets and in existing_secrets. Keep one: `secrets` writes a value, "
                "`existing_secrets` refers to one that lies in a vault already."
            )
        if not args.secrets and not args.existing_secrets:
            raise UnknownArgument(f"{owner} has neither secrets={{...}} nor existing_secrets={{...}}: nothing to connect.")
        if args.scope not in (None, "secret", "vault"):
            raise UnknownArgument(f"scope={args.scope!r} of {owner} is not a scope. Use 'secret' or 'vault'.")
        if args.grants not in (None, "managed", "external"):
            raise UnknownArgument(f"grants={args.grants!r} of {owner} is unknown. Use 'managed' or 'external'.")
        if host is None and args.principal_id is None:
            raise ConnectError(f"{owner} has nobody who reads the secrets. Give app=..., or principal_id=... of the app's identity.")
        if host is not None and args.principal_id is not None:
            raise ConnectError(f"{owner} has an app and a principal_id. Leave principal_id out: the app has its identity.")
        refuse_output_text(args, f"args of {owner}: ")
        check_guids(owner, principal_id=args.principal_id)
        for setting, value in (args.secrets or {}).items():
            if cast("object", value) is None:
                raise UnknownArgument(f"secret {setting!r} of {owner} has no value. Give one, or leave it out.")

    @property
    def _vault_args(self) -> VaultArgs:
        return coerce(VaultArgs, self.args.vault or {}, f"vault of {self.owner}")

    def _check_vault(self) -> list[VaultUse]:
        vault, host = self._vault_args, self.host
        if not self.args.secrets:
            return []
        if self.args.vault is None and host is not None:
            return check_host_vault(host)
        if vault.id is not None:
            return [check_given_vault(vault.id, vault, self.program, self.owner)]
        if self._group is None:
            raise UnknownArgument(f"{self.owner} makes a vault, and needs resource_group_name for it.")
        check_new_vault(vault, self.owner, self.program, self.children.parent, self.name)
        if host is not None:
            check_reachable(host, vault, self.owner)
        return []

    @property
    def _group(self) -> pulumi.Input[str] | None:
        return self.args.resource_group_name or (None if self.host is None else self.host.configuration.resource_group_name)

    def _existing(self) -> dict[str, ExistingSecretArgs]:
        given = (self.args.existing_secrets or {}).items()
        return {setting: coerce(ExistingSecretArgs, value, f"existing secret {setting!r} of {self.owner}") for setting, value in given}

    def _check_secret_names(self, kept: KeptSecrets) -> None:
        """Refuse to write a secret that another connection writes into the same vault."""
        if not self.args.secrets or (self._vault_args.id is None and not (self.args.vault is None and kept.uses)):
            return
        vault = kept.uses[0].key
        for setting in self.args.secrets:
            other = self.program.claim(SecretKey(vault, secret_name(f"{self.name}-{setting}")), id(self.children.parent), self.owner)
            if other is not None:
                raise SettingConflict(
                    f"{self.owner} writes secret {setting!r} into a vault where {other} of the same name writes it too. Rename one of the connections."
                )

    def _check_existing(self) -> list[VaultUse]:
        uses: list[VaultUse] = []
        for existing in self._existing().values():
            check_secret_name(existing.name)
            how = VaultArgs(authorization=existing.authorization, shared=existing.shared)
            uses.append(check_given_vault(existing.vault_id, how, self.program, self.owner))
        return uses

    def store(self, kept: KeptSecrets) -> None:
        """Write the secrets, into a vault that is made for them where none is given."""
        args, asker = self.args, self.children.parent
        if args.secrets:
            vault = self._vault()
            writer = SecretWriter(
                name=self.name,
                children=self.children,
                program=self.program,
                apart=not kept.purpose.as_settings,
                pinned=bool(args.pinned),
                expires_on=args.expires_on,
                content_type=args.content_type,
                tags=args.tags,
                ordering=at_once if self.host is None else self.host.ordering(self.host.places[0].default_principal),
            )
            kept.secrets.extend(writer.write(setting, value, vault) for setting, value in args.secrets.items())
            if vault.args.retain_secrets:
                names = ", ".join(secret.name for secret in kept.secrets)
                pulumi.log.info(f"left in the vault when {self.owner} goes (retain_secrets): {names}", asker)
        for setting, existing in self._existing().items():
            kept.secrets.append(existing_secret(setting, existing, self.program, self.cloud, self.owner, asker))

    def _vault(self) -> VaultHandle:
        args, host, vault = self.args, self.host, self._vault_args
        if args.vault is None and host is not None:
            return host_vault(host)
        if vault.id is not None:
            asker = self.children.parent
            return given_vault(vault.id, vault, self.program, self.cloud, self.owner, asker, label=f"{self.name}-vault")
        group = self._group
        assert group is not None, self.owner  # `checked` lets none without come here
        common = {key: given for key, given in (("location", args.location), ("tags", args.tags)) if given is not None}
        return make_vault(self.name, vault, self.children, self.program, self.cloud, group, common, self.owner)

    def _given_principal(self) -> Principal:
        given = self.args.principal_id
        principal_id = known_output(given or "")
        return Principal(
            key=("given", given.lower() if isinstance(given, str) else id(given)),
            kind=USER_ASSIGNED,
            label="",
            principal_id=principal_id,
            client_id=lambda: principal_id,
            name=principal_id,
            resource_id=None,
        )

    def grant_given(self, kept: KeptSecrets) -> list[dict[str, Any]]:
        """Grant the secrets to the principal that was given instead of an app; gives the rows for reports."""
        principal = self._given_principal()
        grants = kept.grant(principal, principal.key, self.children, self.name, external=self.external)
        identity: Mapping[str, Any] = {"kind": USER_ASSIGNED, "principalId": principal.principal_id, "clientId": None, "resourceId": None}
        return kept.rows(grants, dict(identity), {"app": self.name, "appId": None, "slot": None})
