"""`ManagedIdentityApp`: an App Service app with its identity, settings, slots and connections."""

from collections.abc import Mapping
from typing import Any, Unpack, cast

import pulumi
from pulumi import Input

from pulumi_azure_connect.app.args import ConnectionStringArgs, ManagedIdentityAppArgs, SlotArgs
from pulumi_azure_connect.app.checks import check_app, identity_kind, runtime_of
from pulumi_azure_connect.app.functions.args import FunctionsArgs
from pulumi_azure_connect.app.functions.host import FunctionsHost
from pulumi_azure_connect.app.identity import AppIdentity, app_identity, apps_with
from pulumi_azure_connect.app.settings.merge import Seal
from pulumi_azure_connect.azure.clouds import named_cloud
from pulumi_azure_connect.azure.runtimes import Runtime
from pulumi_azure_connect.connections.args import ConnectionOptions
from pulumi_azure_connect.connections.connect import To, connect, connect_args
from pulumi_azure_connect.errors import ConnectError, UnknownArgument
from pulumi_azure_connect.hosts.connection import Connection
from pulumi_azure_connect.hosts.host import Host, HostConfiguration
from pulumi_azure_connect.program.arguments import coerce, coerce_all
from pulumi_azure_connect.program.calls import explains_wrong_calls
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import current
from pulumi_azure_connect.secrets.kept import KeptSecrets, SecretPurpose
from pulumi_azure_connect.secrets.secret_backed_connection import keep
from pulumi_azure_connect.targets.target import Client, Target

from .authentication import AppCallee
from .exposed import guarded
from .host import AppHost
from .outputs import AppOutputs, external_grants, scripts
from .reasons import Reasons
from .settings_resources import AppSettings
from .site import Site, SiteWrites
from .sites import SiteMaker

TYPE = "azure-connect:index:ManagedIdentityApp"
CHILDREN = (
    *("plan", "identity", "site", "slot", "publishing", "settings", "sticky", "connection_strings"),
    *("authentication", "registration", "vault", "secret", "grant", "insights", "package"),
)


