"""The vault that secrets go to: made by us, or given; and the secrets in it."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.clouds import Cloud
from pulumi_azure_connect.azure.names import check_vault_name, vault_name
from pulumi_azure_connect.azure.references import SecretReference
from pulumi_azure_connect.errors import ConnectError, UnknownArgument, VaultModeConflict, did_you_mean
from pulumi_azure_connect.grants.keys import VaultCheckedKey, VaultModeKey
from pulumi_azure_connect.grants.target_ref import TargetId, TargetRef
from pulumi_azure_connect.grants.vault_mode import ACCESS_POLICY, RBAC, checked_id
from pulumi_azure_connect.hosts.host import Host
from pulumi_azure_connect.program.arguments import coerce
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.deployer import deployer
from pulumi_azure_connect.program.outputs import known_output, mapped
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.key_vault import KEY_VAULT
from pulumi_azure_connect.targets.resolve import resolve_target

from .args import VaultArgs

_MODES = (RBAC, ACCESS_POLICY)


def authorization_mode(given: str | None, owner: str) -> str:
    """Understand how a vault lets principals in.

    Raises:
        UnknownArgument: neither `rbac` nor `access-policy`.
    """
    mode = given or RBAC
    if mode not in _MODES:
        raise UnknownArgument(
            f"authorization={mode!r} of {owner} is no way into a vault.{did_you_mean(mode, _MODES)} Use 'rbac' or 'access-policy'."
        )
    return mode


@dataclass(frozen=True)
class VaultName:
    """Key of a vault to make: its name in Azure, or the component that it is named after."""

    component: str | None
    name: str


@dataclass(frozen=True)
class HostVault:
    """Key of the vault for the secrets of a host."""

    component: pulumi.Resource


@dataclass(frozen=True, kw_only=True)
class VaultUse:
    """Which vault is used, and how it lets principals in."""

    key: Hashable
    """Tells vaults apart before their ids are known."""
    mode: str
    shared: bool
    """Whether a second reader is let into an access-policy vault."""


@dataclass(frozen=True, kw_only=True)
class VaultHandle:
    """One vault, made or given."""

    ref: TargetRef
    name: pulumi.Output[str]
    """Known before the deployment wherever the id is given as text or the vault is made here."""
    resource_group_name: pulumi.Output[str]
    mode: str
    secrets_label: str
    """The start of its secrets' names in child names."""
    nameless: bool
    """Whether nothing is known of the vault before the deployment, so that labels are made of something else."""
    made: pulumi.Resource | None
    """The vault's resource, where this program makes it."""
    args: VaultArgs
    """What the caller said of it."""
    cloud: Cloud

    @property
    def use(self) -> VaultUse:
        """Which vault it is, and how it lets principals in."""
        return VaultUse(key=self.ref.key, mode=self.mode, shared=bool(self.args.shared))

    def reference(self, secret: str, version: Input[str] | None = None) -> pulumi.Output[str]:
        """Return the text by which an app setting names a secret of the vault."""
        suffix = None if self.cloud.is_public else self.cloud.suffixes["vault"]
        return mapped([self.name, version], lambda known: SecretReference(known[0], secret, known[1], suffix).build())


def _register_mode(program: Program, key: Hashable, mode: str, owner: str) -> None:
    first = program.once(VaultModeKey(key), lambda: mode)
    if first != mode:
        raise VaultModeConflict(
            f"{owner} says authorization={mode!r} of a vault that goes by {first!r} elsewhere in this program. A vault goes "
            "by one or the other: say the same in both places."
        )


def _azure_name(name: str, args: VaultArgs, subscription_id: pulumi.Output[str]) -> pulumi.Output[str]:
    """Vault names are unique in the whole of Azure: two people who deploy one example get different ones."""
    if args.name is not None:
        return known_output(check_vault_name(args.name))
    project, stack = pulumi.get_project(), pulumi.get_stack()
    return mapped(subscription_id, lambda known: vault_name(project, stack, name, salt=known))


