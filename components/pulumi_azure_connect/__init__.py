"""
Connect an Azure App Service app to what it uses, by managed identity or through Key Vault.

Start with `ManagedIdentityApp`; `SecretBackedConnection` keeps a secret for an app, or for anybody's raw `WebApp`.
"""

from .aliases import drop_version_aliases
from .app_args import (
    AuthenticationArgs,
    CallerArgs,
    ConnectionArgs,
    ConnectionStringArgs,
    ManagedIdentityAppArgs,
    RemoteAppArgs,
    SlotArgs,
)
from .connection import Connection
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
from .identity import IdentityArgs, IdentityKind
from .managed_identity_app import ManagedIdentityApp
from .references import SecretReference
from .secret_args import ExistingSecretArgs, SecretBackedConnectionArgs, VaultArgs
from .secret_backed_connection import SecretBackedConnection
from .target import Access, Auth, Client, Role, Target, TargetId
from .targets import AI_SERVICES, KEY_VAULT, MICROSOFT_GRAPH, SQL_DATABASE, STORAGE_BLOB, WEB_APP

__all__ = [
    "AI_SERVICES",
    "KEY_VAULT",
    "MICROSOFT_GRAPH",
    "SQL_DATABASE",
    "STORAGE_BLOB",
    "WEB_APP",
    "Access",
    "AccessNotSupported",
    "Auth",
    "AuthenticationArgs",
    "CallerArgs",
    "Client",
    "ConnectError",
    "Connection",
    "ConnectionArgs",
    "ConnectionStringArgs",
    "EntraIdNotSupported",
    "ExistingSecretArgs",
    "IdentityArgs",
    "IdentityKind",
    "InsecureSetting",
    "InvalidName",
    "InvalidReference",
    "ManagedIdentityApp",
    "ManagedIdentityAppArgs",
    "RemoteAppArgs",
    "Role",
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
    "VaultArgs",
    "VaultModeConflict",
    "drop_version_aliases",
]
