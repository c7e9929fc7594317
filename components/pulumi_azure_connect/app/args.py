"""The arguments of `ManagedIdentityApp`.

The text under each is also its description in every other language.
"""

from typing import Any

from pulumi import Input

from pulumi_azure_connect.app.functions.args import FunctionsArgs
from pulumi_azure_connect.app.identity import IdentityArgs
from pulumi_azure_connect.connections.args import ConnectionArgs
from pulumi_azure_connect.grants.principal import IdentityKind
from pulumi_azure_connect.program.arguments import args_class
from pulumi_azure_connect.secrets.args import ExistingSecretArgs, VaultArgs


@args_class
class ConnectionStringArgs:
    """One connection string of an app."""

    type: str
    """`SQLAzure`, `SQLServer`, `MySql`, `PostgreSQL`, `Custom` or another type that App Service knows."""
    value: Input[str] | None = None
    """A connection string without any credential in it, as with `Authentication=Active Directory Default`."""
    secret: Input[str] | None = None
    """A connection string with a credential in it: it goes to Key Vault, and the app gets a reference to it."""
    sticky: bool | None = None
    """Whether it stays with its slot in a swap. False unless said."""


@args_class
class CallerArgs:
    """An identity outside this program that may call the app."""

    principal_id: Input[str]
    """Its object id in the directory: the app role is assigned to it."""
    client_id: Input[str]
    """Its application id: App Service lets in requests whose token names it."""
    name: str | None = None
    """What its grant is called after in the program. The identity's resource, or the start of a `principal_id` in text, unless said."""


@args_class
class AuthenticationArgs:
    """App Service authentication (version 2) of an app that others call."""

    app_roles: list[str] | None = None
    """The app roles that its registration offers to callers. `App.Call` unless said; the app's code has to check them."""
    callers: list[CallerArgs] | None = None
    """Callers of other stacks. Those that connect in this program are let in without being named."""
    excluded_paths: list[str] | None = None
    """Paths that anybody may call, such as the health check's."""
    client_id: Input[str] | None = None
    """The application id of a registration that exists already; none is made then."""
    service_principal_id: Input[str] | None = None
    """The object id of that registration's service principal."""
    app_role_ids: dict[str, str] | None = None
    """App roles of that registration: value to id."""
    tenant_id: Input[str] | None = None
    """The tenant whose tokens are taken. The deployer's own unless said."""


@args_class
class SlotArgs:
    """A deployment slot: it has the app's connections and settings, and what is said here."""

    name: str
    """The slot's name, such as `staging`."""
    settings: dict[str, Input[str]] | None = None
    """Settings that differ from the app's own."""