def check_new_vault(args: VaultArgs, owner: str, program: Program, component: pulumi.Resource, name: str) -> None:
    """Check what is said of a vault to make, before anything is made.

    Args:
        args: what is said of it.
        owner: who makes it, for messages.
        program: what else the program has registered.
        component: the component that makes it: no other may make a vault of that name.
        name: what that component is called.

    Raises:
        ConnectError: the program makes a vault of that name elsewhere.
        UnknownArgument: there is no such mode, or Azure keeps deleted vaults for other times.
        InvalidName: no vault can be called so.
    """
    authorization_mode(args.authorization, owner)
    days = args.soft_delete_days
    if days is not None and not 7 <= days <= 90:
        raise UnknownArgument(f"soft_delete_days={days} of {owner}: Azure keeps deleted vaults for 7 to 90 days.")
    if args.name is not None:
        check_vault_name(args.name)
    named = f"named {args.name!r}" if args.name is not None else f"whose name is made of {name!r}"
    key = VaultName(name if args.name is None else None, (args.name or "").lower())
    other = program.claim(key, id(component), owner)
    if other is not None:
        raise ConnectError(
            f"{owner} makes a vault {named}, and so does another component ({other}). A vault's name exists once in all of Azure. Give one "
            "of them VaultArgs(name=...), or let it use the other's vault: VaultArgs(id=...)."
        )


def check_reachable(host: Host, args: VaultArgs, owner: str) -> None:
    """Refuse a vault that an app could not reach.

    Raises:
        ConnectError: the vault lets in subnets only, and the app is in none.
    """
    if args.subnet_ids is not None and not host.configuration.in_subnet:
        raise ConnectError(
            f"the vault of {owner} is closed to all but subnet_ids, and {host.owner} is in no subnet, so its references "
            "can't be read. Give the app virtual_network_subnet_id."
        )


def check_given_vault(vault_id: Input[str], args: VaultArgs, program: Program, owner: str) -> VaultUse:
    """Check what is said of a vault that exists, before anything is made for it.

    Raises:
        VaultModeConflict: the program says something else of it elsewhere.
        UnknownArgument: there is no such mode.
        UnknownTarget: the id is no vault's.
    """
    mode = authorization_mode(args.authorization, owner)
    ref = _given_ref(vault_id, program, owner)
    _register_mode(program, ref.key, mode, owner)
    return VaultUse(key=ref.key, mode=mode, shared=bool(args.shared))


def _given_ref(vault_id: Input[str], program: Program, owner: str) -> TargetRef:
    to = vault_id if isinstance(vault_id, str) else TargetId(id=vault_id, type="Microsoft.KeyVault/vaults")
    return resolve_target(to, KEY_VAULT, owner, program)


def host_vault(host: Host) -> VaultHandle:
    """Return the vault for a host's secrets: the given one, or one made at the first call."""
    args, asker = host_vault_args(host), host.children.parent

    def vault() -> VaultHandle:
        if args.id is not None:
            return given_vault(args.id, args, host.program, host.cloud, host.owner, asker)
        configuration = host.configuration
        group = configuration.resource_group_name
        assert group is not None, host.owner  # `check_host_vault` lets none without come here
        return make_vault(host.name, args, host.children, host.program, host.cloud, group, configuration.common(), host.owner)

    return host.program.once(HostVault(asker), vault)


def host_vault_args(host: Host) -> VaultArgs:
    """Return what was said of the vault for a host's secrets."""
    return coerce(VaultArgs, host.configuration.vault or {}, f"vault of {host.owner}")