class ManagedIdentityApp(pulumi.ComponentResource):
    """An App Service web app that reaches what it uses by managed identity.

    Its settings are written once, after every grant and secret that they need.

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
        self._name = name
        self._args = args
        self._seal = Seal(f"app {name!r}", self)
        self._exists = check_app(args, existing, self._owner)
        self._reasons = Reasons.of(args.insecure, self._owner)
        super().__init__(TYPE, name, None, opts)
        self._children = Children(self, CHILDREN, child_opts, keep_version_aliases=bool(args.keep_version_aliases))
        self._writes = SiteWrites(self._seal)
        self._exceptions: list[dict[str, Any]] = []
        with self._seal.all_or_nothing():
            self._make(existing)

    def _make(self, existing: pulumi.CustomResource | None) -> None:
        args, exists, owner = self._args, self._exists, self._owner
        runtime = runtime_of(args, owner, exists=exists)
        identity = self._identity()
        if identity.shared is not None:
            apps_with(identity.shared, current()).add(self._name)
        functions = self._functions = self._functions_host()
        if functions is not None:
            said = {**(args.site_config or {}), **({} if args.ftps_state is None else {"ftps_state": args.ftps_state})}
            functions.check(said, exists=exists)
            runtime = functions.complete(runtime, identity.shared)
        self._maker = self._site_maker(runtime, identity, functions)
        configuration = self._configuration
        common = configuration.common()
        self.plan_id = None if exists else self._maker.make_plan(common)
        production = self._maker.existing(existing) if exists else self._maker.production(common)
        self._settings = AppSettings(self._maker, args, self._children, exists=exists)
        self._host = self._app_host(configuration, identity)
        self._add_site(production, args.settings or {})
        self._declare(functions)
        self._outputs(production, identity)

    # -- what it is made of ----------------------------------------------------------------------------------------

    @property
    def host(self) -> Host:
        """The app as connections know it."""
        return self._host

    @property
    def _owner(self) -> str:
        return self._seal.owner

    @property
    def _configuration(self) -> HostConfiguration:
        args = self._args
        return HostConfiguration(
            resource_group_name=args.resource_group_name,
            location=args.location,
            tags=guarded(args.tags, f"tags of {self._owner}", self._reasons.for_),
            vault=args.vault,
            in_subnet=args.virtual_network_subnet_id is not None,
            external_grants=args.grants == "external",
        )

    def _identity(self) -> AppIdentity:
        args = self._args
        kind, given = identity_kind(args, self._owner, exists=self._exists)
        more = list(args.additional_identity_ids or [])
        common = self._configuration.common()
        return app_identity(self._name, kind, given, more, self._children, args.resource_group_name, common)

    def _functions_host(self) -> FunctionsHost | None:
        args = self._args
        if args.functions is None:
            return None
        return FunctionsHost(
            name=self._name,
            owner=self._owner,
            args=coerce(FunctionsArgs, args.functions, f"functions of {self._owner}"),
            sku=args.sku,
            children=self._children,
            program=current(),
            cloud=named_cloud(args.cloud),
        )

    def _site_maker(self, runtime: Runtime, identity: AppIdentity, functions: FunctionsHost | None) -> SiteMaker:
        by_runtime = Client.PYTHON if runtime.stack == "PYTHON" else Client.NONE
        given = self._args.client_type
        if given is not None and given not in tuple(Client):
            raise UnknownArgument(f"client_type={given!r} of {self._owner} is unknown. Use 'python' or 'none'.")
        return SiteMaker(
            name=self._name,
            args=self._args,
            runtime=runtime,
            identity=identity,
            children=self._children,
            seal=self._seal,
            writes=self._writes,
            client=by_runtime if given is None else Client(given),
            reasons=self._reasons,
            exceptions=self._exceptions,
            rules=(lambda _slot, _site: []) if functions is None else functions.rules(identity.shared),
        )

    def _app_host(self, configuration: HostConfiguration, identity: AppIdentity) -> AppHost:
        sites: list[Site] = []
        cloud, external = named_cloud(self._args.cloud), configuration.external_grants
        callee = AppCallee(self._name, self._args.authentication, self._children, cloud, self._seal, sites, self._writes, external=external)
        return AppHost(
            name=self._name,
            children=self._children,
            program=current(),
            cloud=cloud,
            configuration=configuration,
            identity=identity,
            seal=self._seal,
            maker=self._maker,
            settings=self._settings,
            places=sites,
            callee=callee,
            protected=self._args.authentication is not None,
        )

    def _add_site(self, site: Site, settings: Mapping[str, Input[str]]) -> None:
        self._settings.register(site, settings)
        self._host.add(site)

    def _declare(self, functions: FunctionsHost | None) -> None:
        args, host = self._args, self._host
        if functions is not None:
            functions.connect(host, host.note_exception)
        if args.authentication is not None:
            host.callee.api()
        for slot in coerce_all(SlotArgs, args.slots, f"slots of {self._owner}"):
            self.add_slot(slot.name, settings=slot.settings)
        if args.secrets or args.existing_secrets:
            purpose = SecretPurpose(connection=f"{self._name}-secrets")
            keep(host, f"{self._name}-secrets", purpose, secrets=args.secrets, existing_secrets=args.existing_secrets)
        self._connection_strings()
        for given in args.connections or []:
            connect_args(host, given)

    def _connection_strings(self) -> None:
        what = f"connection string of {self._owner}"
        strings = {name: coerce(ConnectionStringArgs, value, what) for name, value in (self._args.connection_strings or {}).items()}
        secrets = {name: string.secret for name, string in strings.items() if string.secret is not None}
        stored: KeptSecrets | None = None
        if secrets:
            purpose = SecretPurpose(connection="connection_strings", kind="connection-string", as_settings=False)
            stored = keep(self._host, f"{self._name}-connection-strings", purpose, secrets=secrets)
        if strings:
            self._settings.connection_strings(strings, stored)

    # -- what is said about it afterwards --------------------------------------------------------------------------

    @explains_wrong_calls("Write app.connect(name, TARGET, to=..., access=...): all but the first two by name.")
    def connect(self, name: str, target: str | Target, *, to: To = None, **options: Unpack[ConnectionOptions]) -> Connection:
        """Connect the app and each of its slots to a target.

        A connection that is refused leaves nothing behind.

        Args:
            name: the connection's name, a contract: letters, digits and underscores.
            target: one of the targets of this package, its kind as text, or a `Target` of your own.
            to: the resource, its ARM id, a `TargetId`, another `ManagedIdentityApp`, or `RemoteAppArgs` of another stack's.
            options: `access` and whatever else `ConnectionOptions` has.

        Returns:
            The connection, by identity or by secret.

        Raises:
            ConnectError: by its subclasses, before anything is registered.
        """
        return connect(self, name, target, to=to, **options)

    def add_slot(self, name: str, *, settings: Mapping[str, Input[str]] | None = None) -> Site:
        """Add a deployment slot, with the app's connections and settings.

        Args:
            name: the slot's name.
            settings: settings that differ from the app's own.

        Raises:
            ConnectError: before anything is made, and nothing is: the plan has no slots, the slot is there already, or it can't
                have one of the settings.
        """
        SlotArgs(name=name, settings=cast("Any", settings))
        self._seal.check(f"slot {name!r}")
        if any((site.slot or "").casefold() == name.casefold() for site in self._host.places):
            raise ConnectError(f"{self._owner} has slot {name!r} already.")
        given = {**(self._args.settings or {}), **(settings or {})}
        production = self._host.places[0]
        with current().undone():
            sketch = self._maker.sketch_of_slot(name, production)
            self._settings.contribute(sketch, given)
            self._host.check_new(sketch)
        site = self._maker.slot(name, production, self._configuration.common())
        self._add_site(site, given)
        names = (self._args.app_name, site.address["name"])
        if self._functions is not None and self._functions.set_apart(site, name, names, given):
            self._host.keep_sticky()
        return site

    # -- outputs ---------------------------------------------------------------------------------------------------

    def _outputs(self, production: Site, identity: AppIdentity) -> None:
        principal, shared, callee = production.default_principal, identity.shared, self._host.callee
        outputs = AppOutputs(self._seal, self._host.places, self._exceptions, self._writes)
        self.app_id = production.id
        self.app_name = known_output(production.address["name"])
        self.default_host_name = production.host_name
        self.principal_id = principal.principal_id
        self.client_id = None if shared is None else shared.client_id()
        self.identity_id = None if shared is None else shared.resource_id
        self.api = outputs.sealed(lambda: None if callee.made is None else callee.made.described())
        self.connections = outputs.connections()
        self.exceptions = outputs.exceptions(self._reasons)
        self.external_grants = external_grants(self.connections, outputs.sealed(lambda: [] if callee.made is None else callee.made.owed))
        self.scripts = scripts(self.connections, self._name, self._args.scripts_directory)
        self.ready = outputs.ready(production.id)
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
