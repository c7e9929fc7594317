"""Grants as identities, apps and slots come and go: what is made before what, what goes before what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pulumi
import pytest
from pulumi_azure_native import authorization, cosmosdb, keyvault, managedidentity, resources, storage

from azure_rehearsal.core.hooks import Hooks
from azure_rehearsal.core.plain import text
from pulumi_azure_connect import (
    COSMOS_NOSQL,
    STORAGE_BLOB,
    WEB_APP,
    Access,
    ExistingSecretArgs,
    IdentityArgs,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
    VaultArgs,
)
from tests.engine.conftest import Rehearse
from tests.engine.programs import LINUX, Shop
from tests.engine.stacks import (
    ROLE_ASSIGNMENT,
    VAULT,
    changes,
    grants,
    policies,
    raw,
    report,
    sites,
    unresolved,
    verdicts,
)

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
SITE = "azure-native:web:WebApp"
ACCOUNT = "azure-native:storage:StorageAccount"


@dataclass
class Log:
    """What the engine asked of Azure, in the order in which Azure did it."""

    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def hooks(self) -> Hooks:
        return Hooks(done=lambda operation, urn, _: self.steps.append((operation, urn.split("::")[2].rpartition("$")[2])))

    def places(self, operation: str, token: str) -> list[int]:
        found = [at for at, step in enumerate(self.steps) if step == (operation, token)]
        assert found, f"nobody did {operation} {token}"
        return found


# -- the principal is replaced --------------------------------------------------------------------------------------------


def _moving(place: str, authorization: str) -> Callable[[], None]:
    """An identity that is made anew where its region changes; the app stays."""

    def program() -> None:
        group = resources.ResourceGroup("shop")
        made = managedidentity.UserAssignedIdentity("person", resource_group_name=group.name, location=place)
        account = storage.StorageAccount("uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
        identity = IdentityArgs(id=made.id, principal_id=made.principal_id, client_id=made.client_id)
        vault = VaultArgs(authorization=authorization)
        args = ManagedIdentityAppArgs(resource_group_name=group.name, runtime=LINUX, user_assigned_identity=identity, vault=vault)
        app = ManagedIdentityApp("shop", args)
        app.connect("uploads", STORAGE_BLOB, to=account, access=Access.READ)
        SecretBackedConnection("payment", SecretBackedConnectionArgs(secrets={"KEY": "canary"}), app=app)

    return program


@pytest.mark.parametrize("kind", ["rbac", "access-policy"])
def test_a_new_principal_has_its_grants_before_the_old_one_loses_them(rehearse: Rehearse, kind: str) -> None:
    rehearse(_moving("westeurope", kind)).up()
    log = Log()
    rehearsal = rehearse(_moving("northeurope", kind), hooks=log.hooks)
    old = {principal for _, principal, _, _ in grants(rehearsal.cloud)}
    before = {(grant, role, scope) for grant, _, role, scope in grants(rehearsal.cloud)}
    result = rehearsal.up()
    assert ("replace", "person") in changes(result)
    assert ("update", "shop-settings") in changes(result), "AZURE_CLIENT_ID is another"
    tokens = [ROLE_ASSIGNMENT] if kind == "rbac" else [ROLE_ASSIGNMENT, "azure-native:keyvault:AccessPolicy"]
    for token in tokens:
        assert max(log.places("create", token)) < min(log.places("delete", token))
    settings = log.places("update", "azure-native:web:WebAppApplicationSettings")
    assert max(at for token in tokens for at in log.places("create", token)) < min(settings)
    assert max(settings) < min(log.places("delete", ROLE_ASSIGNMENT)), "the app uses the new one before the old one goes"
    new = {principal for _, principal, _, _ in grants(rehearsal.cloud)}
    assert len(new) == 1
    assert new.isdisjoint(old)
    assert {(grant, role, scope) for grant, _, role, scope in grants(rehearsal.cloud)} == before
    assert set(verdicts(rehearsal).values()) == {"works"}
    assert unresolved(rehearsal) == []


def _with_one_identity(names: tuple[str, ...], *, called: str | None = "person") -> Callable[[], None]:
    """Apps that have one identity, and reach the same things: by role, by access policy, by a role of the target's own."""

    def program() -> None:
        group = resources.ResourceGroup("shop")
        made = managedidentity.UserAssignedIdentity("person", resource_group_name=group.name)
        account = storage.StorageAccount("uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"})
        location = cosmosdb.LocationArgs(location_name="westeurope", failover_priority=0)
        documents = cosmosdb.DatabaseAccount(
            "documents",
            resource_group_name=group.name,
            database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
            locations=[location],
        )
        tenant = authorization.get_client_config_output().tenant_id
        properties = keyvault.VaultPropertiesArgs(
            tenant_id=tenant, sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD), enable_rbac_authorization=False
        )
        vault = keyvault.Vault("shared", vault_name="shared-vault-of-two", resource_group_name=group.name, properties=properties)
        identity = IdentityArgs(id=made.id, principal_id=made.principal_id, client_id=made.client_id, name=called)
        secret = keyvault.Secret(
            "key",
            resource_group_name=group.name,
            vault_name=vault.name,
            secret_name="key",
            properties=keyvault.SecretPropertiesArgs(value=pulumi.Output.secret("canary")),
            opts=pulumi.ResourceOptions(deleted_with=vault),
        )
        existing = ExistingSecretArgs(vault_id=vault.id, name="key", authorization="access-policy", shared=True)
        for name in names:
            args = ManagedIdentityAppArgs(resource_group_name=group.name, runtime=LINUX, sku="B1", user_assigned_identity=identity)
            app = ManagedIdentityApp(name, args)
            app.connect("uploads", STORAGE_BLOB, to=account, access=Access.READ)
            app.connect("documents", COSMOS_NOSQL, to=documents, access=Access.READ)
            held = SecretBackedConnectionArgs(existing_secrets={"KEY": existing})
            SecretBackedConnection(f"{name}-key", held, pulumi.ResourceOptions(depends_on=[secret]), app=app)

    return program