def check_host_vault(host: Host) -> list[VaultUse]:
    """Check what is said of the vault for a host's secrets; gives it where it exists already.

    Raises:
        ConnectError: it can't be made, or used.
    """
    args = host_vault_args(host)
    if args.id is not None:
        return [check_given_vault(args.id, args, host.program, host.owner)]
    check_new_vault(args, host.owner, host.program, host.children.parent, host.name)
    check_reachable(host, args, host.owner)
    if host.configuration.resource_group_name is None:
        raise UnknownArgument(f"{host.owner} has secrets, and no resource group for their vault. Give it one, or a vault's id.")
    return []


def make_vault(
    name: str,
    args: VaultArgs,
    children: Children,
    program: Program,
    cloud: Cloud,
    resource_group_name: Input[str],
    common: dict[str, Any],
    owner: str,
) -> VaultHandle:
    """Make a vault with all that Azure leaves to chance said outright."""
    from pulumi_azure_native import keyvault

    mode = authorization_mode(args.authorization, owner)
    client = deployer(children.invoke)
    azure_name = _azure_name(name, args, client.subscription_id)
    closed = args.subnet_ids is not None
    days = 90 if args.soft_delete_days is None else args.soft_delete_days
    properties: dict[str, Any] = {
        "tenant_id": client.tenant_id,
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
        properties=keyvault.VaultPropertiesArgs(**properties),
        # A vault's region can't change, and its name is taken while it exists, deleted ones included. Apps read vaults of any region: where an
        # app moves, its vault stays where it is, and the app can read its secrets all along. A vault in another resource group or of another name is
        # made before the old one goes: under the old name Azure refuses it, and nothing is lost.
        opts=children.opts("vault", delete_before_replace=False, ignore_changes=["location"]),
        **common,
    )
    ref = replace(resolve_target(vault, KEY_VAULT, name, program), distinct=None)  # it is called after its component
    program.name_output(vault.id, ref.key)
    program.chain(ref.key).link(vault)
    _register_mode(program, ref.key, mode, owner)
    program.once(VaultCheckedKey(ref.key, mode), lambda: vault.id)  # we said its mode ourselves
    return VaultHandle(
        ref=ref,
        secrets_label=ref.label,
        nameless=False,
        name=azure_name,
        resource_group_name=known_output(resource_group_name),
        mode=mode,
        made=vault,
        args=args,
        cloud=cloud,
    )


def given_vault(
    vault_id: Input[str],
    args: VaultArgs,
    program: Program,
    cloud: Cloud,
    owner: str,
    asker: pulumi.Resource,
    label: str = "vault",
) -> VaultHandle:
    """Take a vault that exists already, or is made elsewhere in the program.

    Args:
        vault_id: its ARM id.
        args: what the caller said of it.
        program: what else the program has registered.
        cloud: the cloud.
        owner: who uses it, for messages.
        asker: the component that uses it, whose provider is asked about it.
        label: the start of its secrets' names in child names, where its own name is not known yet.

    Raises:
        VaultModeConflict: it is known to go by the other kind of authorization; in preview where that can be read.
    """
    wanted = check_given_vault(vault_id, args, program, owner).mode
    ref = _given_ref(vault_id, program, owner)
    resource = ref.key if isinstance(ref.key, pulumi.Resource) else None
    checked = checked_id(ref.id, ref.key, wanted, program=program, owner=owner, asker=asker, resource=resource)
    # Connections share the grants on the vault itself: those must not be called after the one that came first.
    known = isinstance(vault_id, str) or program.owner_of(vault_id) is not None
    number = program.number("vault-without-name", ref.key) if not known else 0
    own = ref.label if known else "vault" if number == 1 else f"vault-{number}"
    return VaultHandle(
        ref=TargetRef(key=ref.key, label=own, id=checked, type=ref.type, asker=asker),
        secrets_label=ref.label if known else label,
        nameless=not known,
        name=mapped(ref.id, lambda known: ArmId.parse(known).segment("vaults")),
        resource_group_name=mapped(ref.id, lambda known: ArmId.parse(known).resource_group or ""),
        mode=wanted,
        made=None,
        args=args,
        cloud=cloud,
    )
