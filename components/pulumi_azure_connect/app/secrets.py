"""The secrets of one app: its vault, and every connection that keeps a secret for it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.connections.connect import secret_settings
from pulumi_azure_connect.connections.local_auth import refuse_secret
from pulumi_azure_connect.connections.templates import setting_names
from pulumi_azure_connect.errors import ConnectError
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.secrets.args import SecretBackedConnectionArgs, VaultArgs
from pulumi_azure_connect.secrets.secret_backed_connection import SecretBackedConnection, SecretGrant, SecretOf
from pulumi_azure_connect.secrets.vaults import VaultHandle, given_vault, make_vault

from .args import ConnectionStringArgs, ManagedIdentityAppArgs

if TYPE_CHECKING:
    from pulumi_azure_connect.grants.request import TargetRef
    from pulumi_azure_connect.targets.vocabulary import Target

    from .managed_identity_app import ManagedIdentityApp
    from .site import Site


class AppSecrets:
    """Keeps track of what secrets an app has, so that each of its sites gets them."""

    def __init__(self, app: "ManagedIdentityApp") -> None:
        self._app = app
        self._vault: VaultHandle | None = None
        self.connections: list[SecretBackedConnection] = []

    @property
    def vault_args(self) -> VaultArgs:
        """What the app's arguments say of its vault."""
        return coerce(VaultArgs, self._app.args.vault or {}, f"vault of {self._app.owner}")

    def declare(self, args: ManagedIdentityAppArgs) -> None:
        """Make what the app's arguments say of secrets."""
        if args.secrets or args.existing_secrets:
            self._keep(f"{self._app.name}-secrets", None, secrets=args.secrets, existing_secrets=args.existing_secrets)
        if args.connection_strings:
            self._connection_strings(args.connection_strings)

    def _keep(self, name: str, of: SecretOf | None, **what: Any) -> SecretBackedConnection:
        """Make a connection inside of the app, with what the app's arguments say of all that is made."""
        app = self._app
        args = SecretBackedConnectionArgs(tags=app.args.tags, keep_version_aliases=app.args.keep_version_aliases, **what)
        return SecretBackedConnection(
            name, args, pulumi.ResourceOptions(parent=app), app=app, of=of, child_opts=app.children.given("secret")
        )

    def own_vault(self) -> VaultHandle:
        """Give the vault of this app, made at the first call."""
        if self._vault is None:
            app, args = self._app, self.vault_args
            if args.id is not None:
                self._vault = given_vault(args.id, args, app.program, app.environment, app.owner, app)
            else:
                self.refuse_closed(args, app.owner)
                self._vault = make_vault(
                    app.name, args, app.children, app.program, app.environment, app.args.resource_group_name, app.common, app.owner
                )
        return self._vault

    def refuse_closed(self, vault: VaultArgs, owner: str) -> None:
        """
        Refuse a vault that the app could not reach.

        Raises:
            ConnectError: the vault lets in subnets only, and the app is in none.
        """
        if vault.subnet_ids is not None and self._app.args.virtual_network_subnet_id is None:
            raise ConnectError(
                f"the vault of {owner} is closed to all but subnet_ids, and {self._app.owner} is in no subnet, so its references "
                "can't be read. Give the app virtual_network_subnet_id."
            )

    def use(self, secrets: SecretBackedConnection) -> list[SecretGrant]:
        """Take up the settings of a `SecretBackedConnection`, and grant its secrets to this app's identity."""
        self._app.seal.check(f"connection {secrets.label!r}")
        self.connections.append(secrets)
        return [grant for site in self._app.sites for grant in self._use_at(site, secrets)]

    def apply_to(self, site: "Site") -> None:
        """Give a site that came later the secrets that there are already."""
        for secrets in self.connections:
            self._use_at(site, secrets)

    def _use_at(self, site: "Site", secrets: SecretBackedConnection) -> list[SecretGrant]:
        app, giver = self._app, f"connection {secrets.label!r}"
        principal = site.default_principal
        reader = principal.key if app.identity.shared is not None else ("app", app.name)
        grants = secrets.grant(principal, reader, app.children, app.name, external=app.external_grants_only or secrets.external)
        for grant in grants:
            site.settings.wait_for(grant.granted.waits_for)
        for setting, value in secrets.plain_settings.items():
            site.give(setting, value, giver, sticky=secrets.sticky)
        for stored in secrets.secrets:
            if stored.resource is not None:
                site.settings.wait_for([stored.resource])
            if stored.written is not None:
                site.settings.follow(stored.written)
            if secrets.as_settings:
                site.give(stored.setting, stored.reference, giver, sticky=secrets.sticky)
        app.settings.has_references = True
        site.rows.extend(secrets.rows(grants, principal.described(), site.described()))
        return grants

    def connect(
        self,
        name: str,
        kind: "Target",
        ref: "TargetRef | None",
        *,
        because: str | None,
        renamed: Mapping[str, str],
        values: Mapping[str, Input[str]],
        second: bool,
        sticky: bool,
    ) -> SecretBackedConnection:
        """Connect to a target by its key: the key goes to the app's vault, the rest is plain."""
        refuse_secret(kind, ref, self._app.program, name)
        client = self._app.sites[0].settings_client
        plain, hidden = secret_settings(kind, ref, self._app.environment, client, values, name)
        names = setting_names(kind, sorted([*plain, *hidden]), name, second=second, renamed=renamed)
        plain = {names[setting]: value for setting, value in plain.items()}
        return self._keep(
            f"{self._app.name}-{name}",
            SecretOf(name, kind.kind, None if ref is None else ref.id, plain, sticky=sticky),
            secrets={names[setting]: value for setting, value in hidden.items()},
            because=because,
        )

    def _connection_strings(self, given: Mapping[str, Any]) -> None:
        what = f"connection string of {self._app.owner}"
        strings = {name: coerce(ConnectionStringArgs, value, what) for name, value in given.items()}
        secret = {name: string.secret for name, string in strings.items() if string.secret is not None}
        stored = None
        if secret:
            stored = self._keep(
                f"{self._app.name}-connection-strings",
                SecretOf("connection_strings", "connection-string", None, {}, as_settings=False),
                secrets=secret,
            )
        self._app.settings.connection_strings(strings, stored)
