"""The arguments of `SecretBackedConnection`.

The text under each is also its description in every other language.
"""

from pulumi import Input

from pulumi_azure_connect.program.arguments import args_class


@args_class
class ExistingSecretArgs:
    """A secret that lies in a vault already."""

    vault_id: Input[str]
    """The ARM id of the vault."""
    name: str
    """The secret's name there."""
    version: str | None = None
    """Pins this version: a newer one is then not followed."""
    authorization: str | None = None
    """How that vault lets principals in: `rbac` (the default) or `access-policy`."""
    shared: bool | None = None
    """Lets this app in beside another app of the program, where one of them reads all of the vault (see `VaultArgs`). False unless said."""


@args_class
class VaultArgs:
    """The vault that secrets go to: one that exists, by `id`, or how to make one."""

    id: Input[str] | None = None
    """The ARM id of a vault to use. One is made unless said."""
    name: str | None = None
    """The name of the vault to make, unique in the whole of Azure. Made of project, stack and component unless said."""
    authorization: str | None = None
    """`rbac` (the default) or `access-policy`. Said outright to Azure, whose own default changes with the API version."""
    shared: bool | None = None
    """
    Lets a second app into a vault where one of them can read the other's secrets: one that goes by access policies, or with `scope="vault"`.
    False unless said.
    """
    sku: str | None = None
    """`standard` unless said, or `premium`."""
    soft_delete_days: int | None = None
    """Days a deleted vault or secret can be recovered: 7 to 90, 90 unless said."""
    purge_protection: bool | None = None
    """True forbids to purge before those days are over, and can never be undone. Nothing is sent unless it is true."""
    recover: bool | None = None
    """Brings the vault of that name back, with its secrets, after it was deleted. Leave it on afterwards; implies `retain_secrets`."""
    subnet_ids: list[Input[str]] | None = None
    """Closes the vault to all networks but these subnets. An app then has to be in one: references come from there."""
    retain_secrets: bool | None = None
    """Leaves secrets in the vault when their connection goes, and takes them up again when it comes back. Otherwise the secret is
    deleted, which takes rights on the vault's data: Key Vault Secrets Officer, or `delete` on secrets in an access policy."""


@args_class
class SecretBackedConnectionArgs:
    """Secrets that a target requires: kept in Key Vault, seen by the app as settings."""

    resource_group_name: Input[str] | None = None
    """The resource group for what is made. The app's, where one is given."""
    location: Input[str] | None = None
    """The region for what is made. The resource group's unless said."""
    secrets: dict[str, Input[str]] | None = None
    """Setting name to the value: written to the vault, and nowhere else."""
    existing_secrets: dict[str, ExistingSecretArgs] | None = None
    """Setting name to a secret that lies in a vault already."""
    vault: VaultArgs | None = None
    """The vault for `secrets`. One is made unless an id is given."""
    scope: str | None = None
    """What is granted in an RBAC vault: each `secret` alone (the default), or the whole `vault`."""
    pinned: bool | None = None
    """References name the version just written, so that only a deployment changes what the app sees. False unless said."""
    expires_on: int | None = None
    """When the secrets expire, in seconds since 1970-01-01 UTC. Never unless said."""
    content_type: str | None = None
    """A note beside the secrets on what they hold, such as `text/plain`."""
    principal_id: Input[str] | None = None
    """The object id of the identity that reads the secrets, where no app is given."""
    because: str | None = None
    """Why a secret is used. Every report shows it."""
    grants: str | None = None
    """`managed` (the default), or `external`: nothing is granted, and reports list what an administrator has to grant."""
    tags: dict[str, Input[str]] | None = None
    """Tags of everything made."""
    cloud: str | None = None
    """`public` (the default), `usgovernment` or `china`."""
    keep_version_aliases: bool | None = None
    """Keeps the aliases for states made with versioned type tokens. False unless said."""
