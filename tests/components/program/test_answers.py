"""Pulumi's own mocks in Azure's stead: what they leave out is named, by output and resource."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks as pulumi_mocks
from pulumi.runtime import settings as pulumi_settings
from pulumi_azure_native import managedidentity, storage

from pulumi_azure_connect import AuthenticationArgs, ConnectError, IdentityArgs, ManagedIdentityApp, ManagedIdentityAppArgs

GUID = "11111111-2222-4333-8444-555555555555"
IDENTITY, ACCOUNT, SITE, VAULT = (
    "azure-native:managedidentity:UserAssignedIdentity",
    "azure-native:storage:StorageAccount",
    "azure-native:web:WebApp",
    "azure-native:keyvault:Vault",
)
APPLICATION = "azuread:index/application:Application"
KINDS = {
    IDENTITY: "Microsoft.ManagedIdentity/userAssignedIdentities",
    ACCOUNT: "Microsoft.Storage/storageAccounts",
    VAULT: "Microsoft.KeyVault/vaults",
    SITE: "Microsoft.Web/sites",
}


class Azure(pulumi.runtime.Mocks):
    """The mock of the page on testing; `lacking` is a type and an output that it leaves out, `ids` are what else it calls things."""

    def __init__(self, lacking: tuple[str, str] | None = None, ids: Mapping[str, str] | None = None) -> None:
        self._lacking = lacking
        self._ids = ids or {}

    def new_resource(self, args: pulumi_mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        told = {"name": args.name, "principalId": GUID, "clientId": GUID, "defaultHostName": f"{args.name}.azurewebsites.net"}
        answer = {**told, **args.inputs}
        if (args.inputs.get("identity") or {}).get("type") == "SystemAssigned":
            answer["identity"] = {"type": "SystemAssigned", "principalId": GUID}
        if self._lacking is not None and args.typ == self._lacking[0]:
            del answer[self._lacking[1]]
        kind = KINDS.get(args.typ, "Microsoft.Other/things")
        return self._ids.get(args.typ, f"/subscriptions/{GUID}/resourceGroups/shop/providers/{kind}/{args.name}"), answer

    def call(self, args: pulumi_mocks.MockCallArgs) -> Any:
        answer = {"subscriptionId": GUID, "tenantId": GUID}
        if self._lacking is not None and args.token == self._lacking[0]:
            del answer[self._lacking[1]]
        return answer


def shop(**arguments: Any) -> ManagedIdentityApp:
    account = storage.StorageAccount("files", resource_group_name="shop", kind="StorageV2", sku={"name": "Standard_LRS"})
    given: dict[str, Any] = {"runtime": "PYTHON|3.12", "sku": "S1", "secrets": {"KEY": "k"}, **arguments}
    app = ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name="shop", **given))
    app.add_slot("staging")
    app.connect("files", "storage-blob", to=account, access="read")
    return app


def with_an_identity_of_the_program() -> ManagedIdentityApp:
    made = managedidentity.UserAssignedIdentity("common", resource_group_name="shop")
    return shop(user_assigned_identity=IdentityArgs(id=made.id, principal_id=made.principal_id, client_id=made.client_id, name="common"))


def protected() -> ManagedIdentityApp:
    return shop(authentication=AuthenticationArgs())


def by_policies() -> ManagedIdentityApp:
    return shop(vault={"authorization": "access-policy"})


def by_its_own_identity() -> ManagedIdentityApp:
    return shop(identity="system-assigned")


PROGRAMS = [shop, with_an_identity_of_the_program, protected, by_policies, by_its_own_identity]


def rows(mocks: pulumi.runtime.Mocks, program: Callable[[], ManagedIdentityApp]) -> list[Any]:
    """The rows of an app under plain mocks, as a unit test of Pulumi's guide waits for them."""
    # Pulumi keeps what belongs to a run in context variables: what fails here is nothing to the tests after it.
    return contextvars.copy_context().run(_rows, mocks, program)


def _rows(mocks: pulumi.runtime.Mocks, program: Callable[[], ManagedIdentityApp]) -> list[Any]:
    loop, seen = asyncio.new_event_loop(), list[Any]()
    asyncio.set_event_loop(loop)

    def body() -> Any:
        app = program()
        return pulumi.Output.all(app.ready, app.connections).apply(lambda known: seen.append(known[1]))

    try:
        pulumi_settings.reset_options()
        pulumi_mocks.set_mocks(mocks, preview=False)
        pulumi_mocks.test(body)()
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return seen[0]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_mock_whose_ids_look_like_azures_carries_the_components(program: Callable[[], ManagedIdentityApp]) -> None:
    roles = {row["grant"]["role"] for row in rows(Azure(), program)}
    assert "Storage Blob Data Reader" in roles
    assert len(roles) == 2


def message(mocks: pulumi.runtime.Mocks, program: Callable[[], ManagedIdentityApp]) -> str:
    with pytest.raises(Exception) as raised:
        rows(mocks, program)
    first: BaseException | None = raised.value
    for _ in range(50):
        if first is None or isinstance(first, ConnectError):
            break
        first = first.__cause__
    assert first is not None, repr(raised.value)
    return str(first)


@pytest.mark.parametrize(
    ("program", "lacking", "named"),
    [
        (shop, (IDENTITY, "principalId"), f"output `principal_id` of shop-identity ({IDENTITY}) is absent"),
        (shop, (IDENTITY, "clientId"), f"output `client_id` of shop-identity ({IDENTITY}) is absent"),
        (with_an_identity_of_the_program, (IDENTITY, "principalId"), f"output `principal_id` of common ({IDENTITY}) is absent"),
        (shop, (SITE, "defaultHostName"), f"output `default_host_name` of shop ({SITE}) is absent"),
        (protected, (SITE, "defaultHostName"), f"output `default_host_name` of shop ({SITE}) is absent"),
        (protected, (APPLICATION, "clientId"), f"output `client_id` of shop-registration ({APPLICATION}) is absent"),
        (by_its_own_identity, (SITE, "identity"), f"output `identity.principalId` of shop ({SITE}) is absent"),
        (shop, ("azure-native:authorization:getClientConfig", "subscriptionId"), "output `subscription_id` of the function"),
        (by_policies, ("azure-native:authorization:getClientConfig", "tenantId"), "output `tenant_id` of the function"),
        (protected, ("azure-native:authorization:getClientConfig", "tenantId"), "getClientConfig is absent; give it in your mock's call"),
    ],
)
def test_an_output_that_a_mock_lacks_is_named(program: Callable[[], ManagedIdentityApp], lacking: tuple[str, str], named: str) -> None:
    assert named in message(Azure(lacking), program)


@pytest.mark.parametrize("bad", ["files_id", f"/subscriptions/{GUID}/resourceGroups/shop/providers/Microsoft.X/StorageAccount/files"])
@pytest.mark.parametrize(
    ("program", "kind", "name"), [(shop, ACCOUNT, "files"), (shop, IDENTITY, "shop-identity"), (by_policies, VAULT, "shop-vault")]
)
def test_an_id_that_is_not_like_azures_is_named(program: Callable[[], ManagedIdentityApp], kind: str, name: str, bad: str) -> None:
    if bad.startswith("/") and kind == IDENTITY:
        pytest.skip("of an identity's id only the last part is read")
    said = message(Azure(ids={kind: bad}), program)
    assert f"the id of {name} ({kind})" in said
    assert "new_resource" in said
