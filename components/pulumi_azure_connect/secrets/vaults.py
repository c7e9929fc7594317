"""The vault that secrets go to: made by us, or given; and the secrets in it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.azure.clouds import Environment
from pulumi_azure_connect.azure.names import check_vault_name, vault_name
from pulumi_azure_connect.azure.references import SecretReference
from pulumi_azure_connect.errors import UnknownArgument, VaultModeConflict, did_you_mean
from pulumi_azure_connect.grants.request import TargetRef, target_ref
from pulumi_azure_connect.program.children import Children
from pulumi_azure_connect.program.outputs import known_output, mapped
from pulumi_azure_connect.program.registry import Program
from pulumi_azure_connect.targets.key_vault import KEY_VAULT
from pulumi_azure_connect.targets.vocabulary import TargetId

from .args import VaultArgs

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
    secrets_label: str
    """The start of its secrets' names in child names."""
    made: pulumi.Resource | None
    """The vault's resource, where this program makes it."""
    args: VaultArgs
    """What the caller said of it."""
    environment: Environment

    def reference(self, secret: str, version: Input[str] | None = None) -> pulumi.Output[str]:
        """Give the text by which an app setting names a secret of the vault."""
        suffix = None if self.environment.is_public else self.environment.suffixes["vault"]
        return mapped([self.name, version], lambda known: SecretReference(known[0], secret, known[1], suffix).build())


def _register_mode(program: Program, key: Hashable, mode: str, owner: str) -> None:
    first = program.once(("vault-mode", key), lambda: mode)
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
    return subscription_id.apply(lambda known: vault_name(project, stack, name, salt=known))


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
    client = authorization.get_client_config_output(opts=children.invoke)
    azure_name = _azure_name(name, args, client.subscription_id)
    closed = args.subnet_ids is not None
    days = 90 if args.soft_delete_days is None else args.soft_delete_days
    if not 7 <= days <= 90:
        raise UnknownArgument(f"soft_delete_days={days} of {owner}: Azure keeps deleted vaults for 7 to 90 days.")
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
        opts=children.opts("vault"),
        **common,
    )
    ref = target_ref(vault, KEY_VAULT, name, program)
    program.name_output(vault.id, ref.key)
    program.chain(ref.key).link(vault)
    _register_mode(program, ref.key, mode, owner)
    program.once(("vault-checked", ref.key), lambda: vault.id)  # we said its mode ourselves
    return VaultHandle(
        ref=ref,
        secrets_label=ref.label,
        name=azure_name,
        resource_group_name=known_output(resource_group_name),
        mode=mode,
        made=vault,
        args=args,
        environment=environment,
    )


def given_vault(
    vault_id: Input[str],
    args: VaultArgs,
    program: Program,
    environment: Environment,
    owner: str,
    asker: pulumi.Resource,
    label: str = "vault",
) -> VaultHandle:
    """
    Take a vault that exists already, or is made elsewhere in the program.

    Args:
        vault_id: its ARM id.
        args: what the caller said of it.
        program: what else the program has registered.
        environment: the cloud.
        owner: who uses it, for messages.
        asker: the component that uses it, whose provider is asked about it.
        label: the start of its secrets' names in child names, where its own name is not known yet.

    Raises:
        VaultModeConflict: it is known to go by the other kind of authorization; in preview where that can be read.
    """
    wanted = authorization_mode(args.authorization, owner)
    to = vault_id if isinstance(vault_id, str) else TargetId(id=vault_id, type="Microsoft.KeyVault/vaults")
    ref = target_ref(to, KEY_VAULT, owner, program)
    _register_mode(program, ref.key, wanted, owner)
    checked = program.once(("vault-checked", ref.key), lambda: _checked_id(ref.id, wanted, owner, asker))
    # Connections share the grants on the vault itself: those must not be called after the one that came first.
    known = isinstance(vault_id, str) or program.owner_of(vault_id) is not None
    number = program.number("vault-without-name", ref.key) if not known else 0
    own = ref.label if known else "vault" if number == 1 else f"vault-{number}"
    return VaultHandle(
        ref=TargetRef(key=ref.key, label=own, id=checked, type=ref.type, asker=asker),
        secrets_label=ref.label if known else label,
        name=ref.id.apply(lambda known: ArmId.parse(known).segment("vaults")),
        resource_group_name=ref.id.apply(lambda known: ArmId.parse(known).resource_group or ""),
        mode=wanted,
        made=None,
        args=args,
        environment=environment,
    )


def _checked_id(vault_id: pulumi.Output[str], wanted: str, owner: str, asker: pulumi.Resource) -> pulumi.Output[str]:
    """Give the id once the vault was seen to go by the wanted kind of authorization: grants and secrets come after that."""
    from pulumi_azure_native import keyvault

    found = keyvault.get_vault_output(
        resource_group_name=vault_id.apply(lambda known: ArmId.parse(known).resource_group or ""),
        vault_name=vault_id.apply(lambda known: ArmId.parse(known).segment("vaults")),
        opts=pulumi.InvokeOptions(parent=asker),
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