def test_the_first_of_two_apps_with_one_identity_goes_and_the_other_keeps_its_grants(rehearse: Rehearse) -> None:
    rehearse(_with_one_identity(("alone",), called=None)).up()
    both = rehearse(_with_one_identity(("alone", "second")))
    given = grants(both.cloud)
    moved = both.up()
    assert grants(both.cloud) == given, "one app's identity becomes one of two: its grants only get other names"
    assert all("second" in name or change != "create" for change, name in changes(moved))
    rehearsal = rehearse(_with_one_identity(("second",)))
    gone = [name for _, name in changes(rehearsal.up())]
    assert gone
    assert all("alone" in name for name in gone)
    assert grants(rehearsal.cloud) == given
    assert set(verdicts(rehearsal).values()) == {"works"}
    assert unresolved(rehearsal) == []
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_grants_go_before_the_identity_and_the_target(rehearse: Rehearse, identity: str) -> None:
    """Otherwise Azure keeps them as orphans, which count against its limit."""
    log = Log()
    rehearsal = rehearse(Shop(identity=identity, slots=("staging",)), hooks=log.hooks)
    rehearsal.up()
    made = len(rehearsal.cloud.remaining())
    log.steps.clear()
    rehearsal.destroy()
    holder = IDENTITY if identity == "user-assigned" else SITE
    last = max(log.places("delete", ROLE_ASSIGNMENT))
    for target in (holder, ACCOUNT, VAULT):
        assert last < min(log.places("delete", target))
    assert made > 10
    assert rehearsal.cloud.remaining() == []
    assert grants(rehearsal.cloud) == set()


def test_an_app_changes_from_one_kind_of_identity_to_the_other(rehearse: Rehearse) -> None:
    shop = Shop(strings=False)
    rehearse(shop).up()
    for kind in ("both", "system-assigned", "user-assigned"):
        rehearsal = rehearse(replace(shop, identity=kind))
        rehearsal.up()
        assert set(verdicts(rehearsal).values()) == {"works"}, kind
        assert unresolved(rehearsal) == [], kind
        assert len({principal for _, principal, _, _ in grants(rehearsal.cloud)}) == 1, "only who connects has grants"
        assert ("AZURE_CLIENT_ID" in raw(rehearsal.cloud, "shop")) is (kind == "user-assigned")


# -- several apps, several slots ------------------------------------------------------------------------------------------


def _friends(identity: str) -> Callable[[], None]:
    def program() -> None:
        group = resources.ResourceGroup("friends")
        args = {"resource_group_name": group.name, "runtime": LINUX, "sku": "S1", "identity": identity}
        left = ManagedIdentityApp("left", ManagedIdentityAppArgs(**args))
        right = ManagedIdentityApp("right", ManagedIdentityAppArgs(**args))
        left.connect("right", WEB_APP, to=right, access=Access.USE)
        right.connect("left", WEB_APP, to=left, access=Access.USE)
        pulumi.export("ready", pulumi.Output.all(left.ready, right.ready))

    return program