@args_class
class ManagedIdentityAppArgs:
    """An App Service web app that reaches what it uses by managed identity.

    `resource_group_name` and `runtime` are needed.
    """

    resource_group_name: Input[str]
    """The resource group of the app and of all that is made with it."""
    runtime: str | None = None
    """Stack and version as `PYTHON|3.12`, `NODE|20-lts`, `DOTNETCORE|8.0`; `DOCKER|registry/image:tag` for a container."""
    os: str | None = None
    """`linux` (the default) or `windows`."""
    location: Input[str] | None = None
    """The region. The resource group's unless said."""
    app_name: Input[str] | None = None
    """The app's name in Azure, part of its host name. Made of the component's name and a random suffix unless said."""
    functions: FunctionsArgs | None = None
    """Makes it a function app."""
    sku: str | None = None
    """The plan's SKU, `B1` unless said. Beside `plan_id`: that plan's SKU, so that slots and Always On can be judged."""
    plan_id: Input[str] | None = None
    """The ARM id of a plan to share. A plan is made unless said."""
    identity: IdentityKind | None = None
    """`user-assigned` (the default: one for the app and its slots), `system-assigned`, or `both`."""
    user_assigned_identity: IdentityArgs | None = None
    """A user-assigned identity to use. One is made unless said."""
    additional_identity_ids: list[Input[str]] | None = None
    """ARM ids of further user-assigned identities to attach, which no connection uses."""
    settings: dict[str, Input[str]] | None = None
    """App settings without secrets in them."""
    sticky_settings: list[str] | None = None
    """Names of settings that stay with their slot in a swap."""
    connection_strings: dict[str, ConnectionStringArgs] | None = None
    """Connection strings by name."""
    secrets: dict[str, Input[str]] | None = None
    """App settings whose value is a secret: it goes to the app's vault, and the setting holds a reference to it."""
    existing_secrets: dict[str, ExistingSecretArgs] | None = None
    """App settings whose secret lies in a vault already."""
    vault: VaultArgs | None = None
    """The vault for this app's secrets. One is made, at the first secret, unless an id is given."""
    connections: list[ConnectionArgs] | None = None
    """What the app connects to. In Python, `connect` says the same."""
    slots: list[SlotArgs] | None = None
    """Deployment slots. In Python, `add_slot` says the same."""
    authentication: AuthenticationArgs | None = None
    """Lets only known callers in. Also switched on by the first app of the program that connects to this one. Where it is
    said here, nothing is granted to the app before it is protected.
    """
    startup_command: str | None = None
    """The command that starts the app, where the runtime's own does not do."""
    health_check_path: str | None = None
    """The path that App Service asks whether an instance is well, such as `/health`."""
    application_insights_connection_string: Input[str] | None = None
    """Sends telemetry to that Application Insights resource."""
    log_analytics_workspace_id: Input[str] | None = None
    """Makes an Application Insights resource in that workspace, and sends telemetry there."""
    virtual_network_subnet_id: Input[str] | None = None
    """The subnet for outbound traffic; all of it is routed there."""
    tags: dict[str, Input[str]] | None = None
    """Tags of everything made."""
    https_only: bool | None = None
    """Redirects HTTP to HTTPS. True unless said; False needs a reason in `insecure`."""
    minimum_tls_version: str | None = None
    """`1.2` unless said; `1.3` is allowed, less needs a reason in `insecure`."""
    scm_minimum_tls_version: str | None = None
    """The same for the deployment site."""
    ftps_state: str | None = None
    """`Disabled` unless said; `FtpsOnly` is allowed, `AllAllowed` needs a reason in `insecure`."""
    basic_publishing_credentials: bool | None = None
    """User name and password for FTP and deployment. False unless said; True needs a reason in `insecure`."""
    remote_debugging: bool | None = None
    """False unless said; True needs a reason in `insecure`."""
    http20_enabled: bool | None = None
    """HTTP/2. True unless said."""
    client_affinity_enabled: bool | None = None
    """Sends a client to the same instance each time, by a cookie. False unless said."""
    always_on: bool | None = None
    """Keeps the app loaded. True where the SKU has it unless said."""
    insecure: dict[str, str] | None = None
    """The reason for each default above that is lowered, by the argument's name, and for each secret that stands in the clear, by its place:
    `{"ftps_state": "the printer speaks FTP", "settings.LEGACY_KEY": "..."}`. Every report shows them.
    """
    site_config: dict[str, Any] | None = None
    """Site configuration that has no argument here, by azure-native's names. The same security rules hold for it."""
    site: dict[str, Any] | None = None
    """Properties of the site that have no argument here, by azure-native's names. The same security rules hold for them."""
    grants: str | None = None
    """`managed` (the default), or `external`: nothing is granted, and the output `external_grants` lists what an administrator has to grant."""
    existing_app_id: Input[str] | None = None
    """The ARM id of an app (or slot) that exists already: it gets connections and settings, and is otherwise left alone."""
    drop_settings: list[str] | None = None
    """Settings of the existing app that may go, since they are restated nowhere."""
    client_type: str | None = None
    """Whose setting names connections use: `python` or `none` (generic). By the runtime unless said."""
    scripts_directory: str | None = None
    """Where `up` writes the scripts that connections still wait for, a file each. Not written unless said."""
    cloud: str | None = None
    """`public` (the default), `usgovernment` or `china`."""
    keep_version_aliases: bool | None = None
    """Keeps the aliases for states made with versioned type tokens, at a price in time and memory. False unless said."""
