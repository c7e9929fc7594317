"""The same programs under mocks and with the real engine: what is made, changed and answered is the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_azure_native as azure_native
import pytest
from pulumi_azure_native import authorization, keyvault, managedidentity, resources, storage, web

from azure_rehearsal.core.values import UNKNOWN
from azure_rehearsal.memory.checkpoint import SECRET_SIGNATURE
from azure_rehearsal.testing.fixture import AzureFixture

Program = Callable[[str], None]
OTHER = "7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0001"


def moves(place: str) -> None:
    """What made up its name is replaced by something with another name, and what uses it follows."""
    group = resources.ResourceGroup("rg", location="westeurope")
    identity = managedidentity.UserAssignedIdentity("id", resource_group_name=group.name, location=place)
    authorization.RoleAssignment(
        "grant",
        scope=group.id,
        principal_id=identity.principal_id,
        principal_type="ServicePrincipal",
        role_definition_id=f"/subscriptions/{OTHER}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
    )
    pulumi.export("client", identity.client_id)


def moves_under_its_own_name(place: str) -> None:
    """With a name of the program's, the old one goes first."""
    group = resources.ResourceGroup("rg", resource_group_name="home", location="westeurope")
    storage.StorageAccount(
        "data", account_name="acmedata", resource_group_name=group.name, location=place, kind="StorageV2", sku={"name": "Standard_LRS"}
    )


def elsewhere(place: str) -> None:
    """A provider of another subscription and place."""
    other = azure_native.Provider("other", subscription_id=OTHER, location=place)
    options = pulumi.ResourceOptions(provider=other)
    group = resources.ResourceGroup("rg", opts=options)
    storage.StorageAccount("data", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}, opts=options)
    pulumi.export("subscription", authorization.get_client_config_output(opts=pulumi.InvokeOptions(provider=other)).subscription_id)


def configured(place: str) -> None:
    """Place and subscription come by configuration; a tag changes in place."""
    group = resources.ResourceGroup("rg", tags={"place": place})
    plan = web.AppServicePlan("plan", resource_group_name=group.name, kind="linux", reserved=True, sku={"name": "B1", "tier": "Basic"})
    app = web.WebApp(
        "app",
        resource_group_name=group.name,
        server_farm_id=plan.id,
        identity=web.ManagedServiceIdentityArgs(type=web.ManagedServiceIdentityType.SYSTEM_ASSIGNED),
    )
    pulumi.export("host", app.default_host_name)
    pulumi.export("principal", app.identity.apply(lambda one: one and one.principal_id))
    pulumi.export("subscription", authorization.get_client_config_output().subscription_id)


def secretive(place: str) -> None:
    """Secrets stay secret, and what nobody gave is None in both."""
    group = resources.ResourceGroup("rg", location="westeurope")
    vault = keyvault.Vault(
        "kv",
        resource_group_name=group.name,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=authorization.get_client_config().tenant_id,
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
        ),
    )
    secret = keyvault.Secret(
        "key",
        resource_group_name=group.name,
        vault_name=vault.name,
        properties={"value": pulumi.Output.secret(f"value of {place}")},
        opts=pulumi.ResourceOptions(deleted_with=vault),
    )
    pulumi.export("uri", secret.properties.secret_uri)
    pulumi.export("type", secret.properties.content_type)
    pulumi.export("value", pulumi.Output.secret(place))


PROGRAMS = [moves, moves_under_its_own_name, elsewhere, configured, secretive]
CONFIG = {"azure-native:location": "northeurope", "azure-native:subscriptionId": OTHER}
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MADE_UP = re.compile(r"(?<=[a-z])[0-9a-f]{8}(?![0-9a-f])")
_HASH = re.compile(r"\b[0-9a-f]{32}\b")


def plain(value: Any) -> Any:
    """The same without what is another in each deployment: made-up names, guids, secrets."""
    if isinstance(value, dict):
        if SECRET_SIGNATURE in value:
            return "secret"
        return {key: plain(inner) for key, inner in value.items() if not key.startswith("__") and plain(inner) is not None}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, str):
        value = _GUID.sub("GUID", value.replace(OTHER, "OTHER"))
        return _MADE_UP.sub("#", _HASH.sub("HASH", value))
    return value


def hidden(outputs: dict[str, Any], paths: Any) -> dict[str, Any]:
    """The outputs of a run under mocks with "secret" in the place of secrets, as a checkpoint has them."""
    shown = json.loads(json.dumps(outputs, default=lambda value: None if value is UNKNOWN else str(value)))
    for path in paths:
        holder: Any = shown
        try:
            for step in path[:-1]:
                holder = holder[step]
            if holder[path[-1]] is not None:
                holder[path[-1]] = {SECRET_SIGNATURE: ""}
        except (KeyError, IndexError, TypeError):
            continue
    return shown


@pytest.mark.engine
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_mocks_answer_as_the_engine_does(program: Program) -> None:
    mocks, engine = AzureFixture(), AzureFixture()
    for place in ("westeurope", "northeurope", "northeurope"):
        run = mocks.run(lambda place=place: program(place), config=CONFIG)
        up = engine.rehearsal(lambda place=place: program(place), config=CONFIG)
        result = up.up()
        by_mocks = {one.urn: (plain(one.id), plain(hidden(one.outputs, one.secret_outputs))) for one in run.resources if one.custom}
        there = [one for one in up.checkpoint()["resources"] if one["custom"] and not one["type"].startswith("pulumi:")]
        by_engine = {one["urn"]: (plain(one["id"]), plain(one["outputs"])) for one in there}
        assert {urn: by_mocks[urn] for urn in by_engine} == by_engine
        assert plain(run.exports) == plain(result.outputs)
        operations = {one.urn: one.operation for one in run.resources if one.custom and one.operation not in ("same", "provider")}
        changed = {
            step.urn: "replace" if "replace" in step.op else step.op for step in result.changed if not step.type.startswith("pulumi:")
        }
        assert operations == changed
        assert sorted(map(plain, mocks.cloud.remaining())) == sorted(map(plain, engine.cloud.remaining()))
    mocks.destroy()
    assert mocks.cloud.remaining() == []


def test_a_replacement_that_fails_is_tidied_up_by_the_next_run(azure: AzureFixture) -> None:
    def program(place: str, *, fail: bool = False) -> None:
        moves(place)
        if fail:
            raise RuntimeError("the program stops")

    azure.run(lambda: program("westeurope"))
    azure.run(lambda: program("northeurope", fail=True), check=False)
    azure.run(lambda: program("northeurope"))
    assert len([one for one in azure.cloud.remaining() if "userAssignedIdentities" in one]) == 1