@pytest.mark.parametrize("identity", ["user-assigned", "system-assigned"])
def test_two_apps_connect_to_each_other(rehearse: Rehearse, identity: str) -> None:
    rehearsal = rehearse(_friends(identity))
    rehearsal.up()
    assert verdicts(rehearsal) == {"left -> right": "works", "right -> left": "works"}
    assert {kind for kind, *_ in grants(rehearsal.cloud)} == {"app-role"}
    assert set(rehearsal.up().changes) == {"same"}
    rehearsal.destroy()
    assert rehearsal.cloud.remaining() == []


def test_each_slot_with_its_own_identity_has_grants_of_its_own(rehearse: Rehearse) -> None:
    shop = Shop(identity="system-assigned", slots=("staging", "next"), strings=False)
    rehearsal = rehearse(shop)
    rehearsal.up()
    principals = {principal for _, principal, _, _ in grants(rehearsal.cloud)}
    assert len(principals) == 3
    assert len(grants(rehearsal.cloud)) == 6, "blobs and one secret, three times"
    assert set(verdicts(rehearsal).values()) == {"works"}
    assert len(report(rehearsal).lines) == 6
    before = grants(rehearsal.cloud)
    rehearsal = rehearse(replace(shop, slots=("staging",)))
    result = rehearsal.up()
    assert len(before - grants(rehearsal.cloud)) == 2
    assert {op for op, _ in changes(result)} == {"delete"}, "what stays isn't touched"
    assert list(sites(rehearsal.cloud)) == ["shop", "shop/staging"]
    assert set(verdicts(rehearsal).values()) == {"works"}


def test_a_windows_app_works_the_same_way(rehearse: Rehearse) -> None:
    rehearsal = rehearse(Shop(slots=("staging",), more={"os": "windows", "runtime": "DOTNET|8.0"}))
    rehearsal.up()
    assert set(verdicts(rehearsal).values()) == {"works"}
    assert unresolved(rehearsal) == []
    site = rehearsal.cloud.state.get(sites(rehearsal.cloud)["shop"])
    assert site is not None
    assert text(site.inputs, "siteConfig", "netFrameworkVersion") == "v8.0"
    assert set(rehearsal.up().changes) == {"same"}


# -- one access policy for a principal, however many connections ----------------------------------------------------------


def _sharing(connected: frozenset[str]) -> Callable[[], None]:
    """A vault with access policies and two secrets; `shop` takes them by a connection each, `desk` takes one of them."""

    def program() -> None:
        group = resources.ResourceGroup("shared")
        properties = keyvault.VaultPropertiesArgs(
            tenant_id=authorization.get_client_config_output().tenant_id,
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=False,
        )
        vault = keyvault.Vault("shared", resource_group_name=group.name, vault_name="shared-vault", properties=properties)
        first = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group.name, runtime=LINUX, sku="B1"))
        second = ManagedIdentityApp(
            "desk", ManagedIdentityAppArgs(resource_group_name=group.name, runtime=LINUX, sku="B1", plan_id=first.plan_id)
        )
        for name, app in {"a": first, "b": first, "c": second}.items():
            secret = keyvault.Secret(
                f"secret-{name}",
                resource_group_name=group.name,
                vault_name=vault.name,
                secret_name=f"secret-{name}",
                properties=keyvault.SecretPropertiesArgs(value=pulumi.Output.secret(f"canary {name}")),
                opts=pulumi.ResourceOptions(deleted_with=vault),
            )
            if name in connected:
                existing = ExistingSecretArgs(vault_id=vault.id, name=f"secret-{name}", authorization="access-policy", shared=True)
                args = SecretBackedConnectionArgs(existing_secrets={f"SECRET_{name.upper()}": existing})
                SecretBackedConnection(name, args, pulumi.ResourceOptions(depends_on=[secret]), app=app)

    return program


# A walk over all sets of connections of which each step is another one: every single connection joins and leaves in the
# company of every other combination, and all leave at once.
WALK = ("", "a", "ab", "b", "bc", "abc", "ac", "c", "ca", "a", "", "abc", "")
OWNERS = {"a": "shop", "b": "shop", "c": "desk"}


def test_connections_join_and_leave_a_vault_and_nobody_else_loses_access(rehearse: Rehearse) -> None:
    """Azure has one policy for a principal: deleting it takes all that the principal may do, making it twice is refused."""
    for step, connected in enumerate(WALK):
        rehearsal = rehearse(_sharing(frozenset(connected)))
        rehearsal.up()
        assert len(policies(rehearsal.cloud)) == len({OWNERS[name] for name in connected}), (step, connected)
        assert unresolved(rehearsal) == [], (step, connected)
        resolved = {one.setting: one.app_id for one in report(rehearsal).references}
        apps = sites(rehearsal.cloud)
        assert resolved == {f"SECRET_{name.upper()}": apps[OWNERS[name]] for name in connected}, (step, connected)
