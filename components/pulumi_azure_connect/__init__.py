"""Connect an Azure App Service app to what it uses, by managed identity or through Key Vault.

Start with `ManagedIdentityApp`; `SecretBackedConnection` keeps a secret for an app, or for anybody's raw `WebApp`.
"""

from pulumi_azure_connect.app.args import AuthenticationArgs, CallerArgs, ConnectionStringArgs, ManagedIdentityAppArgs, SlotArgs
from pulumi_azure_connect.app.functions.args import FunctionsArgs
from pulumi_azure_connect.app.identity import IdentityArgs
from pulumi_azure_connect.app.managed_identity_app import ManagedIdentityApp
from pulumi_azure_connect.azure.references import SecretReference
from pulumi_azure_connect.connections.args import ConnectionArgs, ConnectionOptions, RemoteAppArgs
from pulumi_azure_connect.connections.connect import connect
from pulumi_azure_connect.connections.local_auth import local_auth_off
from pulumi_azure_connect.grants.access import Access, Role
from pulumi_azure_connect.grants.principal import IdentityKind
from pulumi_azure_connect.grants.target_ref import TargetId
from pulumi_azure_connect.hosts.connection import Connection
from pulumi_azure_connect.hosts.host import Host
from pulumi_azure_connect.program.aliases import drop_version_aliases
from pulumi_azure_connect.program.speed import speed_up
from pulumi_azure_connect.secrets.args import ExistingSecretArgs, SecretBackedConnectionArgs, VaultArgs
from pulumi_azure_connect.secrets.secret_backed_connection import SecretBackedConnection
from pulumi_azure_connect.targets.target import Auth, Client, Destination, Lookup, Naming, Secret, Target, Value

from .errors import (
    AccessNotSupported,
    ConnectError,
    EntraIdNotSupported,
    InsecureSetting,
    InvalidName,
    InvalidReference,
    SecretNotSupported,
    SettingConflict,
    SettingsSealed,
    TargetConflict,
    UnknownArgument,
    UnknownTarget,
    VaultModeConflict,
)
from .targets import builtin as _builtin
from .targets.builtin import *  # noqa: F403 - each target is listed once, there

__all__ = [
    "Access",
    "AccessNotSupported",
    "Auth",
    "AuthenticationArgs",
    "CallerArgs",
    "Client",
    "ConnectError",
    "Connection",
    "ConnectionArgs",
    "ConnectionOptions",
    "ConnectionStringArgs",
    "Destination",
    "EntraIdNotSupported",
    "ExistingSecretArgs",
    "FunctionsArgs",
    "Host",
    "IdentityArgs",
    "IdentityKind",
    "InsecureSetting",
    "InvalidName",
    "InvalidReference",
    "Lookup",
    "ManagedIdentityApp",
    "ManagedIdentityAppArgs",
    "Naming",
    "RemoteAppArgs",
    "Role",
    "Secret",
    "SecretBackedConnection",
    "SecretBackedConnectionArgs",
    "SecretNotSupported",
    "SecretReference",
    "SettingConflict",
    "SettingsSealed",
    "SlotArgs",
    "Target",
    "TargetConflict",
    "TargetId",
    "UnknownArgument",
    "UnknownTarget",
    "Value",
    "VaultArgs",
    "VaultModeConflict",
    "connect",
    "drop_version_aliases",
    "local_auth_off",
    "speed_up",
]
__all__ += [name for name in vars(_builtin) if name.isupper()]
