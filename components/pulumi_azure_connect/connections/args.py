"""The options of a connection, each written once.

`connect` takes them in Python, `ConnectionArgs` in every other language.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Required, TypedDict

from pulumi import Input

from pulumi_azure_connect.grants.principal import IdentityKind
from pulumi_azure_connect.program.arguments import args_class, typed_args
from pulumi_azure_connect.targets.target import Auth

# A type checker lets the text stand for the word; other languages get the list of words.
if TYPE_CHECKING:
    AuthText = Auth | str
    IdentityText = IdentityKind | str
else:
    AuthText, IdentityText = Auth, IdentityKind


@args_class
class RemoteAppArgs:
    """An app of another stack, given as plain values: what that app's output `api` holds."""

    url: Input[str]
    """Where it answers, such as `https://prices.azurewebsites.net`."""
    audience: Input[str]
    """The application id URI of its registration: `api://<client id>`."""
    service_principal_id: Input[str]
    """The object id of its registration's service principal."""
    app_role_ids: Input[dict[str, str]]
    """Its app roles: value to id."""


class ConnectionOptions(TypedDict, total=False):
    """What may be said of every connection."""

    access: str | None
    """What the app may do: `read`, `write`, `send`, `receive`, `use` or `manage`, as far as the target has it."""
    roles: Sequence[str] | None
    """Roles by name, instead of `access`: Azure role definitions, database roles, or Graph's app roles."""
    auth: AuthText | None
    """`identity` (the default), or `secret` for a client library that takes nothing else."""
    because: str | None
    """Why a secret is used although the target takes an identity, or why one of `roles` may list keys or hand out access. Every report shows it."""
    identity: IdentityText | None
    """Which of an app's two identities to use, where it has both."""
    settings: Mapping[str, str] | None
    """Other names for the settings: Service Connector's name to the name to write."""
    named: bool | None
    """Whether the settings' names hold the connection's name, behind the prefix: `AZURE_STORAGEBLOB_UPLOADS_...`. Needed for all but one of
    an app's connections to one kind of target. False unless said."""
    sticky: bool | None
    """Whether the settings stay with their slot in a swap. False unless said."""
    values: Mapping[str, Input[str]] | None
    """What only you know of the target: user name and password, the address of a service that is no Azure resource. The catalogue names them."""
    naming: str | None
    """`service-connector` (the default), `functions` (settings as triggers of Azure Functions look for them, by the connection's name, with what
    a trigger needs beside its data), or `functions-binding` (the same for input and output bindings alone)."""
    vault_authorization: str | None
    """For `keyvault`: `access-policy` where that vault goes by access policies. `rbac` unless said."""


@typed_args(ConnectionOptions)
class ConnectionArgs(ConnectionOptions, total=False):
    """One connection of an app, as plain arguments: what `ManagedIdentityApp.connect` takes in Python."""

    name: Required[str]
    """The connection's name: letters, digits and underscores. It is a contract: child names and setting names hold it."""
    target: Required[str]
    """The kind of target, such as `storage-blob`, `sql` or `keyvault`: the catalogue in docs/targets.md names all."""
    to: Input[str] | None
    """The ARM id of what to connect to. Not for Microsoft Graph, which is one for all."""
    to_type: str | None
    """The ARM type of `to`, such as `Microsoft.Storage/storageAccounts`: needed where the id is known only during the deployment."""
    remote_app: RemoteAppArgs | None
    """For `webapp`, instead of `to`: the app to call, which has to name this one among its callers."""
