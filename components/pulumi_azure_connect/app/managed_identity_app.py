"""`ManagedIdentityApp`: an App Service app with its identity, settings and slots, and everything it connects to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.functions.functions import HOST_STORAGE
from pulumi_azure_connect.app.functions.host import functions_host
from pulumi_azure_connect.app.settings.merge import Seal
from pulumi_azure_connect.app.settings.resources import AppSettings
from pulumi_azure_connect.azure.clouds import Environment, environment
from pulumi_azure_connect.connections.connect import (
    Connection,
    check_auth,
    check_level,
    checked_vault,
    connect,
    refuse_beside_secret,
    wanted_roles,
)
from pulumi_azure_connect.connections.conventions import naming_of
from pulumi_azure_connect.connections.destinations import destination, stated
from pulumi_azure_connect.connections.templates import check_connection_name, given_values
from pulumi_azure_connect.errors import ConnectError, SettingConflict, UnknownArgument
from pulumi_azure_connect.grants.request import Principal
from pulumi_azure_connect.program.arguments import coerce, coerce_all
from pulumi_azure_connect.program.calls import explains_wrong_calls
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.output_text import refuse_output_text
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import Program, current
from pulumi_azure_connect.program.waits import marked, refuse_waiting, watch
from pulumi_azure_connect.secrets.args import VaultArgs
from pulumi_azure_connect.secrets.secret_backed_connection import SecretBackedConnection
from pulumi_azure_connect.secrets.vaults import given_vault
from pulumi_azure_connect.targets import target as known_target
from pulumi_azure_connect.targets.vocabulary import Auth, Client, Target, TargetId

from .args import AuthenticationArgs, ConnectionArgs, ManagedIdentityAppArgs, RemoteAppArgs, SlotArgs
from .authentication import Api
from .checks import check_app, identity_kind, runtime_of
from .identity import AppIdentity, app_identity
from .outputs import AppOutputs, external_grants, scripts
from .secrets import AppSecrets
from .site import Site, SiteWrites
from .sites import SiteMaker

TYPE = "azure-connect:index:ManagedIdentityApp"
CHILDREN = (
    *("plan", "identity", "site", "slot", "publishing", "settings", "sticky", "connection_strings"),
    *("authentication", "registration", "vault", "secret", "grant", "insights", "package"),
)


class ManagedIdentityApp(pulumi.ComponentResource):
    """
    An App Service web app that reaches what it uses by managed identity, with settings that are right the first time.

    The app's settings are written once, after every grant and secret that they rest on. What has no place in the
    arguments is said with `connect`, `add_slot` and `SecretBackedConnection(app=...)`, in the program's body.

    Raises:
        ConnectError: whatever can be told to be wrong before the deployment, by its subclasses.
    """

    app_id: pulumi.Output[str]
    """The app's ARM id."""
    app_name: pulumi.Output[str]
    """The app's name in Azure."""
    default_host_name: pulumi.Output[str]
    """The host name that Azure gave the app."""
    plan_id: pulumi.Output[str] | None
    """The ARM id of its plan, to be shared with other apps."""
    principal_id: pulumi.Output[str]
    """The object id of the identity that connections use."""
    client_id: pulumi.Output[str] | None
    """The client id of the user-assigned identity."""
    identity_id: pulumi.Output[str] | None
    """The ARM id of the user-assigned identity."""
    api: pulumi.Output[Any]
    """What apps of other stacks need to call this one, as `RemoteAppArgs` takes it; nothing where nobody calls it."""
    ready: pulumi.Output[str]
    """The app's ARM id, once its settings are written and everything they rest on is there."""
    connections: pulumi.Output[Any]
    """Plain data of everything the app is connected to, for reports: see the documentation's schema."""
    exceptions: pulumi.Output[Any]
    """Plain data of every security default that was lowered, with the reason."""
    external_grants: pulumi.Output[Any]
    """What an administrator still has to grant, where `grants` is `external`."""
    scripts: pulumi.Output[dict[str, str]]
    """Connection name to the script that somebody has to run in its database."""

    @explains_wrong_calls("Write ManagedIdentityApp(name, ManagedIdentityAppArgs(...), opts).")
    def __init__(
        self,
        name: str,
        args: ManagedIdentityAppArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        existing: pulumi.CustomResource | None = None,
        child_opts: Mapping[str, pulumi.ResourceOptions] | None = None,
    ) -> None:
        args = coerce(ManagedIdentityAppArgs, args, "args")
        self.name = name
        self.args = args
        self._exists = check_app(args, existing, self.owner)
        super().__init__(TYPE, name, None, opts)
        self.program: Program = current()
        self.environment: Environment = environment(args.cloud)
        self.children = Children(self, CHILDREN, child_opts, keep_version_aliases=bool(args.keep_version_aliases))
        self.external_grants_only = args.grants == "external"
        self.seal = Seal(self.owner)
        watch(self.program)
        self._writes = SiteWrites(self.seal)
        self._connections: dict[str, Connection] = {}
        self._kinds: list[str] = []
        self._api: Api | None = None
        self.sites: list[Site] = []
        self._exceptions: list[dict[str, Any]] = []
        with self.seal.all_or_nothing():
            self._make(existing)

    def _make(self, existing: pulumi.CustomResource | None) -> None:
        args = self.args
        exists = self._exists
        plain = runtime_of(args, self.owner, exists=exists)
        self._identity = self._identity_of()
        self._host = functions_host(self, exists=exists)
        self._runtime = plain if self._host is None else self._host.complete(plain)
        self._maker = self._site_maker()
        self.plan_id = None if exists else self._maker.make_plan(self.common)
        production = self._maker.existing(existing) if exists else self._maker.production(self.common)
        self.secrets = AppSecrets(self)
        self.settings = AppSettings(self._maker, args, self.children, exists=exists)
        self._add_site(production, args.settings or {})
        self._declare()
        self._outputs(production)

    # -- what it is made of ----------------------------------------------------------------------------------------

    @property
    def owner(self) -> str:
        """The app, for messages."""
        return f"app {self.name!r}"

    @property
    def common(self) -> dict[str, Any]:
        """Location and tags of everything made, where given."""
        given = {"location": self.args.location, "tags": self.args.tags}
        return {key: value for key, value in given.items() if value is not None}

    @property
    def identity(self) -> AppIdentity:
        """The identities of the app."""
        return self._identity

    def _identity_of(self) -> AppIdentity:
        args = self.args
        kind, given = identity_kind(args, self.owner, exists=self._exists)
        return app_identity(
            self.name,
            kind,
            given,
            list(args.additional_identity_ids or []),
            self.children,
            args.resource_group_name,
            self.common,
        )

    def _site_maker(self) -> SiteMaker:
        by_runtime = Client.PYTHON if self._runtime.stack == "PYTHON" else Client.NONE
        given = self.args.client_type
        if given is not None and given not in tuple(Client):
            raise UnknownArgument(f"client_type={given!r} of {self.owner} is unknown. Use 'python' or 'none'.")
        return SiteMaker(
            name=self.name,
            args=self.args,
            runtime=self._runtime,
            identity=self._identity,
            children=self.children,
            seal=self.seal,
            writes=self._writes,
            client=by_runtime if given is None else Client(given),
            exceptions=self._exceptions,
            rules=[] if self._host is None else self._host.rules,
        )

    def _add_site(self, site: Site, settings: Mapping[str, Input[str]]) -> None:
        self.sites.append(site)
        self.settings.register(site, settings)
        for connection in self._connections.values():
            connection.apply_to(self, site)
        self.secrets.apply_to(site)
        if self._api is not None:
            self._api.protect(site, site.prefix, self._writes)

    def _declare(self) -> None:
        args = self.args
        if self._host is not None:
            self._connections[HOST_STORAGE] = self._host.connection
            self._host.connect()
        if args.authentication is not None:
            self._authenticate()
        for slot in coerce_all(SlotArgs, args.slots, f"slots of {self.owner}"):
            self.add_slot(slot.name, settings=slot.settings)
        self.secrets.declare(args)
        for given in coerce_all(ConnectionArgs, args.connections, f"connections of {self.owner}"):
            self._connect_args(given)

    # -- what is said about it afterwards --------------------------------------------------------------------------

    @explains_wrong_calls("Write app.connect(name, TARGET, to=..., access=...): all but the first two by name.")
    def connect(
        self,
        name: str,
        target: "str | Target",
        *,
        to: "pulumi.Resource | TargetId | ManagedIdentityApp | RemoteAppArgs | str | pulumi.Output[str] | None" = None,
        access: str | None = None,
        roles: Sequence[str] | None = None,
        auth: str | None = None,
        because: str | None = None,
        identity: str | None = None,
        settings: Mapping[str, str] | None = None,
        sticky: bool = False,
        values: Mapping[str, Input[str]] | None = None,
        naming: str | None = None,
        vault_authorization: str | None = None,
    ) -> "Connection | SecretBackedConnection":
        """
        Connect the app, and each of its slots, to something it uses.

        Args:
            name: the connection's name, a contract: letters, digits and underscores.
            target: one of the targets of this package, its kind as text, or a `Target` of your own.
            to: the resource, its ARM id, a `TargetId`, another `ManagedIdentityApp`, or `RemoteAppArgs` of another stack's.
            access: what the app may do; the narrowest role for it is granted on `to` itself.
            roles: roles by name, instead of `access`.
            auth: `identity` (the default) or `secret`.
            because: the reason for a secret where the target takes an identity.
            identity: which identity to use, where the app has both.
            settings: Service Connector's setting names to names of your own.
            sticky: whether the settings stay with their slot in a swap.
            values: what only you know: user name and password, the address of a service that is no Azure resource.
            naming: `functions` for settings as triggers of Azure Functions look for them, by the connection's name.
            vault_authorization: for a Key Vault, how that vault lets principals in.

        Returns:
            The connection; with `auth="secret"` the component that keeps the secret.

        Raises:
            ConnectError: by its subclasses, before anything is deployed.
        """
        giver = f"connection {check_connection_name(name, self.owner)!r}"
        self.seal.check(giver)
        if name in self._connections or any(name == secrets.label for secrets in self.secrets.connections):
            raise SettingConflict(f"{self.owner} has two connections named {name!r}. Rename one of them.")
        kind = known_target(target)
        by = check_auth(kind, auth, because, name)
        named = naming_of(naming, by, name)
        refuse_output_text((to if isinstance(to, str) else None, settings, values), f"an argument of {giver}")
        if sticky:
            self.settings.write_sticky_names()
        refuse_waiting(self.program, to, self, f"`to` of {giver}", self.owner)
        ref, api = destination(to, kind, name, self.program)
        ref = None if ref is None else replace(ref, asker=self)
        if vault_authorization is not None:
            vault_id = to if isinstance(to, str) else checked_vault(kind, ref, giver).id
            given_vault(vault_id, VaultArgs(authorization=vault_authorization), self.program, self.environment, giver, self)
        # Service Connector has one name for several kinds here and there: all Cosmos DB targets are AZURE_COSMOS.
        family = kind.prefix or kind.kind
        second = family in self._kinds
        self._kinds.append(family)
        if by is Auth.SECRET:
            refuse_beside_secret(name, access=access, roles=roles, identity=identity)
            return self.secrets.connect(
                name, kind, ref, because=because, renamed=settings or {}, values=values or {}, second=second, sticky=sticky
            )
        level, wanted = wanted_roles(kind, access, None if roles is None else list(roles), name)
        check_level(kind, level, ref, name)
        connection = Connection(
            name=name,
            target=kind,
            ref=ref,
            roles=wanted,
            access=level,
            settings={},
            identity=identity,
            because=because,
            sticky=sticky,
            api=api,
            values=given_values(kind, kind.values, values or {}, name),
            naming=named,
        )
        self._connections[name] = connection
        return connect(self, connection, second=second, renamed=dict(settings or {}))

    def _connect_args(self, given: ConnectionArgs) -> None:
        remote = None if given.remote_app is None else coerce(RemoteAppArgs, given.remote_app, f"connection {given.name!r}")
        self.connect(
            given.name,
            given.target,
            to=remote or stated(given.to, given.to_type),
            access=given.access,
            roles=given.roles,
            auth=given.auth,
            because=given.because,
            identity=given.identity,
            settings=given.settings,
            sticky=bool(given.sticky),
            values=given.values,
            naming=given.naming,
            vault_authorization=given.vault_authorization,
        )

    def add_slot(self, name: str, *, settings: Mapping[str, Input[str]] | None = None) -> Site:
        """
        Add a deployment slot, with the app's connections and settings.

        Args:
            name: the slot's name.
            settings: settings that differ from the app's own.

        Raises:
            ConnectError: the plan has no slots, or the slot is there already.
        """
        self.seal.check(f"slot {name!r}")
        if any(site.slot == name for site in self.sites):
            raise ConnectError(f"{self.owner} has slot {name!r} already.")
        site = self._maker.slot(name, self.sites[0], self.common)
        self._add_site(site, {**(self.args.settings or {}), **(settings or {})})
        return site

    def note_exception(self, what: str, because: str) -> None:
        """Have every report show something that is less secure than it could be."""
        self._exceptions.append({"app": self.name, "slot": None, "what": what, "because": because})

    def configure_sites(self, configuration: dict[str, Any], principal: Principal, grants: list[pulumi.Resource]) -> None:
        """Have the app and its slots configured for a connection, where they run a container (see `SiteMaker.connect`)."""
        self._maker.connect(configuration, principal, grants)

    # -- being called by others ------------------------------------------------------------------------------------

    def api_for(self, connection: str) -> Api:
        """Give what callers of this app need to know; switches authentication on at the first call."""
        self.seal.check(f"connection {connection!r} to {self.owner}")
        return self._authenticate()

    def _authenticate(self) -> Api:
        if self._api is None:
            given = coerce(AuthenticationArgs, self.args.authentication or {}, f"authentication of {self.owner}")
            self._api = Api(
                self.name,
                given,
                self.children,
                self.environment,
                self.seal,
                self.sites[0],
                external=self.external_grants_only,
            )
            for site in self.sites:
                self._api.protect(site, site.prefix, self._writes)
        return self._api

    # -- outputs ---------------------------------------------------------------------------------------------------

    def _outputs(self, production: Site) -> None:
        principal = production.default_principal
        shared = self._identity.shared
        outputs = AppOutputs(self.seal, self.sites, self._exceptions, self._writes)
        self.app_id = production.id
        self.app_name = known_output(production.address["name"])
        self.default_host_name = production.host_name
        self.principal_id = principal.principal_id
        self.client_id = None if shared is None else shared.client_id()
        self.identity_id = None if shared is None else shared.resource_id
        self.api = outputs.api(lambda: None if self._api is None else self._api.described())
        self.connections = outputs.connections()
        self.exceptions = outputs.exceptions(self.args.insecure_because)
        self.external_grants = external_grants(self.connections, outputs.sealed(lambda: [] if self._api is None else self._api.owed))
        self.scripts = scripts(self.connections, self.name, self.args.scripts_directory)
        self.ready = marked(outputs.ready(production.id), self)
        self.register_outputs(
            {
                "appId": self.app_id,
                "appName": self.app_name,
                "defaultHostName": self.default_host_name,
                "planId": self.plan_id,
                "principalId": self.principal_id,
                "clientId": self.client_id,
                "identityId": self.identity_id,
                "api": self.api,
                "ready": self.ready,
                "connections": self.connections,
                "exceptions": self.exceptions,
                "externalGrants": self.external_grants,
                "scripts": self.scripts,
            }
        )
