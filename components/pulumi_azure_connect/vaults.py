"""The vault that secrets go to: made by us, or given; and the secrets in it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input

from .arm_ids import ArmId
from .children import Children
from .environments import Environment
from .errors import UnknownArgument, VaultModeConflict, did_you_mean
from .names import check_secret_name, check_vault_name, secret_name, vault_name
from .program import Program
from .references import SecretReference
from .secret_args import ExistingSecretArgs, VaultArgs
from .targets.key_vault import KEY_VAULT
from .wiring import TargetRef, target_ref
from .target import TargetId

RBAC = "rbac"
ACCESS_POLICY = "access-policy"
_MODES = (RBAC, ACCESS_POLICY)


def authorization_mode(given: str | None, owner: str) -> str:
    """
    Understand how a vault lets principals in.

    Raises:
        UnknownArgument: neither `rbac` nor `access-policy`.
    """
    mode = given or RBAC
    if mode not in _MODES:
        raise UnknownArgument(
            f"authorization={mode!r} of {owner} is no way into a vault.{did_you_mean(mode, _MODES)} Use 'rbac' or 'access-policy'."
        )
    return mode


@dataclass(frozen=True, kw_only=True)
class VaultHandle:
    """One vault, made or given."""

    ref: TargetRef
    name: pulumi.Output[str]
    """Known before the deployment wherever the id is given as text or the vault is made here."""
    resource_group_name: pulumi.Output[str]
    mode: str
    made: pulumi.Resource | None
    """The vault's resource, where this program makes it."""
    environment: Environment

    def reference(self, secret: str, version: Input[str] | None = None) -> pulumi.Output[str]:
        """Give the text by which an app setting names a secret of the vault."""
        suffix = None if self.environment.is_public else self.environment.suffixes["vault"]
        return pulumi.Output.all(self.name, version).apply(lambda known: SecretReference(known[0], secret, known[1], suffix).build())


def _register_mode(program: Program, key: Hashable, mode: str, owner: str) -> None:
    first = program.once(("vault-mode", key), lambda: mode)
    if first != mode:
        raise VaultModeConflict(
            f"{owner} says authorization={mode!r} of a vault that goes by {first!r} elsewhere in this program. A vault goes "
            "by one or the other: say the same in both places."
        )


def make_vault(
    name: str,
    args: VaultArgs,
    children: Children,
    program: Program,
    environment: Environment,
    resource_group_name: Input[str],
    common: dict[str, Any],
    owner: str,
) -> VaultHandle:
    """Make a vault with all that Azure leaves to chance said outright."""
    from pulumi_azure_native import authorization, keyvault

    mode = authorization_mode(args.authorization, owner)
    azure_name = check_vault_name(args.name or vault_name(pulumi.get_project(), pulumi.get_stack(), name))
    closed = args.subnet_ids is not None
    days = 90 if args.soft_delete_days is None else args.soft_delete_days
    if not 7 <= days <= 90:
        raise UnknownArgument(f"soft_delete_days={days} of {owner}: Azure keeps deleted vaults for 7 to 90 days.")
    properties: dict[str, Any] = {
        "tenant_id": authorization.get_client_config_output().tenant_id,
        "sku": {"family": "A", "name": args.sku or "standard"},
        # Unsaid it means access policies in older versions of Azure's API, and roles in newer ones.
        "enable_rbac_authorization": mode == RBAC,
        "enable_soft_delete": True,
        "soft_delete_retention_in_days": days,
        "public_network_access": "Enabled",
        "network_acls": {
            "bypass": "AzureServices",
            "default_action": "Deny" if closed else "Allow",
            "virtual_network_rules": [{"id": subnet} for subnet in args.subnet_ids or []],
        },
    }
    if args.purge_protection:
        properties["enable_purge_protection"] = True  # false is an error in Azure, even on a new vault
    if args.recover:
        properties["create_mode"] = "recover"
    vault = keyvault.Vault(
        f"{name}-vault",
        vault_name=azure_name,
        resource_group_name=resource_group_name,
        properties=properties,
        opts=children.opts("vault"),
        **common,
    )
    ref = target_ref(vault, KEY_VAULT, name, program)
    program.name_output(vault.id, ref.key)
    program.chain(ref.key).link(vault)
    _register_mode(program, ref.key, mode, owner)
    return VaultHandle(
        ref=ref,
        name=pulumi.Output.from_input(azure_name),
        resource_group_name=pulumi.Output.from_input(resource_group_name),
        mode=mode,
        made=vault,
        environment=environment,
    )


