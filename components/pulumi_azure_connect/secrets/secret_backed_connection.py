"""`SecretBackedConnection`: secrets in Key Vault, granted to one app, seen by its code as ordinary settings."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pulumi

from pulumi_azure_connect.app.checks import check_guids
from pulumi_azure_connect.azure.clouds import environment
from pulumi_azure_connect.errors import ConnectError, SettingConflict, UnknownArgument, VaultModeConflict
from pulumi_azure_connect.grants import access_policy, role_assignment
from pulumi_azure_connect.grants.request import USER_ASSIGNED, Granted, Principal, Wiring
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.program.calls import explains_wrong_calls
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import as_output, known_output
from pulumi_azure_connect.program.registry import current
from pulumi_azure_connect.targets.key_vault import KEY_VAULT, SECRETS_USER

from .args import ExistingSecretArgs, SecretBackedConnectionArgs, VaultArgs
from .stored import SecretWriter, StoredSecret, existing_secret
from .vaults import ACCESS_POLICY, VaultHandle, given_vault, make_vault

if TYPE_CHECKING:
    from pulumi_azure_connect.app.managed_identity_app import ManagedIdentityApp


@dataclass(frozen=True)
class SecretOf:
    """What an app keeps a secret for, where the app made the connection itself."""

    connection: str
    kind: str
    id: pulumi.Output[str] | None
    plain_settings: Mapping[str, pulumi.Input[str]]
    """Settings of the same connection that hold no secret."""
    sticky: bool = False
    """Whether the settings stay with their slot in a swap."""
    as_settings: bool = True
    """Whether the references are app settings; otherwise they are connection strings."""


@dataclass(frozen=True)
class SecretGrant:
    """One grant, and the secrets that it lets be read."""

    granted: Granted
    secrets: list[StoredSecret]


TYPE = "azure-connect:index:SecretBackedConnection"
CHILDREN = ("vault", "secret", "grant")


class SecretBackedConnection(pulumi.ComponentResource):
    """
    Secrets that a target, or its client library, insists on: kept in Key Vault, seen by the app as ordinary settings.

    The app's identity, and nobody else's, is granted the secrets. With `app` the settings are the app's; without it
    `references` go into any app's settings, which then has to depend on `ready`.

    Raises:
        ConnectError: whatever can be told to be wrong before the deployment, by its subclasses.
    """

    references: pulumi.Output[dict[str, str]]
    """Setting name to the reference that its value is."""
    ready: pulumi.Output[str]
    """The vault's id, once every secret is written and every grant made: settings that hold references depend on it."""
    vault_id: pulumi.Output[str]
    """The ARM id of the vault that the secrets are in; of the first, where existing secrets lie in several."""
    connections: pulumi.Output[Any]
    """Plain data of what was connected, for reports."""

    @explains_wrong_calls("Write SecretBackedConnection(name, SecretBackedConnectionArgs(...), app=app).")
    def __init__(
        self,
        name: str,
        args: SecretBackedConnectionArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        app: "ManagedIdentityApp | None" = None,
        of: "SecretOf | None" = None,
        child_opts: Mapping[str, pulumi.ResourceOptions] | None = None,
    ) -> None:
        self.label = name if of is None else of.connection
        if app is not None:
            app.seal.check(f"connection {self.label!r}")
        super().__init__(TYPE, name, None, opts)
        self.name = name
        self.of = of
        self._args = args = coerce(SecretBackedConnectionArgs, args, "args")
        self._owner = f"connection {name!r}"
        self._program = current()
        self._environment = app.environment if app is not None and args.cloud is None else environment(args.cloud)
        self._children = Children(self, CHILDREN, child_opts, keep_version_aliases=bool(args.keep_version_aliases))
        self._check(app)
        self.secrets = self._store(app)
        self._rows: list[dict[str, Any]] = []
        if app is None:
            grants = self._grant_given(args)
        else:
            grants = app.secrets.use(self)
        resources = [secret.resource for secret in self.secrets if secret.resource is not None]
        waits_for = [*resources, *(made for grant in grants for made in grant.granted.waits_for)]
        self.references = pulumi.Output.all(**{secret.setting: secret.reference for secret in self.secrets})
        self.vault_id = self.secrets[0].vault.ref.id
        self.ready = pulumi.Output.all(self.vault_id, *(waited.urn for waited in waits_for)).apply(lambda known: known[0])
        self.connections = as_output(self._rows)
        self.register_outputs(
            {
                "references": self.references,
                "ready": self.ready,
                "vaultId": self.vault_id,
                "connections": self.connections,
            }
        )

    @property
    def plain_settings(self) -> Mapping[str, pulumi.Input[str]]:
        """Settings of the same connection that hold no secret."""
        return {} if self.of is None else self.of.plain_settings

    @property
    def sticky(self) -> bool:
        """Whether the settings stay with their slot in a swap."""
        return self.of is not None and self.of.sticky

    @property
    def external(self) -> bool:
        """Whether somebody else grants these secrets."""
        return self._args.grants == "external"

    @property
    def as_settings(self) -> bool:
        """Whether the references are app settings; otherwise they are connection strings."""
        return self.of is None or self.of.as_settings

    def _check(self, app: "ManagedIdentityApp | None") -> None:
        args, owner = self._args, self._owner
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
        if app is None and args.principal_id is None:
            raise ConnectError(f"{owner} has nobody who reads the secrets. Give app=..., or principal_id=... of the app's identity.")
        if app is not None and args.principal_id is not None:
            raise ConnectError(f"{owner} has an app and a principal_id. Leave principal_id out: the app has its identity.")
        refuse_output_text(args, f"args of {owner}: ")
        coerce(VaultArgs, args.vault or {}, f"vault of {owner}")
        check_guids(owner, principal_id=args.principal_id)
        for setting, value in (args.secrets or {}).items():
            if cast("object", value) is None:
                raise UnknownArgument(f"secret {setting!r} of {owner} has no value. Give one, or leave it out.")

    def _store(self, app: "ManagedIdentityApp | None") -> list[StoredSecret]:
        args = self._args
        stored: list[StoredSecret] = []
        if args.secrets:
            vault = self._vault(app)
            writer = SecretWriter(
                name=self.name,
                children=self._children,
                program=self._program,
                apart=not self.as_settings,
                pinned=bool(args.pinned),
                expires_on=args.expires_on,
                content_type=args.content_type,
                tags=args.tags,
            )
            stored.extend(writer.write(setting, value, vault) for setting, value in args.secrets.items())
            if vault.args.retain_secrets:
                names = ", ".join(secret.name for secret in stored)
                pulumi.log.info(f"left in the vault when {self._owner} goes (retain_secrets): {names}", self)
        for setting, given in (args.existing_secrets or {}).items():
            existing = coerce(ExistingSecretArgs, given, f"existing secret {setting!r} of {self._owner}")
            stored.append(existing_secret(setting, existing, self._program, self._environment, self._owner, self))
        return stored

    def _vault(self, app: "ManagedIdentityApp | None") -> VaultHandle:
        args = self._args
        if args.vault is None and app is not None:
            return app.secrets.own_vault()
        vault = coerce(VaultArgs, args.vault or {}, f"vault of {self._owner}")
        if vault.id is not None:
            return given_vault(vault.id, vault, self._program, self._environment, self._owner, self, label=f"{self.name}-vault")
        group = args.resource_group_name or (app.args.resource_group_name if app is not None else None)
        if group is None:
            raise UnknownArgument(f"{self._owner} makes a vault, and needs resource_group_name for it.")
        common = {key: given for key, given in (("location", args.location), ("tags", args.tags)) if given is not None}
        if app is not None:
            app.secrets.refuse_closed(vault, self._owner)
        return make_vault(self.name, vault, self._children, self._program, self._environment, group, common, self._owner)

    def grant(self, principal: Principal, reader: Hashable, children: Children, app: str, *, external: bool) -> list[SecretGrant]:
        """
        Let a principal read these secrets; once in a program for each of them.

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
            if by_policy:
                self._refuse_second(secret.vault, reader)
            ref = secret.vault.ref if by_policy or self._args.scope == "vault" else secret.ref()
            if ref.key in granted:
                granted[ref.key].secrets.append(secret)
                continue
            wiring = Wiring(
                children=children,
                program=self._program,
                environment=self._environment,
                app=app,
                connection=self.name,
                target=KEY_VAULT,
                ref=ref,
                principal=principal,
                roles=(SECRETS_USER,),
                access=None,
                external=external,
            )
            made = access_policy(wiring) if by_policy else role_assignment(wiring)
            granted[ref.key] = SecretGrant(made, [secret])
        return list(granted.values())

    def _refuse_second(self, vault: VaultHandle, reader: Hashable) -> None:
        first = self._program.once(("vault-reader", vault.ref.key), lambda: reader)
        if first != reader and not vault.args.shared:
            raise VaultModeConflict(
                f"{self._owner} lets a second identity into an access-policy vault, where each reads every secret of the "
                "other. Use a vault of its own or authorization='rbac'; or say VaultArgs(shared=True) if that is meant."
            )

    def _grant_given(self, args: SecretBackedConnectionArgs) -> list[SecretGrant]:
        principal_id = known_output(args.principal_id or "")
        key = args.principal_id.lower() if isinstance(args.principal_id, str) else id(args.principal_id)
        principal = Principal(
            key=("given", key),
            kind=USER_ASSIGNED,
            label="",
            principal_id=principal_id,
            client_id=lambda: principal_id,
            name=principal_id,
            resource_id=None,
        )
        grants = self.grant(principal, principal.key, self._children, self.name, external=self.external)
        identity = {"kind": USER_ASSIGNED, "principalId": principal_id, "clientId": None, "resourceId": None}
        self._rows.extend(self.rows(grants, identity, {"app": self.name, "appId": None, "slot": None}))
        return grants

    def rows(self, grants: list[SecretGrant], identity: dict[str, Any], app: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give the plain data of this connection: a row for each grant, with the secrets that it covers."""
        return [
            {
                **app,
                "connection": self.label,
                "target": KEY_VAULT.kind if self.of is None else self.of.kind,
                "targetId": row["scope"] if self.of is None else self.of.id,
                "auth": "secret",
                "identity": identity,
                "access": "read",
                "grant": row,
                "settings": [
                    *self.plain_settings,
                    *(secret.setting for secret in grant.secrets),
                ],
                "secrets": [secret.described() for secret in grant.secrets],
                "because": self._args.because,
                "pending": None,
            }
            for grant in grants
            for row in grant.granted.rows
        ]
