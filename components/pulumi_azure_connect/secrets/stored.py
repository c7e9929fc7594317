"""Secrets in a vault: written by us, in one of two ways, or there already."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.names import check_secret_name, secret_name
from pulumi_azure_connect.errors import UnknownArgument
from pulumi_azure_connect.grants.target_ref import TargetRef
from pulumi_azure_connect.program.children import Children, Ordering, at_once
from pulumi_azure_connect.program.outputs import mapped
from pulumi_azure_connect.program.registry import Program

from .args import ExistingSecretArgs, VaultArgs
from .vaults import VaultHandle, given_vault

_TEMPLATE_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_API_VERSION = "2023-07-01"


@dataclass(frozen=True)
class SecretKey:
    """Key of a secret in a vault."""

    vault: Hashable
    name: str


@dataclass(frozen=True, kw_only=True)
class StoredSecret:
    """A secret in a vault, and the setting that refers to it."""

    setting: str
    vault: VaultHandle
    name: str
    version: Input[str] | None
    """What the reference pins; None follows the newest."""
    reference: pulumi.Output[str]
    resource: pulumi.Resource | None
    """What has to be there before the secret can be read; None for a secret that exists already."""
    written: pulumi.Output[Any] | None
    """Changes whenever a new version is written."""

    def ref(self, *, shared: bool = False) -> TargetRef:
        """Return the single secret as something to be granted.

        Args:
            shared: whether several apps have the identity that is granted it: each has settings, and so secrets, of its own.
        """
        own = self.vault.secrets_label if shared and self.vault.made is not None else None
        return TargetRef(
            key=SecretKey(self.vault.ref.key, self.name.lower()),
            # An app has one setting of a name, so one secret of a name among the vaults it makes.
            label=self.name if self.vault.made is not None else f"{self.vault.secrets_label}-{self.name}",
            id=self.vault.ref.id.apply(lambda known: f"{known}/secrets/{self.name}"),
            type="Microsoft.KeyVault/vaults/secrets",
            distinct=lambda: secret_name(self.setting) if self.vault.nameless else own,
        )

    def described(self) -> dict[str, Any]:
        """Return the plain data of a `connections` row."""
        return {"setting": self.setting, "vault": self.vault.name, "secret": self.name, "version": self.version}


@dataclass(frozen=True, kw_only=True)
class SecretWriter:
    """Writes the secrets of one connection, through ARM, so that it takes no rights on the vault's data."""

    name: str
    children: Children
    program: Program
    apart: bool
    """Whether the names of these secrets have to differ from those of the app's settings."""
    pinned: bool
    expires_on: int | None
    content_type: str | None
    tags: dict[str, Input[str]] | None
    ordering: Ordering = at_once
    """What the app wants done before its secrets are written."""

    def write(self, setting: str, value: Input[str], vault: VaultHandle) -> StoredSecret:
        """Put a value into the vault.

        The value becomes a Pulumi secret here if it is none yet, and nothing else ever holds it.
        """
        hidden: pulumi.Output[str] = pulumi.Output.secret(value).apply(
            lambda known: _present(known, f"secret {setting!r} of {self.name!r}")
        )
        # In a vault with others, what they call their own must not be overwritten.
        name = secret_name(setting if vault.made is not None and not self.apart else f"{self.name}-{setting}")
        stays = vault.args.retain_secrets or vault.args.recover
        resource, written = self._put(name, hidden, vault) if stays else self._create(name, hidden, vault)
        uri = _uri(resource)
        version = mapped(uri, lambda known: known.rpartition("/")[2]) if self.pinned else None
        return StoredSecret(
            setting=setting,
            vault=vault,
            name=name,
            version=version,
            reference=vault.reference(name, version),
            resource=resource,
            written=written,
        )

    def _create(self, name: str, value: pulumi.Output[str], vault: VaultHandle) -> tuple[Any, pulumi.Output[Any]]:
        """Make the secret a resource of the program: it is deleted with the program's wish for it."""
        from pulumi_azure_native import keyvault

        chain = self.program.chain(vault.ref.key)
        properties: dict[str, Any] = {"value": value}
        if self.content_type is not None:
            properties["content_type"] = self.content_type
        if self.expires_on is not None:
            properties["attributes"] = {"enabled": True, "expires": self.expires_on}
        secret = keyvault.Secret(
            f"{self.name}-{name}",
            resource_group_name=vault.resource_group_name,
            vault_name=vault.ref.part("vaults"),
            secret_name=name,
            properties=keyvault.SecretPropertiesArgs(**properties),
            tags=self.tags,
            # Deleting a secret is an operation on the vault's data; with the vault it goes by itself.
            opts=self.children.opts("secret", delete_before_replace=False, depends_on=self.ordering(chain.tail), deleted_with=vault.made),
        )
        chain.link(secret)
        return secret, _uri(secret)

    def _put(self, name: str, value: pulumi.Output[str], vault: VaultHandle) -> tuple[Any, pulumi.Output[Any]]:
        """Write the secret whether or not it exists, and never delete it.

        azure-native refuses to create what exists, and a recovered vault brings its secrets back. An ARM deployment
        writes either way, and what it wrote stays when it goes. The secret itself is then only read, which also makes
        Pulumi let go of one that it managed before, without deleting it.
        """
        from pulumi_azure_native import keyvault, resources

        chain = self.program.chain(vault.ref.key)
        attributes: dict[str, Any] = {"enabled": True}
        if self.expires_on is not None:
            attributes["exp"] = self.expires_on
        template: dict[str, Any] = {
            "$schema": _TEMPLATE_SCHEMA,
            "contentVersion": "1.0.0.0",
            "parameters": {"value": {"type": "securestring"}},
            "resources": [
                {
                    "type": "Microsoft.KeyVault/vaults/secrets",
                    "apiVersion": _API_VERSION,
                    "name": vault.name.apply(lambda known: f"{known}/{name}"),
                    "tags": self.tags or {},
                    "properties": {
                        "value": "[parameters('value')]",
                        "contentType": self.content_type or "",
                        "attributes": attributes,
                    },
                }
            ],
        }
        deployment = resources.Deployment(
            f"{self.name}-{name}",
            resource_group_name=vault.resource_group_name,
            deployment_name=mapped([vault.name], lambda known: _deployment_name(known[0], name)),
            properties={
                "mode": resources.DeploymentMode.INCREMENTAL,
                "template": template,
                "parameters": {"value": {"value": value}},
            },
            opts=self.children.opts("secret", depends_on=self.ordering([*chain.tail, *([] if vault.made is None else [vault.made])])),
        )
        chain.link(deployment)
        secret_id = mapped([vault.ref.id, deployment.id], lambda known: str(ArmId.parse(known[0]).child("secrets", name)))
        secret = keyvault.Secret.get(f"{self.name}-{name}", secret_id, self.children.opts("secret", depends_on=[deployment]))
        return secret, pulumi.Output.all(_uri(secret), pulumi.Output.unsecret(deployment.properties.correlation_id))


