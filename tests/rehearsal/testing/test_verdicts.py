"""The verdicts on connections under the fixture: one change at a time, and exactly the part that it concerns fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import cosmosdb, keyvault, resources, search, storage, web

from azure_rehearsal.core.plain import clone
from azure_rehearsal.report.verdict import PARTS, PartState, Verdict
from azure_rehearsal.testing.fixture import AzureFixture
from azure_rehearsal.testing.verdicts import CheckedRun
from pulumi_azure_connect import (
    AI_SEARCH,
    COSMOS_NOSQL,
    KEY_VAULT,
    STORAGE_BLOB,
    ManagedIdentityApp,
    ManagedIdentityAppArgs,
    SecretBackedConnection,
    SecretBackedConnectionArgs,
)

TENANT = "11111111-1111-1111-1111-111111111111"
SITE, SETTINGS, GRANT = "azure-native:web:WebApp", "azure-native:web:WebAppApplicationSettings", "azure-native:authorization:RoleAssignment"


def program() -> None:
    """One app that uses storage, a search service, a database account, a vault and a third party's key, each by a right of its own."""
    group = resources.ResourceGroup("shop", location="westeurope")
    within: dict[str, Any] = {"resource_group_name": group.name}
    account = storage.StorageAccount("uploads", account_name="uploads", kind="StorageV2", sku={"name": "Standard_LRS"}, **within)
    entra: Any = {"aad_or_api_key": {"aad_auth_failure_mode": "http403"}}
    docs = search.Service("docs", search_service_name="docs", sku={"name": "basic"}, auth_options=entra, **within)
    orders = cosmosdb.DatabaseAccount(
        "orders",
        account_name="orders",
        database_account_offer_type=cosmosdb.DatabaseAccountOfferType.STANDARD,
        locations=[{"location_name": "westeurope"}],
        **within,
    )
    of_vault: Any = {"tenant_id": TENANT, "sku": {"family": "A", "name": "standard"}, "enable_rbac_authorization": True}
    vault = keyvault.Vault("shared", vault_name="shared", properties=of_vault, **within)
    shop = ManagedIdentityApp("shop", ManagedIdentityAppArgs(runtime="PYTHON|3.12", **within))
    shop.connect("uploads", STORAGE_BLOB, to=account, access="read")
    shop.connect("docs", AI_SEARCH, to=docs, access="read")
    shop.connect("orders", COSMOS_NOSQL, to=orders, access="read")
    shop.connect("shared", KEY_VAULT, to=vault, access="read")
    key = SecretBackedConnectionArgs(secrets={"PAYMENT_KEY": pulumi.Output.secret("canary-key")}, because="a third party's API")
    SecretBackedConnection("payment", key, app=shop)


class Deployed:
    """The program on a fresh cloud, and ways to change one thing behind its back."""

    def __init__(self) -> None:
        self.azure = AzureFixture()
        self.run: CheckedRun = self.azure.run(program)

    def change(self, token: str, name: str, change: Callable[[dict[str, Any]], Any]) -> None:
        """Write a resource again, with its inputs changed in place."""
        record = self.azure.cloud.state.get(str(self.run.find(token, name).id))
        assert record is not None
        new = clone(record.inputs)
        change(new)
        self.azure.cloud.update(record.token, record.id, record.inputs, new)

    def delete(self, token: str, part_of_name: str) -> None:
        (found,) = [one for one in self.run.of_type(token) if part_of_name in one.name]
        if found.type.endswith("keyvault:Secret"):
            self.azure.cloud.state.remove(str(found.id))  # by somebody with rights on the vault's data, which the deployer hasn't
        else:
            self.azure.cloud.delete(found.type, str(found.id))
        assert self.azure.cloud.state.get(str(found.id)) is None

    def states(self, connection: str) -> dict[str, PartState]:
        return {part.name: part.state for part in self.run.connection("shop", connection).parts}


@dataclass(frozen=True)
class Target:
    """How to take one thing away from one of the connections."""

    token: str
    resource: str
    grant: str
    setting: str
    off: Callable[[dict[str, Any]], Any]
    grant_token: str = GRANT


def _switch(inputs: dict[str, Any]) -> None:
    inputs["publicNetworkAccess"] = "Disabled"


def _inner_switch(inputs: dict[str, Any]) -> None:
    inputs["properties"]["publicNetworkAccess"] = "Disabled"


NATIVE = "azure-native:"
ALL_OF_THEM = {
    "uploads": Target(NATIVE + "storage:StorageAccount", "uploads", "storage-blob", "AZURE_STORAGEBLOB_RESOURCEENDPOINT", _switch),
    "docs": Target(NATIVE + "search:Service", "docs", "shop-docs", "AZURE_SEARCH_RESOURCEENDPOINT", _switch),
    "orders": Target(
        NATIVE + "cosmosdb:DatabaseAccount",
        "orders",
        "shop-orders",
        "AZURE_COSMOS_RESOURCEENDPOINT",
        _switch,
        NATIVE + "cosmosdb:SqlResourceSqlRoleAssignment",
    ),
    "shared": Target(NATIVE + "keyvault:Vault", "shared", "shop-shared", "AZURE_KEYVAULT_RESOURCEENDPOINT", _inner_switch),
    "payment": Target(NATIVE + "keyvault:Secret", "payment", "shop-payment", "PAYMENT_KEY", _inner_switch),
}


