"""From a world to the program that makes it, with the components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi

from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs, SecretBackedConnection, SecretBackedConnectionArgs, VaultArgs

from .kinds import FAMILIES, make_things
from .world import BOTH, CALL, SYSTEM, VAULT, App, Kept, Link, Secret, Vault, World, canary

GROUP = "soak"


def program_of(world: World) -> Callable[[], None]:
    """A function that declares the world."""
    return lambda: _declare(world)


def _declare(world: World) -> None:
    from pulumi_azure_native import resources

    group: Any = resources.ResourceGroup(GROUP, resource_group_name=GROUP, location="westeurope").name
    ends: dict[tuple[str, str], Any] = {**make_things(world, group)}
    for vault in world.vaults:
        ends[VAULT, vault.name] = _vault(vault, group)
    apps = {app.name: _app(app, group) for app in world.apps}
    ends |= {(CALL, name): app for name, app in apps.items()}
    for app in world.apps:
        made = apps[app.name]
        for link in app.links:
            _link(world, app, made, link, ends[link.kind, link.to])
        for kept in app.kept:
            _keep(world, app, made, kept, ends)
        for name, edition in app.keyed:
            key = canary(app, Secret(f"API_{name.upper()}_KEY", edition))
            made.connect(name, "third-party-api", values={"url": f"https://{name}.example", "key": pulumi.Output.secret(key)})
        pulumi.export(f"{app.name}-ready", made.ready)
        pulumi.export(f"{app.name}-connections", made.connections)


def _vault(vault: Vault, group: str) -> Any:
    from pulumi_azure_native import authorization, keyvault

    properties = keyvault.VaultPropertiesArgs(
        tenant_id=authorization.get_client_config_output().tenant_id,
        sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
        enable_rbac_authorization=not vault.by_policy,
    )
    return keyvault.Vault(f"vault-{vault.name}", vault_name=f"soak-{vault.name}", resource_group_name=group, properties=properties)


def _how(*, by_policy: bool, **given: Any) -> VaultArgs:
    # A secret of a vault with access policies stays: to delete it takes a policy of the deployer's, which no program writes.
    return VaultArgs(authorization="access-policy" if by_policy else "rbac", retain_secrets=True if by_policy else None, **given)


def _app(app: App, group: str) -> ManagedIdentityApp:
    return ManagedIdentityApp(
        app.name,
        ManagedIdentityAppArgs(
            resource_group_name=group,
            runtime="NODE|20-lts",
            sku="S1",
            identity=app.identity,  # pyright: ignore[reportArgumentType]  the word is taken for the member, as from YAML
            settings=dict(app.settings),
            slots=[{"name": slot} for slot in app.slots],  # pyright: ignore[reportArgumentType]
            vault=_how(by_policy=app.by_policy),
        ),
    )


def _link(world: World, app: App, made: ManagedIdentityApp, link: Link, end: Any) -> None:
    more: dict[str, Any] = {"named": True} if link.named else {}
    if link.own and app.identity == BOTH:
        more["identity"] = SYSTEM
    if link.renamed:
        prefix, settings = FAMILIES[link.kind]
        more["settings"] = {f"{prefix}_{next(iter(settings))}": f"{link.name.upper()}_OWN_NAME"}
    if link.kind == VAULT and world.vault(link.to).by_policy:
        more["vault_authorization"] = "access-policy"
    made.connect(link.name, link.kind, to=end, access=link.access, **more)


def _keep(world: World, app: App, made: ManagedIdentityApp, kept: Kept, ends: dict[tuple[str, str], Any]) -> None:
    vault = None
    if kept.vault:
        given = ends[VAULT, kept.vault]
        vault = _how(by_policy=world.vault(kept.vault).by_policy, id=given.id, shared=True)
    args = SecretBackedConnectionArgs(
        secrets={one.setting: pulumi.Output.secret(canary(app, one)) for one in kept.secrets},
        vault=vault,
        scope="vault" if kept.whole else None,
        pinned=kept.pinned or None,
    )
    SecretBackedConnection(f"{app.name}-{kept.name}", args, app=made)