def _deployment_name(vault: str, secret: str) -> str:
    """Tell deployments of one resource group apart: several of its vaults may have secrets of one name.

    Azure takes 64 characters.
    """
    digest = hashlib.sha256(f"{vault.lower()}/{secret.lower()}".encode()).hexdigest()[:8]
    return f"{f'secret-{secret}'[:55].rstrip('-')}-{digest}"


def _uri(secret: Any) -> pulumi.Output[str]:
    # A preview answers with the inputs, and marks all of them secret for the one that is: the address is none.
    return pulumi.Output.unsecret(secret.properties.secret_uri_with_version)


def _present(value: object, what: str) -> Any:
    if value is None:
        raise UnknownArgument(f"{what} has no value. Give one, or leave it out.")
    return value


def existing_secret(
    setting: str, args: ExistingSecretArgs, program: Program, cloud: Cloud, owner: str, asker: pulumi.Resource
) -> StoredSecret:
    """Refer to a secret that lies in a vault already."""
    how = VaultArgs(authorization=args.authorization, shared=args.shared)
    name = check_secret_name(args.name)
    vault = given_vault(args.vault_id, how, program, cloud, owner, asker, label=f"vault-of-{name}")
    return StoredSecret(
        setting=setting,
        vault=vault,
        name=name,
        version=args.version,
        reference=vault.reference(name, args.version),
        resource=None,
        written=None,
    )