def _grant_removed(made: Deployed, target: Target) -> None:
    made.delete(target.grant_token, target.grant)


def _public_access_off(made: Deployed, target: Target) -> None:
    walled = (NATIVE + "keyvault:Vault", "shop-vault") if "Secret" in target.token else (target.token, target.resource)
    made.change(*walled, target.off)


def _identity_detached(made: Deployed, _: Target) -> None:
    made.change(SITE, "shop", lambda inputs: [inputs.pop(name) for name in ("identity", "keyVaultReferenceIdentity")])


def _setting_dropped(made: Deployed, target: Target) -> None:
    made.change(SETTINGS, "shop-settings", lambda inputs: inputs["properties"].pop(target.setting))


def _target_deleted(made: Deployed, target: Target) -> None:
    made.delete(target.token, target.resource)


@pytest.mark.parametrize("connection", ALL_OF_THEM)
@pytest.mark.parametrize(
    ("change", "part"),
    [
        (_target_deleted, "target"),
        (_public_access_off, "network"),
        (_setting_dropped, "configuration"),
        (_identity_detached, "identity"),
        (_grant_removed, "permission"),
    ],
)
def test_exactly_the_part_that_a_change_concerns_fails(change: Callable[[Deployed, Target], None], part: str, connection: str):
    made = Deployed()
    assert set(made.states(connection).values()) == {PartState.PASSED}
    assert made.run.report().exit_code(strict=True) == 0
    change(made, ALL_OF_THEM[connection])
    made.azure.cloud.refresh_references(str(made.run.find(SITE).id))
    states = made.states(connection)
    assert {name for name, state in states.items() if state is PartState.FAILED} == {part}
    unsure = {name for name, state in states.items() if state is PartState.NOT_CHECKED}
    assert unsure <= ({"network", "permission"} if part == "target" else set())
    checked = made.run.connection("shop", connection)
    assert (checked.works, checked.verdict, checked.summary) == (False, Verdict.BROKEN, f"broken: {part}")
    assert getattr(checked, part).reason
    assert made.run.report().exit_code() == 1


def test_a_connection_is_asked_for_by_app_and_name():
    made = Deployed()
    assert [one.line.name for one in made.run.connections] == list(ALL_OF_THEM)
    assert made.run.connection("shop", "docs").permission.passed
    assert [part.name for part in made.run.connection("shop", "docs").parts] == list(PARTS)
    with pytest.raises(LookupError, match="there is no connection 'shop' -> 'dosc'"):
        made.run.connection("shop", "dosc")
    with pytest.raises(LookupError, match="there is no connection 'shop/staging' -> 'docs'"):
        made.run.connection("shop", "docs", slot="staging")


def test_a_stack_without_connections_says_so():
    run = AzureFixture().run(lambda: None)
    assert run.connections == []
    with pytest.raises(LookupError, match="no connections"):
        run.connection("shop", "docs")


def leaking(*, secret: bool) -> Callable[[], None]:
    """A program that gives an account's key to an app and to whoever sees the stack's outputs."""

    def deploy() -> None:
        group = resources.ResourceGroup("shop", location="westeurope")
        account = storage.StorageAccount(
            "uploads", account_name="uploads", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}
        )
        told = storage.list_storage_account_keys_output(resource_group_name=group.name, account_name=account.name)
        key = told.apply(lambda answer: answer.keys[0].value)
        value = pulumi.Output.secret(key) if secret else key
        plan = web.AppServicePlan("plan", resource_group_name=group.name, sku={"name": "S1"})
        config: Any = {"app_settings": [{"name": "STORE_KEY", "value": value}]}
        web.WebApp("app", name="leaky", resource_group_name=group.name, server_farm_id=plan.id, site_config=config)
        pulumi.export("key", value)

    return deploy


def test_a_key_in_the_open_is_told_by_the_fixture():
    run = AzureFixture().run(leaking(secret=False))
    assert [(one.where, one.place) for one in run.report().leaks] == [
        ("azure", "app setting STORE_KEY of Microsoft.Web/sites 'leaky'"),
        ("state", "outputs key of pulumi:pulumi:Stack 'project-stack'"),
        ("state", "inputs siteConfig.appSettings[0].value of azure-native:web:WebApp 'app'"),
    ]


def test_a_secret_output_keeps_a_key_out_of_the_state_and_not_out_of_the_app():
    run = AzureFixture().run(leaking(secret=True))
    assert [one.where for one in run.report().leaks] == ["azure"]