def given_vault(vault_id: Input[str], mode: str | None, program: Program, environment: Environment, owner: str) -> VaultHandle:
    """
    Take a vault that exists already, or is made elsewhere in the program.

    Raises:
        VaultModeConflict: it is known to go by the other kind of authorization; in preview where that can be read.
    """
    wanted = authorization_mode(mode, owner)
    to = vault_id if isinstance(vault_id, str) else TargetId(id=vault_id, type="Microsoft.KeyVault/vaults")
    ref = target_ref(to, KEY_VAULT, owner, program)
    _register_mode(program, ref.key, wanted, owner)
    checked = program.once(("vault-checked", ref.key), lambda: _checked_id(ref.id, wanted, owner))
    return VaultHandle(
        ref=TargetRef(key=ref.key, label=ref.label, id=checked, type=ref.type, resource=ref.resource),
        name=ref.id.apply(lambda known: ArmId.parse(known).segment("vaults")),
        resource_group_name=ref.id.apply(lambda known: ArmId.parse(known).resource_group or ""),
        mode=wanted,
        made=None,
        environment=environment,
    )


def _checked_id(vault_id: pulumi.Output[str], wanted: str, owner: str) -> pulumi.Output[str]:
    """Give the id once the vault was seen to go by the wanted kind of authorization: grants and secrets come after that."""
    from pulumi_azure_native import keyvault

    found = keyvault.get_vault_output(
        resource_group_name=vault_id.apply(lambda known: ArmId.parse(known).resource_group or ""),
        vault_name=vault_id.apply(lambda known: ArmId.parse(known).segment("vaults")),
    )

    def check(known: list[Any]) -> str:
        is_rbac = bool(known[1])
        if is_rbac != (wanted == RBAC):
            actual = RBAC if is_rbac else ACCESS_POLICY
            raise VaultModeConflict(
                f"{owner} says authorization={wanted!r}, but vault {ArmId.parse(known[0]).name!r} goes by {actual!r}, so "
                f"Azure would ignore the grant. Say authorization={actual!r}."
            )
        return known[0]

    return pulumi.Output.all(vault_id, found.properties.enable_rbac_authorization).apply(check)


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
    """The resource, where this program writes the secret."""
    written: pulumi.Output[str] | None
    """Changes whenever a new version is written."""

    def ref(self) -> TargetRef:
        """Give the single secret as something to be granted."""
        return TargetRef(
            key=(self.vault.ref.key, self.name.lower()),
            # An app has one setting of a name, so one secret of a name among the vaults it makes.
            label=self.name if self.vault.made is not None else f"{self.vault.ref.label}-{self.name}",
            id=self.vault.ref.id.apply(lambda known: f"{known}/secrets/{self.name}"),
            type="Microsoft.KeyVault/vaults/secrets",
        )

    def described(self) -> dict[str, Any]:
        """Give the plain data of a `connections` row."""
        return {"setting": self.setting, "vault": self.vault.name, "secret": self.name, "version": self.version}


@dataclass(frozen=True, kw_only=True)
class SecretOptions:
    """What secrets of one connection have in common."""

    pinned: bool
    expires_on: int | None
    content_type: str | None
    retain: bool
    tags: dict[str, Input[str]] | None


def write_secret(
    name: str, setting: str, value: Input[str], vault: VaultHandle, options: SecretOptions, children: Children, program: Program
) -> StoredSecret:
    """
    Put a value into the vault, through ARM, so that it takes no rights on the vault's data.

    The value becomes a Pulumi secret here if it is none yet. Nothing else ever holds it.
    """
    from pulumi_azure_native import keyvault

    azure_name = secret_name(setting)
    chain = program.chain(vault.ref.key)
    properties: dict[str, Any] = {"value": pulumi.Output.secret(value), "content_type": options.content_type}
    if options.expires_on is not None:
        properties["attributes"] = {"enabled": True, "expires": options.expires_on}
    secret = keyvault.Secret(
        f"{name}-{azure_name}",
        resource_group_name=vault.resource_group_name,
        vault_name=vault.ref.id.apply(lambda known: ArmId.parse(known).segment("vaults")),
        secret_name=azure_name,
        properties={key: given for key, given in properties.items() if given is not None},
        tags=options.tags,
        opts=children.opts(
            "secret",
            depends_on=chain.tail,
            # Deleting a secret is an operation on the vault's data; with the vault it goes by itself.
            deleted_with=vault.made,
            retain_on_delete=True if options.retain else None,
        ),
    )
    chain.link(secret)
    written = secret.properties.secret_uri_with_version
    version = written.apply(lambda uri: uri.rpartition("/")[2]) if options.pinned else None
    return StoredSecret(
        setting=setting,
        vault=vault,
        name=azure_name,
        version=version,
        reference=vault.reference(azure_name, version),
        resource=secret,
        written=written,
    )


def existing_secret(setting: str, args: ExistingSecretArgs, program: Program, environment: Environment, owner: str) -> StoredSecret:
    """Refer to a secret that lies in a vault already."""
    vault = given_vault(args.vault_id, args.authorization, program, environment, owner)
    name = check_secret_name(args.name)
    return StoredSecret(
        setting=setting,
        vault=vault,
        name=name,
        version=args.version,
        reference=vault.reference(name, args.version),
        resource=None,
        written=None,
    )
